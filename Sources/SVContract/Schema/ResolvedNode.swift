import SVText

/// A value with all that applies to it once its references were followed.
struct ResolvedNode {
  /// Every value on the way, the first one that had the reference.
  private(set) var chain: [JSONView]
  /// The values whose members count, nearest first: siblings of a `$ref` before what it leads to, where
  /// siblings count.
  private(set) var layers: [JSONView]
  /// The value at the end, or the last one that could be reached.
  private(set) var target: JSONView
  /// True when the references lead back to one of themselves, so that there is no end.
  var isCyclic = false
  /// The reference that could not be followed.
  var unresolved: UTF8Slice?

  @inline(never)
  init(_ node: JSONView) {
    chain = [node]
    layers = chain
    target = node
  }

  /// False when the references led nowhere.
  var isWhole: Bool { !isCyclic && unresolved == nil }

  /// The member with this name that is nearest.
  subscript(key: UTF8Slice) -> JSONView? { layers.nearest(key) }

  @inline(never)
  mutating func follow(_ next: JSONView, hidingSiblings: Bool) {
    chain.append(next)
    if hidingSiblings { layers = [next] } else { layers.append(next) }
    target = next
  }
}

extension [JSONView] {
  /// The first member with this name.
  @inline(never)
  func nearest(_ key: UTF8Slice) -> JSONView? {
    for node in self {
      if let member = node[key] { return member }
    }
    return nil
  }

  /// Whether a value is among them.
  @inline(never)
  func has(_ node: JSONView) -> Bool {
    for known in self where known.identity == node.identity { return true }
    return false
  }
}
