import SVText

/// Filters texts of the platform for a report that may be shared. Words of the API are kept; values of an
/// account, and anything that contains a part of the key, are removed.
enum Safe {
  static let hidden = "(not shown)"
  private static let pieceOfKey = 8
  private static let digitsMax = 4

  /// An error code, or the name of a member or header.
  static func word(_ text: String, longest: Int = 64) -> String {
    let digits = text.utf8.count { (0x30...0x39).contains($0) }
    return digits <= digitsMax && isPlain(text, longest, "_-.") ? text : hidden
  }

  static func mediaType(_ text: String) -> String {
    let type = text.lowercased().filter { $0 != " " }
    return isPlain(type, 64, "_-.+/") ? type : hidden
  }

  /// The name and version of the server's software.
  static func product(_ text: String) -> String {
    isPlain(text, 60, "_-. /()") ? text : hidden
  }

  private static func isPlain(_ text: String, _ longest: Int, _ marks: String) -> Bool {
    let allowed = Set(marks.unicodeScalars)
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9": true
      default: allowed.contains(scalar)
      }
    }
    return isPlain && !text.isEmpty && text.utf8.count <= longest && !holdsPieceOfKey(text)
  }

  private static func holdsPieceOfKey(_ text: String) -> Bool {
    let key = Array((System.environment(Key.variable) ?? "").lowercased().utf8)
    let text = Array(text.lowercased().utf8)
    let piece = min(pieceOfKey, key.count)
    guard piece > 0, text.count >= piece else { return false }
    let pieces = Set((0...(key.count - piece)).map { Array(key[$0..<($0 + piece)]) })
    return (0...(text.count - piece)).contains { pieces.contains(Array(text[$0..<($0 + piece)])) }
  }

  /// The members of an object with the kinds of their values, as in {credits: number, plan: text}.
  static func shape(_ value: JSONNode, depth: Int = 0) -> String {
    switch value.kind {
    case .object where depth >= 3: return "{...}"
    case .object:
      let members = Array(value.members.prefix(membersMax + 1))
      let shown = members.prefix(membersMax).map { member in
        word(member.key, longest: 40) + ": " + shape(member.value, depth: depth + 1)
      }
      return "{" + (shown + (members.count > membersMax ? ["..."] : [])).joined(separator: ", ") + "}"
    case .array:
      guard let first = value.elements.first(where: { _ in true }) else { return "[]" }
      return depth >= 3 ? "[...]" : "[" + shape(first, depth: depth + 1) + "]"
    case .string: return "text"
    default: return value.isNull ? "null" : value.boolean != nil ? "true or false" : "number"
    }
  }

  private static let membersMax = 12
}
