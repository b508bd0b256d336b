/// Protocol texts are processed byte by byte. Foundation is not available, and Character needs Unicode
/// tables.
extension String {
  /// ASCII letters in upper case; all other bytes are unchanged.
  public var asciiUppercased: String { changed { $0 >= 0x61 && $0 <= 0x7A ? $0 &- 0x20 : $0 } }

  /// ASCII letters in lower case; all other bytes are unchanged.
  public var asciiLowercased: String { changed { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 } }

  @inline(never)
  private func changed(_ change: (UInt8) -> UInt8) -> String {
    withSlice { text in String(decoding: text.bytes.map(change), as: UTF8.self) }
  }

  /// The text without leading and trailing ASCII white space and control characters.
  public var trimmedASCII: String {
    withSlice { $0.trimmed.copied() }
  }

  /// The text after the last occurrence of a byte; the whole text if there is none.
  @inline(never)
  public func tail(after byte: UInt8) -> String {
    withSlice { text in text.lastPlace(of: byte).map { text.dropping($0 &+ 1).copied() } ?? self }
  }

  /// The bytes between two places, clamped to the text.
  @inline(never)
  public func part(_ from: Int, _ to: Int) -> String { withSlice { $0.part(from, to).copied() } }

  /// Whether every byte is allowed.
  @inline(never)
  public func hasOnly(_ isAllowed: (UInt8) -> Bool) -> Bool {
    withSlice { text in
      for byte in text.bytes where !isAllowed(byte) { return false }
      return true
    }
  }

  public var isPrintableASCII: Bool { hasOnly { $0 >= 0x20 && $0 <= 0x7E } }

  /// Whether this text contains another.
  @inline(never)
  public func utf8Contains(_ needle: UTF8Slice) -> Bool { withSlice { $0.has(needle) } }

  /// Overload for a `String`.
  @_disfavoredOverload
  public func utf8Contains(_ needle: String) -> Bool { needle.withSlice { utf8Contains($0) } }

  /// Whether this text begins with another.
  @inline(never)
  public func hasStart(_ text: UTF8Slice) -> Bool { withSlice { $0.hasStart(text) } }

  /// Whether this text ends with another.
  @inline(never)
  public func hasEnd(_ text: UTF8Slice) -> Bool { withSlice { $0.hasEnd(text) } }

  /// The text before the first occurrence of a byte, without white space around it.
  @inline(never)
  public func head(before byte: UInt8) -> String { withSlice { $0.cut(at: byte).head.trimmed.copied() } }

  /// The parts between occurrences of a separator byte.
  @inline(never)
  public func parts(separatedBy byte: UInt8) -> [String] {
    withSlice { text in
      var parts: [String] = []
      for part in text.parts(separatedBy: byte) { parts.append(part.copied()) }
      return parts
    }
  }

  /// Whether the bytes are equal. Swift's == treats canonically equivalent texts as equal.
  @inline(never)
  public func isSameText(as other: String) -> Bool {
    withSlice { own in other.withSlice { own == $0 } }
  }

  /// Whether this is one of the words of a list, which are separated by spaces.
  @inline(never)
  public func isOneOf(_ words: UTF8Slice) -> Bool { withSlice { $0.isOneOf(words) } }

  /// Whether this text equals a literal, byte by byte.
  @inline(never)
  public func isWord(_ word: UTF8Slice) -> Bool { withSlice { $0 == word } }
}

extension String? {
  /// Whether the bytes are equal; nil equals nil.
  public func isSameText(as other: String?) -> Bool {
    guard let self, let other else { return self == nil && other == nil }
    return self.isSameText(as: other)
  }
}

/// A text as the key of a dictionary, compared by bytes.
public struct TextKey: Hashable {
  public let text: String

  public init(_ text: String) { self.text = text }

  public static func == (left: TextKey, right: TextKey) -> Bool { left.text.isSameText(as: right.text) }

  @inline(never)
  public func hash(into hasher: inout Hasher) {
    text.withSlice { hasher.combine(bytes: $0.memory) }
  }
}

extension [String] {
  /// The texts with a separator between them. The standard library's `joined` is generic, and its code is
  /// large.
  @inline(never)
  public func joined(by separator: String) -> String {
    var text = ""
    for (place, part) in enumerated() {
      if place > 0 { text += separator }
      text += part
    }
    return text
  }
}
