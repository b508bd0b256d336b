import SVText

/// A limit of numbers.
struct NumberLimit {
  let node: JSONView
  let value: Double
  let isExclusive: Bool

  init(_ node: JSONView, isExclusive: Bool) {
    self.node = node
    self.isExclusive = isExclusive
    value = node.double ?? 0
  }

  /// Whether a number is less than the limit; with a sign of -1 whether it is greater.
  func isPassed(by number: Double, sign: Double) -> Bool {
    number * sign < value * sign || isExclusive && number == value
  }
}

extension SchemaShape {
  /// The largest of the lower limits.
  @inline(never)
  var minimum: NumberLimit? { limit("minimum", "exclusiveMinimum", sign: 1) }

  /// The smallest of the upper limits.
  @inline(never)
  var maximum: NumberLimit? { limit("maximum", "exclusiveMaximum", sign: -1) }

  /// `exclusive...` is a number of its own since draft 6, and before that a boolean beside the limit.
  @inline(never)
  private func limit(_ key: UTF8Slice, _ exclusiveKey: UTF8Slice, sign: Double) -> NumberLimit? {
    var best: NumberLimit?
    for layer in layers {
      let exclusive = layer[exclusiveKey]
      for (node, isExclusive) in [(layer[key], exclusive?.isTrue == true), (exclusive, true)] {
        guard let node, node.kind == .number else { continue }
        let limit = NumberLimit(node, isExclusive: isExclusive)
        guard let known = best else {
          best = limit
          continue
        }
        let isTighter = limit.value * sign > known.value * sign
        if isTighter || limit.value == known.value && isExclusive { best = limit }
      }
    }
    return best
  }

  /// The largest of the counts that must be reached.
  @inline(never)
  func least(_ key: UTF8Slice) -> Int64? { count(key) { max($0, $1) } }

  /// The smallest of the counts that may not be passed.
  @inline(never)
  func most(_ key: UTF8Slice) -> Int64? { count(key) { min($0, $1) } }

  @inline(never)
  private func count(_ key: UTF8Slice, _ choose: (Int64, Int64) -> Int64) -> Int64? {
    var best: Int64?
    for layer in layers {
      if let count = layer[key]?.int { best = best.map { choose($0, count) } ?? count }
    }
    return best
  }

  /// What an array's elements must satisfy, nil when nothing is said.
  @inline(never)
  var items: SchemaSet? {
    var nodes: [JSONView] = []
    for layer in layers {
      guard let items = layer["items"] else { continue }
      if items.kind == .object || items.kind == .boolean { nodes.append(items) }
      if items.kind == .array, let further = layer["additionalItems"], further.kind == .object {
        nodes.append(further)
      }
    }
    return nodes.isEmpty ? nil : SchemaSet(nodes)
  }

  /// What the first elements of an array must satisfy, one by one.
  @inline(never)
  var firstItems: [JSONView] {
    for layer in layers {
      if let list = layer["prefixItems"] ?? layer["items"], list.kind == .array {
        return Array(list.elements)
      }
    }
    return []
  }

  /// What members without a schema of their own must satisfy; a boolean schema says whether there may be any.
  @inline(never)
  var additionalProperties: JSONView? {
    var best: JSONView?
    for layer in layers {
      guard let stated = layer["additionalProperties"] else { continue }
      if stated.isFalse { return stated }
      if best == nil || best?.kind != .object && stated.kind == .object { best = stated }
    }
    return best
  }
}

/// How much work a validation may be. A document can be written so that following it to the end would take
/// for ever.
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
