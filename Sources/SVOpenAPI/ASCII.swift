/// Text of the protocols' own words, which are ASCII.
enum ASCII {
  /// Capital letters made small, all else as it is.
  static func lowercased(_ text: String) -> String {
    String(decoding: text.utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  /// Small letters made capital, all else as it is.
  static func uppercased(_ text: String) -> String {
    String(decoding: text.utf8.map { (97...122).contains($0) ? $0 & 0xDF : $0 }, as: UTF8.self)
  }

  /// Without the white space, and of quotes the pair, around a text.
  static func trimmed(_ text: String) -> String {
    var bytes = Array(text.utf8)[...]
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
    if bytes.count >= 2, let first = bytes.first, first == 0x22 || first == 0x27, bytes.last == first {
      return trimmed(String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether one text occurs in another.
  static func contains(_ text: String, _ part: String) -> Bool {
    var rest = Array(text.utf8)[...]
    let wanted = Array(part.utf8)
    while rest.count >= wanted.count {
      if rest.starts(with: wanted) { return true }
      rest.removeFirst()
    }
    return false
  }
}

extension String {
  func hasStart(_ start: String) -> Bool { utf8.starts(with: start.utf8) }

  func hasEnd(_ end: String) -> Bool { utf8.reversed().starts(with: end.utf8.reversed()) }

  /// What is left behind so many bytes, which must be a whole number of characters.
  func dropping(_ count: Int) -> String { String(decoding: utf8.dropFirst(count), as: UTF8.self) }

  /// The parts between single bytes.
  func parts(separatedBy byte: UInt8) -> [String] {
    utf8.split(separator: byte, omittingEmptySubsequences: false).map { String(decoding: Array($0), as: UTF8.self) }
  }
}

extension [String] {
  func has(_ text: String) -> Bool { contains { $0.isSameText(as: text) } }

  mutating func appendNew(_ text: String) {
    if !has(text) { append(text) }
  }

  /// The texts with something between them.
  func joined(by separator: String) -> String {
    var text = ""
    for (index, part) in enumerated() { text += index == 0 ? part : separator + part }
    return text
  }
}
