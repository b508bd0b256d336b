import CBytes
import SVText

/// The formats that are asserted. A PCRE2 pattern checks the syntax of the whole text. Code checks the rest:
/// days of a month, leap seconds, and IP addresses, which the C library parses.
enum Formats {
  /// The pattern of a format; nil for a format that is not checked. Repetitions are possessive, so matching
  /// takes linear time.
  static func pattern(_ format: UTF8Slice) -> UTF8Slice? {
    if format == "uri" { return uri }
    if format == "date-time" { return dateTime }
    if format == "date" { return date }
    if format == "uuid" { return #"\A[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\z"# }
    if format == "email" { return email }
    return nil
  }

  /// Whether a text that matches the pattern is valid for the format.
  static func isValid(_ text: UTF8Slice, _ format: UTF8Slice) -> Bool {
    if format == "uri" { return isValidURI(text) }
    if format == "email" { return isValidEmail(text) }
    if format == "date" { return isDay(text) }
    return format != "date-time" || isDay(text) && isValidTime(text)
  }

  /// An example of this format, for messages.
  static func example(_ format: UTF8Slice) -> UTF8Slice? {
    if format == "uri" { return "https://example.com/image.png" }
    if format == "date-time" { return "2026-01-31T12:00:00Z" }
    if format == "date" { return "2026-01-31" }
    if format == "uuid" { return "123e4567-e89b-12d3-a456-426614174000" }
    if format == "email" { return "name@example.com" }
    return nil
  }

  /// RFC 3339, "2026-01-31".
  private static var date: UTF8Slice { #"\A\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\z"# }

  /// RFC 3339, "2026-01-31T12:00:00.5+01:00".
  private static var dateTime: UTF8Slice {
    #"""
    \A\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d++)?\#
    (?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)\z
    """#
  }

  /// RFC 3986, appendix A: a URI with a scheme. Non-ASCII characters are invalid; they must be
  /// percent-encoded.
  private static var uri: UTF8Slice {
    #"""
    \A[A-Za-z][-A-Za-z0-9+.]*+:(?://(?:(?:[-A-Za-z0-9._~!$&'()*+,;=:]++|%[0-9A-Fa-f]{2})*+@)?\#
    (?:\[(?:[0-9A-Fa-f:.]++|[Vv][0-9A-Fa-f]++\.[-A-Za-z0-9._~!$&'()*+,;=:]++)]\#
    |(?:[-A-Za-z0-9._~!$&'()*+,;=]++|%[0-9A-Fa-f]{2})*+)(?::\d*+)?(?=[/?#]|\z)|(?!//))\#
    (?:[-A-Za-z0-9._~!$&'()*+,;=:@/]++|%[0-9A-Fa-f]{2})*+\#
    (?:\?(?:[-A-Za-z0-9._~!$&'()*+,;=:@/?]++|%[0-9A-Fa-f]{2})*+)?\#
    (?:#(?:[-A-Za-z0-9._~!$&'()*+,;=:@/?]++|%[0-9A-Fa-f]{2})*+)?\z
    """#
  }

  /// The mailbox of RFC 5321 without comments: a dot-string or quoted string, then a host name or an address
  /// in brackets.
  private static var email: UTF8Slice {
    #"""
    \A(?:[^\x00-\x20"(),.:;<>@\[\\\]\x7F]++(?:\.[^\x00-\x20"(),.:;<>@\[\\\]\x7F]++)*+\#
    |"(?:[^\x00-\x1F"\\\x7F]|\\[^\x00-\x1F\x7F])*+")\#
    @(?:\[[0-9A-Za-z:.]++]|[^\x00-\x2C./:-@\[-`{-\x7F]++(?:\.[^\x00-\x2C./:-@\[-`{-\x7F]++)*+)\z
    """#
  }

  private static func number(_ text: UTF8Slice, _ from: Int, _ to: Int) -> Int {
    text.part(from, to).number ?? 0
  }

  private static func isDay(_ text: UTF8Slice) -> Bool {
    let (year, month, day) = (number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    if month == 2 { return day <= (isLeap ? 29 : 28) }
    return day <= (month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31)
  }

  /// Leap seconds are inserted before midnight UTC.
  private static func isValidTime(_ text: UTF8Slice) -> Bool {
    guard number(text, 17, 19) == 60 else { return true }
    let zone = text.last | 0x20 == UInt8(ascii: "z") ? "+00:00" : text.dropping(text.count &- 6)
    let ahead = number(zone, 1, 3) &* 60 &+ number(zone, 4, 6)
    let offset = zone.first == UInt8(ascii: "-") ? -ahead : ahead
    return (number(text, 11, 13) &* 60 &+ number(text, 14, 16) &- offset &+ 2880) % 1440 == 1439
  }

  private static func isValidEmail(_ text: UTF8Slice) -> Bool {
    guard text.count <= 254 &+ 66, let at = text.lastPlace(of: UInt8(ascii: "@")) else { return false }
    let host = text.dropping(at &+ 1)
    if host.first == UInt8(ascii: "[") {
      let address = host.part(1, host.count &- 1)
      return isAddress(address, 4) || address.hasStart("IPv6:") && isAddress(address.dropping(5), 6)
    }
    for label in host.parts(separatedBy: UInt8(ascii: ".")) {
      let isEnd = label.first == UInt8(ascii: "-") || label.last == UInt8(ascii: "-")
      guard label.count <= 63, !isEnd else { return false }
    }
    return true
  }

  /// Only a host may contain brackets. Unless they contain an address of a future version, it must be an IPv6
  /// address.
  private static func isValidURI(_ text: UTF8Slice) -> Bool {
    guard let open = text.place(of: UInt8(ascii: "[")), text[open &+ 1] | 0x20 != UInt8(ascii: "v") else {
      return true
    }
    let address = text.dropping(open &+ 1).cut(at: UInt8(ascii: "]")).head
    return isAddress(address, 6)
  }

  private static func isAddress(_ text: UTF8Slice, _ version: Int32) -> Bool {
    cbytes_is_address(text.start, text.count, version)
  }
}
