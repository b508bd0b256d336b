import SVText

/// A value with all that applies to it once its references were followed.
public struct ResolvedNode {
  /// Every value on the way, the first one that had the reference.
  public private(set) var chain: [JSONNode]
  /// The values whose members count, nearest first: siblings of a `$ref` before what it leads to, where
  /// siblings count.
  public private(set) var layers: [JSONNode]
  /// True when the references lead back to one of themselves, so that there is no end.
  public internal(set) var isCyclic = false
  /// The reference that could not be followed.
  public internal(set) var unresolved: String?

  init(_ node: JSONNode) {
    chain = [node]
    layers = [node]
  }

  /// The value at the end, or the last one that could be reached.
  public var target: JSONNode { chain[chain.count &- 1] }

  /// False when the references led nowhere.
  public var isWhole: Bool { !isCyclic && unresolved == nil }

  /// The member with this name that is nearest.
  public subscript(key: String) -> JSONNode? {
    for layer in layers {
      if let member = layer[key] { return member }
    }
    return nil
  }

  mutating func follow(_ next: JSONNode, hidingSiblings: Bool) {
    chain.append(next)
    if hidingSiblings { layers = [next] } else { layers.append(next) }
  }
}
