import SVText

/// Values and lists of them as a reader is shown them.
enum FindingWording {
  private static let textMax = 80
  private static let listMax = 30

  /// A value, cut short where it is long.
  static func value(_ node: JSONNode) -> String {
    switch node.kind {
    case .null: "null"
    case .boolean: node.boolean == true ? "true" : "false"
    case .number: cut(node.rawText)
    case .string: quoted(node.string ?? "")
    case .array: "a list of \(count(Array(node.elements).count, "item", "items"))"
    case .object: object(node)
    }
  }

  private static func object(_ node: JSONNode) -> String {
    let names = node.members.prefix(6).map { quoted($0.key) }
    if names.isEmpty { return "an empty object" }
    let shown = names.prefix(5).joined(separator: ", ")
    return "an object with \(shown)" + (names.count > 5 ? " and more" : "")
  }

  static func quoted(_ text: String) -> String { "\"\(cut(text))\"" }

  static func cut(_ text: String) -> String {
    let start = text.unicodeScalars.prefix(textMax)
    if start.count < textMax || start.endIndex == text.unicodeScalars.endIndex { return text }
    var cut = ""
    cut.unicodeScalars.append(contentsOf: start)
    return cut + "..."
  }

  static func count(_ number: Int, _ one: StaticString, _ many: StaticString) -> String {
    "\(number) \(number == 1 ? one.description : many.description)"
  }

  /// "a, b, c and 4 more".
  static func list(_ texts: [String]) -> String {
    let shown = texts.prefix(listMax).joined(separator: ", ")
    return texts.count > listMax ? "\(shown) and \(texts.count &- listMax) more" : shown
  }

  /// "one of a, b", or the only one there is.
  static func choice(_ texts: [String]) -> String {
    texts.count == 1 ? list(texts) : texts.isEmpty ? "nothing: no value is allowed" : "one of \(list(texts))"
  }

  /// "a, b or c".
  static func either(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return "\(words.dropLast().joined(separator: ", ")) or \(last)"
  }
}
