import SVText

/// Finds members and elements of a document. Looking for one walks past those before it; where that is done
/// often, in a large document by many references, the places are written down.
final class DocumentIndex {
  private var objects = Places<Int>()
  private var objectMembers: [ObjectMembers] = []
  private var arrays = Places<Int>()
  private var arrayElements: [[JSONView]] = []
  private var visited = Places<Int>()
  private var visits: [Int] = []

  /// How often a place is looked into before it is written down.
  private static let visitsMax = 8

  /// The members of an object, found once.
  @inline(never)
  func members(of node: JSONView) -> ObjectMembers {
    let (place, isNew) = objects.add(node.identity)
    if isNew { objectMembers.append(ObjectMembers(node)) }
    return objectMembers[place]
  }

  /// The value that a pointer leads to, nil when there is none.
  func node(at pointer: JSONPointer, in root: JSONView) -> JSONView? {
    var node = root
    for token in pointer.tokens {
      guard let next = child(of: node, token) else { return nil }
      node = next
    }
    return node
  }

  private func child(of node: JSONView, _ token: UTF8Slice) -> JSONView? {
    let (place, isNew) = visited.add(node.identity)
    if isNew { visits.append(0) }
    visits[place] &+= 1
    guard visits[place] > Self.visitsMax else { return JSONPointer.child(of: node, token) }
    if node.kind == .object { return members(of: node)[token] }
    guard node.kind == .array, let index = JSONPointer.arrayIndex(token) else { return nil }
    let elements = elements(of: node)
    return index < elements.count ? elements[index] : nil
  }

  private func elements(of node: JSONView) -> [JSONView] {
    let (place, isNew) = arrays.add(node.identity)
    if isNew { arrayElements.append(Array(node.elements)) }
    return arrayElements[place]
  }
}
