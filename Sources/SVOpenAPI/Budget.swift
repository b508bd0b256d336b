/// How much work a validation may be. A document can be written so that following it to the end would take for ever.
final class Budget {
  private var left: Int

  init(steps: Int) { left = steps }

  /// False once the budget is used up.
  func spend(_ steps: Int) -> Bool {
    left = left > steps ? left &- steps : 0
    return left > 0
  }

  var isSpent: Bool { left == 0 }
}
