import SVText

/// The members of an object by name, or some of them. Of those with the same name the last one counts, in its
/// place.
struct ObjectMembers {
  struct Member {
    let name: String
    let key: JSONNode
    let value: JSONNode
  }

  private(set) var list: [Member] = []
  private var places: [TextKey: Int] = [:]
  /// A name that is there more than once.
  private(set) var repeated: String?

  /// Few members are found faster one after the other than in a dictionary.
  private static let few = 8

  /// Members that are put together from elsewhere.
  init(_ members: [Member] = []) {
    for member in members {
      list.append(member)
      index(list.count &- 1)
    }
  }

  init(_ node: JSONNode, where isWanted: (_ key: JSONNode, _ value: JSONNode) -> Bool = { _, _ in true }) {
    var members = node.members
    while let (key, value) = members.nextNodes() {
      guard isWanted(key, value) else { continue }
      let member = Member(name: key.string ?? "", key: key, value: value)
      if let place = place(of: member.name) {
        list[place] = member
        repeated = member.name
      } else {
        list.append(member)
        index(list.count &- 1)
      }
    }
  }

  var count: Int { list.count }

  subscript(name: String) -> JSONNode? { member(name)?.value }

  func member(_ name: String) -> Member? { place(of: name).map { list[$0] } }

  func place(of name: String) -> Int? {
    places.isEmpty ? list.firstIndex { $0.name.isSameText(as: name) } : places[TextKey(name)]
  }

  private mutating func index(_ place: Int) {
    guard place >= Self.few else { return }
    if places.isEmpty {
      for (index, member) in list.enumerated() { places[TextKey(member.name)] = index }
    } else {
      places[TextKey(list[place].name)] = place
    }
  }
}
