import SVText

/// Equality by JSON Schema: numbers are compared by value, and the order of an object's members does not
/// matter.
enum JSONEquality {
  /// Documents are nested at most 256 deep, which bounds the recursion.
  @inline(never)
  static func areEqual(_ left: JSONView, _ right: JSONView, _ budget: Budget) -> Bool {
    guard budget.spend(1), left.kind == right.kind else { return false }
    switch left.kind {
    case .null: return true
    case .boolean: return left.boolean == right.boolean
    case .number:
      guard budget.spend(reading: left.raw), budget.spend(reading: right.raw) else { return false }
      return left.raw == right.raw || areEqualNumbers(left, right)
    case .string: return areEqualTexts(left, right, budget)
    case .array: return areEqualArrays(left, right, budget)
    case .object: return areEqualObjects(left, right, budget)
    }
  }

  /// Texts of different lengths are only searched for escapes, which is fast.
  private static func areEqualTexts(_ left: JSONView, _ right: JSONView, _ budget: Budget) -> Bool {
    guard budget.spend((left.raw.count &+ right.raw.count) >> 14 &+ 1) else { return false }
    let (one, other) = (left.name, right.name)
    return one.count == other.count && budget.spend(reading: one) && one == other
  }

  private static func areEqualNumbers(_ left: JSONView, _ right: JSONView) -> Bool {
    guard let one = ExactNumber(left), let other = ExactNumber(right) else { return false }
    return one.compared(to: other) == 0
  }

  private static func areEqualArrays(_ left: JSONView, _ right: JSONView, _ budget: Budget) -> Bool {
    var others = right.elements
    for element in left.elements {
      guard let other = others.next(), areEqual(element, other, budget) else { return false }
    }
    return others.next() == nil
  }

  private static func areEqualObjects(_ left: JSONView, _ right: JSONView, _ budget: Budget) -> Bool {
    let mine = ObjectMembers(left)
    let others = ObjectMembers(right)
    guard budget.spend(mine.count &+ others.count), mine.count == others.count else { return false }
    for member in mine.list {
      guard let other = others[member.name], areEqual(member.value, other, budget) else {
        return false
      }
    }
    return true
  }

  /// Equal values have equal hashes.
  static func hash(_ node: JSONView, _ budget: Budget) -> UInt64 {
    var hash = UInt64(node.kind.rawValue) &+ 1
    guard budget.spend(1) else { return hash }
    switch node.kind {
    case .null: break
    case .boolean: hash.mix(node.isTrue ? 1 : 0)
    case .number, .string:
      guard budget.spend(reading: node.raw) else { break }
      if node.kind == .string { hash.mix(node.name) } else { ExactNumber(node)?.hash(into: &hash) }
    case .array: for element in node.elements { hash.mix(self.hash(element, budget)) }
    case .object:
      // A sum does not depend on the order of the members.
      var sum: UInt64 = 0
      for member in ObjectMembers(node).list where budget.spend(reading: member.name) {
        var one: UInt64 = 1
        one.mix(member.name)
        one.mix(self.hash(member.value, budget))
        sum = sum &+ one
      }
      hash.mix(sum)
    }
    return hash
  }
}

extension JSONView {
  private static let stepsOfComparison = 10_000

  /// Whether two values are equal by JSON Schema.
  func isSameValue(as other: JSONView) -> Bool {
    JSONEquality.areEqual(self, other, Budget(steps: Self.stepsOfComparison))
  }
}

extension [JSONView] {
  /// Whether one of the values equals this one.
  @inline(never)
  func hasSameValue(as value: JSONView) -> Bool {
    for known in self where known.isSameValue(as: value) { return true }
    return false
  }
}

/// Values without duplicates. Only values with equal hashes are compared. A document can be written so that
/// all hashes are equal, so a budget bounds the work.
struct ValueSet {
  let budget: Budget
  private var hashes = Places<Int>()
  private var known: [[JSONView]] = []

  @inline(never)
  init(_ values: [JSONView] = [], budget: Budget = Budget(steps: 2_000_000)) {
    self.budget = budget
    for value in values { _ = add(value) }
  }

  /// Adds a value. Returns the earlier one that equals it, which then stays alone. When the budget is spent,
  /// no value is added.
  @inline(never)
  mutating func add(_ value: JSONView) -> JSONView? {
    guard !budget.isSpent else { return nil }
    let (place, isNew) = hashes.add(Int(truncatingIfNeeded: JSONEquality.hash(value, budget)))
    if isNew { known.append([]) }
    for other in known[place] where JSONEquality.areEqual(other, value, budget) { return other }
    if !budget.isSpent { known[place].append(value) }
    return nil
  }
}
