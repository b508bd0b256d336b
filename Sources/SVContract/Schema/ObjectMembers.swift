import SVText

/// Members of an object by name. Of members with the same name the last one counts, at its place.
final class ObjectMembers {
  struct Member {
    let name: UTF8Slice
    let key: JSONView
    let value: JSONView
  }

  private(set) var list: [Member] = []
  private var names = Places<UTF8Slice>()
  /// A name that occurs more than once.
  private(set) var repeated: UTF8Slice?

  init() {}

  @inline(never)
  init(_ node: JSONView, where isWanted: (_ key: JSONView, _ value: JSONView) -> Bool = { _, _ in true }) {
    for (key, value) in node.members where isWanted(key, value) {
      add(Member(name: key.name, key: key, value: value))
    }
  }

  @inline(never)
  func add(_ member: Member) {
    let (place, isNew) = names.add(member.name)
    if isNew {
      list.append(member)
    } else {
      list[place] = member
      repeated = member.name
    }
  }

  var count: Int { list.count }

  /// The names of the first members.
  @inline(never)
  func names(atMost most: Int) -> [UTF8Slice] {
    var names: [UTF8Slice] = []
    for member in list {
      guard names.count < most else { break }
      names.append(member.name)
    }
    return names
  }

  /// The places of those of these members that are here, in order.
  func places(of others: ObjectMembers) -> [Int] {
    var places: [Int] = []
    for other in others.list {
      if let place = names.place(of: other.name) { places.append(place) }
    }
    places.sortNumbers()
    return places
  }

  subscript(name: UTF8Slice) -> JSONView? { member(name)?.value }

  @inline(never)
  func member(_ name: UTF8Slice) -> Member? { names.place(of: name).map { list[$0] } }
}
