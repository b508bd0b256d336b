import SVText

/// Makes strings that say what they stand for.
enum StringSample {
  /// Texts worth trying, the likeliest first.
  static func candidates(name: String, format: String?, index: Int) -> [String] {
    let suffix = index == 0 ? "" : "-" + (index &+ 1).description
    if let format, let made = ofFormat(format.asciiLowercased, name: name, suffix: suffix, index: index) {
      return [made]
    }
    var found: [String] = []
    if name.asciiLowercased.utf8Contains("prompt") {
      found.append("Describe what to generate" + (index == 0 ? "" : " " + (index &+ 1).description))
    }
    return found + ["<" + name + suffix + ">", name + suffix]
  }

  /// A text that a format lets pass, nil for formats that let everything pass.
  private static func ofFormat(_ format: String, name: String, suffix: String, index: Int) -> String? {
    let digit = (index % 10).description
    let fixed: [(StaticString, String)] = [
      ("date-time", "2025-01-0" + (index % 9 &+ 1).description + "T00:00:00Z"),
      ("date", "2025-01-0" + (index % 9 &+ 1).description),
      ("time", "00:00:0" + digit + "Z"), ("duration", "P" + (index &+ 1).description + "D"),
      ("email", "user" + suffix + "@example.com"), ("idn-email", "user" + suffix + "@example.com"),
      ("hostname", "example" + suffix + ".com"), ("idn-hostname", "example" + suffix + ".com"),
      ("ipv4", "192.0.2." + (index &+ 1).description), ("ipv6", "2001:db8::" + (index &+ 1).description),
      ("uuid", "00000000-0000-4000-8000-00000000000" + digit), ("byte", "AA=="), ("base64", "AA=="),
      ("json-pointer", "/" + name), ("relative-json-pointer", "0"), ("regex", ".*"),
      ("uri-template", "https://example.com/{id}"),
      ("int32", (index &+ 1).description), ("int64", (index &+ 1).description),
      ("decimal", (index &+ 1).description),
    ]
    for (word, text) in fixed where format.isWord(word) { return text }
    let addresses: [StaticString] = [
      "uri", "url", "iri", "uri-reference", "iri-reference", "http-url", "https-url",
    ]
    return format.isOneOf(addresses) ? "https://example.com/" + plain(name) + suffix + ".png" : nil
  }

  /// A name with nothing in it that an address could not have.
  private static func plain(_ name: String) -> String {
    let bytes = name.utf8.map { byte in
      byte.isASCIILetter || byte.isASCIIDigit || "-_.".utf8.contains(byte) ? byte : UInt8(ascii: "_")
    }
    return bytes.isEmpty ? "input" : String(decoding: bytes, as: UTF8.self)
  }

  private static let longestPadding: Int64 = 100_000

  /// A text made as long or short as limits want it, in code points.
  static func fitted(_ text: String, least: Int64?, most: Int64?) -> String {
    var scalars = Array(text.unicodeScalars)
    if let most, Int64(scalars.count) > most { scalars = Array(scalars.prefix(Int(clamping: max(most, 0)))) }
    while let least, Int64(scalars.count) < min(least, longestPadding) { scalars.append("x") }
    var fitted = ""
    for scalar in scalars { fitted.unicodeScalars.append(scalar) }
    return fitted
  }
}
