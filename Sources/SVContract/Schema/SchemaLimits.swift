import SVText

/// A numeric limit.
struct NumberLimit {
  let node: JSONView
  let value: Double
  let isExclusive: Bool

  init(_ node: JSONView, isExclusive: Bool) {
    self.node = node
    self.isExclusive = isExclusive
    value = node.double ?? 0
  }

  /// Whether a number is below the limit, or above it if `sign` is -1.
  func isPassed(by number: Double, sign: Double) -> Bool {
    number * sign < value * sign || isExclusive && number == value
  }
}

extension SchemaShape {
  /// The strictest lower limit.
  @inline(never)
  var minimum: NumberLimit? { limit("minimum", "exclusiveMinimum", sign: 1) }

  /// The strictest upper limit.
  @inline(never)
  var maximum: NumberLimit? { limit("maximum", "exclusiveMaximum", sign: -1) }

  /// Since draft 6 `exclusive...` is a number of its own; before, it was a boolean next to the limit.
  @inline(never)
  private func limit(_ key: UTF8Slice, _ exclusiveKey: UTF8Slice, sign: Double) -> NumberLimit? {
    var best: NumberLimit?
    for layer in layers(stating: key) + layers(stating: exclusiveKey).dropFirst(layers.count) {
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

  /// The strictest minimum count.
  @inline(never)
  func least(_ key: UTF8Slice) -> Int64? { count(key) { max($0, $1) } }

  /// The strictest maximum count.
  @inline(never)
  func most(_ key: UTF8Slice) -> Int64? { count(key) { min($0, $1) } }

  @inline(never)
  private func count(_ key: UTF8Slice, _ choose: (Int64, Int64) -> Int64) -> Int64? {
    var best: Int64?
    for layer in layers(stating: key) {
      if let count = layer[key]?.int { best = best.map { choose($0, count) } ?? count }
    }
    return best
  }

  /// The schemas of an array's elements; nil if there are none.
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

  /// The schemas of the first elements of an array, one by one.
  @inline(never)
  var firstItems: [JSONView] {
    for layer in layers {
      if let list = layer["prefixItems"] ?? layer["items"], list.kind == .array {
        return Array(list.elements)
      }
    }
    return []
  }

  /// The schemas of members that are not listed. A boolean schema says whether they are allowed.
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

/// Bounds the work of a validation. A document can be written so that validation never ends. A step is one
/// value that is read. A larger value costs more steps, and they are spent before it is read.
final class Budget {
  private var left: Int

  init(steps: Int) { left = steps }

  /// Spends the steps for one pass over a text.
  func spend(reading text: UTF8Slice) -> Bool { spend(1 &+ text.count >> 9) }

  /// Spends the steps for comparing with a short text, such as a name.
  func spend(passing text: UTF8Slice) -> Bool { spend(1 &+ text.count >> 6) }

  /// Spends the steps for finding a member of an object, which passes the others.
  func spend(passing object: JSONView) -> Bool { spend(1 &+ object.subtree.count >> 6) }

  /// Returns false if the budget is used up.
  @inline(never)
  func spend(_ steps: Int) -> Bool {
    left = left > steps ? left &- steps : 0
    return left > 0
  }

  var isSpent: Bool { left == 0 }

  /// The elements of a list, as many as the budget allows.
  @inline(never)
  func elements(of list: JSONView) -> [JSONView] {
    var elements: [JSONView] = []
    for element in list.elements {
      guard spend(1) else { break }
      elements.append(element)
    }
    return elements
  }

  /// The names of an object's members, as many as the budget allows.
  @inline(never)
  func names(of object: JSONView) -> [UTF8Slice] {
    var names: [UTF8Slice] = []
    for (key, _) in object.members {
      guard spend(1) else { break }
      names.append(key.name)
    }
    return names
  }
}
