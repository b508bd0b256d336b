import SVText

/// The paths of a document by names that several may have. Paths with the same name keep the order of the
/// document.
final class PathIndex {
  private let paths: ObjectMembers
  private var names = Places<UTF8Slice>()
  /// The number of the first and the last path of each name.
  private var first: [Int] = []
  private var last: [Int] = []
  /// The numbers of the paths, each with its successor of the same name; -1 ends the list.
  private var entries: [Int] = []
  private var next: [Int] = []

  /// `namesOf` returns the names of a path.
  init(_ paths: ObjectMembers, namesOf: (ObjectMembers.Member) -> [UTF8Slice]) {
    self.paths = paths
    for (number, entry) in paths.list.enumerated() {
      for name in namesOf(entry) { add(name, number) }
    }
  }

  private func add(_ name: UTF8Slice, _ number: Int) {
    let (place, isNew) = names.add(name)
    if isNew {
      first.append(entries.count)
      last.append(entries.count)
    } else {
      next[last[place]] = entries.count
      last[place] = entries.count
    }
    entries.append(number)
    next.append(-1)
  }

  /// Calls a function with each path that has a name, until it returns false.
  @inline(never)
  func visit(_ name: UTF8Slice, _ body: (ObjectMembers.Member) -> Bool) {
    var at = names.place(of: name).map { first[$0] } ?? -1
    while at >= 0, body(paths.list[entries[at]]) { at = next[at] }
  }
}
