import SVText

/// The formats that are asserted. Each answers for a whole text.
enum Formats {
  /// Whether the text has the format; nil for a format that is not checked.
  static func check(_ text: String, _ format: String) -> Bool? {
    let bytes = Array(text.utf8)
    if format.isWord("uri") { return URIGrammar.isURI(text) }
    if format.isWord("date-time") { return isDateTime(bytes) }
    if format.isWord("date") { return isDate(bytes[...]) }
    if format.isWord("uuid") { return isUUID(bytes) }
    if format.isWord("email") { return isEmail(bytes) }
    return nil
  }

  /// What a text of this format looks like.
  static func example(_ format: String) -> StaticString? {
    if format.isWord("uri") { return "https://example.com/image.png" }
    if format.isWord("date-time") { return "2026-01-31T12:00:00Z" }
    if format.isWord("date") { return "2026-01-31" }
    if format.isWord("uuid") { return "123e4567-e89b-12d3-a456-426614174000" }
    if format.isWord("email") { return "name@example.com" }
    return nil
  }

  /// RFC 9562: five groups of hexadecimal digits.
  private static func isUUID(_ text: [UInt8]) -> Bool {
    guard text.count == 36 else { return false }
    for (place, byte) in text.enumerated() {
      let isDash = place == 8 || place == 13 || place == 18 || place == 23
      guard isDash ? byte == UInt8(ascii: "-") : PercentEncoding.digit(byte) != nil else { return false }
    }
    return true
  }

  /// RFC 3339, "2026-01-31T12:00:00.5+01:00".
  private static func isDateTime(_ text: [UInt8]) -> Bool {
    guard text.count >= 20, isDate(text[..<10]), text[10] | 0x20 == UInt8(ascii: "t"),
      let hour = number(text[11..<13], 0...23), text[13] == UInt8(ascii: ":"),
      let minute = number(text[14..<16], 0...59), text[16] == UInt8(ascii: ":"),
      let second = number(text[17..<19], 0...60)
    else { return false }
    var rest = text[19...]
    if rest.first == UInt8(ascii: ".") {
      let behind = rest.dropFirst()
      rest = behind.drop { $0.isASCIIDigit }
      guard rest.count < behind.count else { return false }
    }
    guard let offset = offset(rest) else { return false }
    guard second == 60 else { return true }
    // Leap seconds are inserted before midnight UTC.
    let utc = (hour &* 60 &+ minute &- offset &+ 2880) % 1440
    return utc == 1439
  }

  /// The minutes that a zone is ahead of UTC.
  private static func offset(_ text: ArraySlice<UInt8>) -> Int? {
    guard let sign = text.first else { return nil }
    if text.count == 1, sign | 0x20 == UInt8(ascii: "z") { return 0 }
    let rest = text.dropFirst()
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), rest.count == 5,
      let hour = number(rest.prefix(2), 0...23), rest.dropFirst(2).first == UInt8(ascii: ":"),
      let minute = number(rest.suffix(2), 0...59)
    else { return nil }
    let minutes = hour &* 60 &+ minute
    return sign == UInt8(ascii: "-") ? -minutes : minutes
  }

  private static func isDate(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count == 10, let year = number(text.prefix(4), 0...9999),
      let month = number(text.dropFirst(5).prefix(2), 1...12), let day = number(text.suffix(2), 1...31)
    else { return false }
    let dashes = text.dropFirst(4).first == UInt8(ascii: "-") && text.dropFirst(7).first == UInt8(ascii: "-")
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days =
      month == 2 ? (isLeap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
    return dashes && day <= days
  }

  private static func number(_ text: ArraySlice<UInt8>, _ range: ClosedRange<Int>) -> Int? {
    guard text.allSatisfy({ $0.isASCIIDigit }) else { return nil }
    let value = text.reduce(0) { $0 &* 10 &+ Int($1 &- UInt8(ascii: "0")) }
    return range.contains(value) ? value : nil
  }

  /// RFC 5321's mailbox without comments: a dot-string or quoted string, then a host name or an address in
  /// brackets.
  private static func isEmail(_ text: [UInt8]) -> Bool {
    guard let at = text.lastIndex(of: UInt8(ascii: "@")), at > 0, text.count <= 254 &+ 66 else {
      return false
    }
    return isLocalPart(text[..<at]) && isMailHost(text[(at &+ 1)...])
  }

  private static func isLocalPart(_ text: ArraySlice<UInt8>) -> Bool {
    if text.first == UInt8(ascii: "\"") {
      return text.count >= 2 && isQuoted(text.dropFirst().dropLast(), text.last)
    }
    return text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
      !atom.isEmpty
        && atom.allSatisfy {
          $0 >= 0x80 || $0.isASCIILetter || $0.isASCIIDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0)
        }
    }
  }

  private static func isQuoted(_ text: ArraySlice<UInt8>, _ last: UInt8?) -> Bool {
    var escaped = false
    for byte in text {
      if !escaped, byte == UInt8(ascii: "\"") { return false }
      guard byte >= 0x20, byte != 0x7F else { return false }
      escaped = byte == UInt8(ascii: "\\") && !escaped
    }
    return !escaped && last == UInt8(ascii: "\"")
  }

  private static func isMailHost(_ text: ArraySlice<UInt8>) -> Bool {
    if text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") {
      let inside = text.dropFirst().dropLast()
      return URIGrammar.isIPv4(inside)
        || inside.starts(with: "IPv6:".utf8) && URIGrammar.isIPv6(inside.dropFirst(5))
    }
    return text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
      !label.isEmpty && label.count <= 63 && label.first != UInt8(ascii: "-")
        && label.last != UInt8(ascii: "-")
        && label.allSatisfy { $0 >= 0x80 || $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "-") }
    }
  }
}
