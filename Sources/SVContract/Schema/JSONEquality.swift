import SVText

/// Equality as JSON Schema has it: numbers by value, objects whatever the order of their members.
enum JSONEquality {
  /// Documents are nested at most 256 deep, and so is the recursion.
  static func areEqual(_ left: JSONNode, _ right: JSONNode, _ budget: Budget) -> Bool {
    guard left.kind == right.kind, budget.spend(1) else { return false }
    switch left.kind {
    case .null: return true
    case .boolean: return left.boolean == right.boolean
    case .number: return areEqualNumbers(left, right)
    case .string: return areEqualStrings(left, right)
    case .array: return areEqualArrays(left, right, budget)
    case .object: return areEqualObjects(left, right, budget)
    }
  }

  private static func areEqualNumbers(_ left: JSONNode, _ right: JSONNode) -> Bool {
    if left.raw.elementsEqual(right.raw) { return true }
    guard let one = ExactNumber(left), let other = ExactNumber(right) else { return false }
    return one.compared(to: other) == 0
  }

  private static func areEqualStrings(_ left: JSONNode, _ right: JSONNode) -> Bool {
    if left.raw.elementsEqual(right.raw) { return true }
    guard let text = left.string else { return false }
    return right.isString(text)
  }

  private static func areEqualArrays(_ left: JSONNode, _ right: JSONNode, _ budget: Budget) -> Bool {
    var others = right.elements
    for element in left.elements {
      guard let other = others.next(), areEqual(element, other, budget) else { return false }
    }
    return others.next() == nil
  }

  private static func areEqualObjects(_ left: JSONNode, _ right: JSONNode, _ budget: Budget) -> Bool {
    let mine = ObjectMembers(left)
    let others = ObjectMembers(right)
    guard mine.count == others.count else { return false }
    for member in mine.list {
      guard budget.spend(1), let other = others[member.name], areEqual(member.value, other, budget) else {
        return false
      }
    }
    return true
  }

  /// Equal values have equal hashes.
  static func hash(_ node: JSONNode, _ budget: Budget) -> UInt64 {
    var hash = UInt64(node.kind.rawValue) &+ 1
    guard budget.spend(1) else { return hash }
    switch node.kind {
    case .null: break
    case .boolean: hash.mix(node.boolean == true ? 1 : 0)
    case .number: ExactNumber(node)?.hash(into: &hash)
    case .string: for byte in (node.string ?? "").utf8 { hash.mix(UInt64(byte)) }
    case .array: for element in node.elements { hash.mix(self.hash(element, budget)) }
    case .object:
      // Members come in any order, so theirs are summed up.
      var sum: UInt64 = 0
      for member in ObjectMembers(node).list {
        var one: UInt64 = 1
        for byte in member.name.utf8 { one.mix(UInt64(byte)) }
        one.mix(self.hash(member.value, budget))
        sum = sum &+ one
      }
      hash.mix(sum)
    }
    return hash
  }
}
