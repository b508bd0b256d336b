import SVText

/// Makes numbers within limits.
struct NumberSample {
  let shape: SchemaShape
  let isWhole: Bool
  let texts: TextMemory

  /// 1 if it is allowed, else the number nearest to a limit. Higher indices give other numbers, for further
  /// elements.
  func text(index: Int) -> UTF8Slice? {
    let step = steps.max() ?? (isWhole ? 1 : nil)
    let unit = isWhole && (step ?? 1) < 1 ? 1 : step
    guard let start = start(unit) else { return nil }
    if index == 0, let exact = exactLimit(start) { return exact }
    let value = start + Double(index) * (unit ?? 1)
    return text(of: isWithin(value) ? value : start - Double(index) * (unit ?? 1))
  }

  private func start(_ step: Double?) -> Double? {
    var tries: [Double] = [1]
    if let limit = shape.minimum?.value { tries += up(limit, step) }
    if let limit = shape.maximum?.value { tries += down(limit, step) }
    if let step { tries += [step, 0, -step] }
    if let least = shape.minimum?.value, let most = shape.maximum?.value { tries.append((least + most) / 2) }
    return tries.first { isWithin($0) && isMultiple($0) }
  }

  private func up(_ limit: Double, _ step: Double?) -> [Double] {
    guard let step else { return [limit, limit + 1, limit + 0.5, limit + 0.001] }
    let first = (limit / step).rounded(.up) * step
    return [first, first + step, limit]
  }

  private func down(_ limit: Double, _ step: Double?) -> [Double] {
    guard let step else { return [limit, limit - 1, limit - 0.5, limit - 0.001] }
    let first = (limit / step).rounded(.down) * step
    return [first, first - step, limit]
  }

  private func isWithin(_ value: Double) -> Bool {
    guard value.isFinite else { return false }
    return shape.minimum?.isPassed(by: value, sign: 1) != true
      && shape.maximum?.isPassed(by: value, sign: -1) != true
  }

  private func isMultiple(_ value: Double) -> Bool {
    if isWhole, value != value.rounded() { return false }
    for step in steps {
      let quotient = value / step
      guard (quotient - quotient.rounded()).magnitude < 1e-9 else { return false }
    }
    return true
  }

  /// The values of `multipleOf`.
  private var steps: [Double] {
    var steps: [Double] = []
    for layer in shape.layers {
      if let step = layer["multipleOf"]?.double, step > 0 { steps.append(step) }
    }
    return steps
  }

  /// A limit keeps its text, because a Double may lose digits.
  private func exactLimit(_ value: Double) -> UTF8Slice? {
    for limit in [shape.minimum, shape.maximum] {
      if let limit, !limit.isExclusive, limit.value == value, value.magnitude >= 9e15 {
        return limit.node.raw
      }
    }
    return nil
  }

  private func text(of value: Double) -> UTF8Slice {
    if value == value.rounded(), let whole = Int64(exactly: value) { return texts.text("\(Int(whole))") }
    return texts.text(of: value)
  }
}
