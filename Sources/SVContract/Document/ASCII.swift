import SVText

extension String {
  /// Without the white space, and of quotes the pairs, around it.
  var unquotedASCII: String {
    let bytes = Array(utf8)
    var range = 0..<bytes.count
    while let first = bytes[range].first, let last = bytes[range].last {
      if first <= 0x20 {
        range = (range.lowerBound &+ 1)..<range.upperBound
      } else if last <= 0x20 {
        range = range.lowerBound..<(range.upperBound &- 1)
      } else if range.count >= 2, first == last, first == 0x22 || first == 0x27 {
        range = (range.lowerBound &+ 1)..<(range.upperBound &- 1)
      } else {
        break
      }
    }
    return String(decoding: bytes[range], as: UTF8.self)
  }

  func hasStart(_ start: String) -> Bool { utf8.starts(with: start.utf8) }

  func hasEnd(_ end: String) -> Bool { utf8.reversed().starts(with: end.utf8.reversed()) }

  /// What is left behind so many bytes, which must be a whole number of characters.
  func dropping(_ count: Int) -> String { String(decoding: utf8.dropFirst(count), as: UTF8.self) }

  /// The parts between single bytes.
  func parts(separatedBy byte: UInt8) -> [String] {
    utf8.split(separator: byte, omittingEmptySubsequences: false).map {
      String(decoding: Array($0), as: UTF8.self)
    }
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
