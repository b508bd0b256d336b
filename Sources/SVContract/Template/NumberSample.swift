import SVText

/// Makes numbers within limits.
struct NumberSample {
  let shape: SchemaShape
  let isWhole: Bool

  /// 1 where that is allowed, else the number nearest to a limit; further ones for further elements.
  func text(index: Int) -> String? {
    let step =
      shape.layers.compactMap { $0["multipleOf"]?.double }.filter { $0 > 0 }.max() ?? (isWhole ? 1 : nil)
    let unit = isWhole && (step ?? 1) < 1 ? 1 : step
    guard let start = start(unit) else { return nil }
    if index == 0, let exact = exactLimit(start) { return exact }
    let value = start + Double(index) * (unit ?? 1)
    return isWithin(value) ? Self.text(of: value) : Self.text(of: start - Double(index) * (unit ?? 1))
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
    if let limit = shape.minimum, value < limit.value || (limit.isExclusive && value == limit.value) {
      return false
    }
    if let limit = shape.maximum, value > limit.value || (limit.isExclusive && value == limit.value) {
      return false
    }
    return true
  }

  private func isMultiple(_ value: Double) -> Bool {
    if isWhole, value != value.rounded() { return false }
    return shape.layers.compactMap { $0["multipleOf"]?.double }.filter { $0 > 0 }.allSatisfy { step in
      let quotient = value / step
      return (quotient - quotient.rounded()).magnitude < 1e-9
    }
  }

  /// A limit keeps its own text, which may have more digits than a Double.
  private func exactLimit(_ value: Double) -> String? {
    for limit in [shape.minimum, shape.maximum] {
      if let limit, !limit.isExclusive, limit.value == value, value.magnitude >= 9e15 {
        return limit.node.rawText
      }
    }
    return nil
  }

  private static func text(of value: Double) -> String {
    if value == value.rounded(), let whole = Int64(exactly: value) { return whole.description }
    return value.description
  }
}
