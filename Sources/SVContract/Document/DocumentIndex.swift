import SVText

/// Finds members and elements of a document. Looking for one walks past those before it; where that is done
/// often, in a large document by many references, the places are written down.
final class DocumentIndex {
  private var objects: [Int: ObjectMembers] = [:]
  private var arrays: [Int: [JSONNode]] = [:]
  private var visits: [Int: Int] = [:]

  /// How often a place is looked into before it is written down.
  private static let visitsMax = 8

  /// The members of an object, found once.
  func members(of node: JSONNode) -> ObjectMembers {
    if let known = objects[node.identity] { return known }
    let made = ObjectMembers(node)
    objects[node.identity] = made
    return made
  }

  /// The value that a pointer leads to, nil when there is none.
  func node(at pointer: JSONPointer, in root: JSONNode) -> JSONNode? {
    var node = root
    for token in pointer.tokens {
      guard let next = child(of: node, token) else { return nil }
      node = next
    }
    return node
  }

  private func child(of node: JSONNode, _ token: String) -> JSONNode? {
    let visit = visits[node.identity, default: 0]
    guard visit >= Self.visitsMax else {
      visits[node.identity] = visit &+ 1
      return JSONPointer.child(of: node, token)
    }
    guard node.kind == .array else { return node.kind == .object ? members(of: node)[token] : nil }
    if arrays[node.identity] == nil { arrays[node.identity] = Array(node.elements) }
    guard let index = JSONPointer.arrayIndex(token), let elements = arrays[node.identity],
      index < elements.count
    else {
      return nil
    }
    return elements[index]
  }
}
