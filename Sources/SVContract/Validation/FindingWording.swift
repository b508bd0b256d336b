import SVText

/// Formats values and lists of them for messages.
struct FindingWording {
  /// Memory for the texts.
  let texts: TextMemory
  /// How much may be read for the words of all findings together.
  let budget: Budget

  private static let textMax = 80
  /// A list shows at most this many of its items.
  static let listMax = 30

  /// A value, truncated if it is long.
  @inline(never)
  func value(_ node: JSONView) -> UTF8Slice {
    switch node.kind {
    case .null, .boolean: node.raw
    case .number: cut(node.raw)
    case .string: quoted(node.name)
    case .array: list(node)
    case .object: object(node)
    }
  }

  private func list(_ node: JSONView) -> UTF8Slice {
    let count = budget.elements(of: node).count
    return budget.isSpent ? "a list" : texts.text("a list of \(Self.count(count, "item", "items"))")
  }

  private func object(_ node: JSONView) -> UTF8Slice {
    var names: [UTF8Slice] = []
    for (key, _) in node.members.prefix(6) { names.append(quoted(key.name)) }
    if names.isEmpty { return "an empty object" }
    let shown = texts.joined(Array(names.prefix(5)), by: ", ")
    return names.count > 5
      ? texts.text("an object with \(shown) and more") : texts.joined("an object with ", shown)
  }

  @inline(never)
  func quoted(_ text: UTF8Slice) -> UTF8Slice { texts.joined(["\"", cut(text), "\""], by: "") }

  @inline(never)
  func cut(_ text: UTF8Slice) -> UTF8Slice {
    let start = text.prefix(scalars: Self.textMax)
    return start.count == text.count ? text : texts.joined(start, "...")
  }

  @inline(never)
  static func count(_ number: Int, _ one: UTF8Slice, _ many: UTF8Slice) -> Words {
    "\(number) \(number == 1 ? one : many)"
  }

  /// The first names of a list, in quotation marks.
  @inline(never)
  func shown(_ names: [UTF8Slice]) -> [UTF8Slice] {
    var shown: [UTF8Slice] = []
    for name in names {
      guard shown.count < Self.listMax else { break }
      shown.append(quoted(name))
    }
    return shown
  }

  /// "a, b, c and 4 more".
  @inline(never)
  func list(_ shown: [UTF8Slice], of count: Int) -> UTF8Slice {
    let shown = texts.joined(shown, by: ", ")
    if count <= Self.listMax { return shown }
    return budget.isSpent
      ? texts.joined(shown, " and more") : texts.text("\(shown) and \(count &- Self.listMax) more")
  }

  /// "one of a, b", or the only item.
  func choice(_ shown: [UTF8Slice], of count: Int) -> UTF8Slice {
    if count == 0 { return budget.isSpent ? "another value" : "nothing: no value is allowed" }
    return count == 1 ? list(shown, of: 1) : texts.joined("one of ", list(shown, of: count))
  }

  /// "a, b or c".
  func either(_ words: [UTF8Slice]) -> UTF8Slice {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return texts.joined([texts.joined(Array(words.dropLast()), by: ", "), last], by: " or ")
  }
}
