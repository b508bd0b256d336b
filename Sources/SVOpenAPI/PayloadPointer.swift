import SVJSON

/// Finds the JSON pointer of a value from its identity: pointers are wanted for the few values that are wrong only.
enum PayloadPointer {
  /// The pointer of a value, or of the member that a name belongs to.
  static func text(of place: JSONNode, in root: JSONNode) -> String {
    var pointer = ""
    var node = root
    while node.identity != place.identity, let (token, next, isName) = step(from: node, to: place) {
      JSONPointer.append(token, to: &pointer)
      if isName { break }
      node = next
    }
    return pointer
  }

  private static func step(from node: JSONNode, to place: JSONNode) -> (String, JSONNode, Bool)? {
    var members = node.members
    while let (key, value) = members.nextNodes() {
      let isName = key.identity == place.identity
      if isName || value.subtree.contains(place.identity) { return (key.string ?? "", value, isName) }
    }
    var index = 0
    for element in node.elements {
      if element.subtree.contains(place.identity) { return (index.description, element, false) }
      index &+= 1
    }
    return nil
  }
}
