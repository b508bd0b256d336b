import SVText

/// Finds members and elements of a document. A lookup scans the members before the one wanted, so places that
/// are searched often are indexed.
final class DocumentIndex {
  private var objects = Places<Int>()
  private var objectMembers: [ObjectMembers] = []
  private var arrays = Places<Int>()
  private var arrayElements: [[JSONView]] = []
  private var visited = Places<Int>()
  private var visits: [Int] = []

  /// After this many lookups a place is indexed.
  private static let visitsMax = 8

  /// The members of an object, indexed on first use.
  @inline(never)
  func members(of node: JSONView) -> ObjectMembers {
    let (place, isNew) = objects.add(node.identity)
    if isNew { objectMembers.append(ObjectMembers(node)) }
    return objectMembers[place]
  }

  /// The value at a pointer; nil if there is none.
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
