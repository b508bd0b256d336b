import SVText

/// A value after its references were resolved.
struct ResolvedNode {
  /// Every value on the way; the first one contains the reference.
  private(set) var chain: [JSONView]
  /// The values whose members count, nearest first. Where siblings of a `$ref` count, they precede its
  /// target.
  private(set) var layers: [JSONView]
  /// The last value that could be reached.
  private(set) var target: JSONView
  /// Whether the references form a cycle.
  var isCyclic = false
  /// The reference that could not be resolved.
  var unresolved: UTF8Slice?

  @inline(never)
  init(_ node: JSONView) {
    chain = [node]
    layers = chain
    target = node
  }

  /// Whether all references were resolved.
  var isWhole: Bool { !isCyclic && unresolved == nil }

  /// The nearest member with this name.
  subscript(key: UTF8Slice) -> JSONView? { layers.nearest(key) }

  @inline(never)
  mutating func follow(_ next: JSONView, hidingSiblings: Bool) {
    chain.append(next)
    if hidingSiblings { layers = [next] } else { layers.append(next) }
    target = next
  }
}

extension [JSONView] {
  @inline(never)
  func nearest(_ key: UTF8Slice) -> JSONView? {
    for node in self {
      if let member = node[key] { return member }
    }
    return nil
  }

  @inline(never)
  func has(_ node: JSONView) -> Bool {
    for known in self where known.identity == node.identity { return true }
    return false
  }
}
