import SVText

/// A limit of numbers.
struct NumberLimit {
  let node: JSONNode
  let isExclusive: Bool

  var value: Double { node.double ?? 0 }
}

extension SchemaShape {
  /// The largest of the lower limits.
  var minimum: NumberLimit? { limit("minimum", "exclusiveMinimum") { $0 > $1 } }

  /// The smallest of the upper limits.
  var maximum: NumberLimit? { limit("maximum", "exclusiveMaximum") { $0 < $1 } }

  /// `exclusive...` is a number of its own since draft 6, and before that a boolean beside the limit.
  private func limit(_ key: String, _ exclusiveKey: String, _ isTighter: (Double, Double) -> Bool)
    -> NumberLimit?
  {
    var best: NumberLimit?
    for layer in layers {
      let exclusive = layer[exclusiveKey]
      var own: [NumberLimit] = []
      if let node = layer[key], node.kind == .number {
        own.append(NumberLimit(node: node, isExclusive: exclusive?.boolean == true))
      }
      if let exclusive, exclusive.kind == .number {
        own.append(NumberLimit(node: exclusive, isExclusive: true))
      }
      for limit in own {
        guard let known = best else {
          best = limit
          continue
        }
        let isSame = limit.value == known.value
        if isTighter(limit.value, known.value) || (isSame && limit.isExclusive) { best = limit }
      }
    }
    return best
  }

  /// The largest of the counts that must be reached.
  func least(_ key: String) -> Int64? { layers.compactMap { $0[key]?.int }.max() }

  /// The smallest of the counts that may not be passed.
  func most(_ key: String) -> Int64? { layers.compactMap { $0[key]?.int }.min() }

  /// What an array's elements must satisfy, nil when nothing is said.
  var items: SchemaSet? {
    var nodes: [JSONNode] = []
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
  var firstItems: [SchemaSet] {
    for layer in layers {
      let list = layer["prefixItems"] ?? (layer["items"]?.kind == .array ? layer["items"] : nil)
      if let list, list.kind == .array { return list.elements.map { SchemaSet([$0]) } }
    }
    return []
  }

  /// What members without a schema of their own must satisfy; a boolean schema says whether there may be any.
  var additionalProperties: JSONNode? {
    let stated = layers.compactMap { $0["additionalProperties"] }
    return stated.first { $0.boolean == false } ?? stated.first { $0.kind == .object } ?? stated.first
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
