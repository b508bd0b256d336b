/// Text of protocols, looked at byte by byte: Foundation is not there, and Characters are not wanted.
extension String {
  /// Small ASCII letters made capital, all else as it is.
  public var asciiUppercased: String {
    String(decoding: utf8.map { $0 >= 0x61 && $0 <= 0x7A ? $0 &- 0x20 : $0 }, as: UTF8.self)
  }

  /// Capital ASCII letters made small, all else as it is.
  public var asciiLowercased: String {
    String(decoding: utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  /// Without the white space and control characters around it.
  public var trimmedASCII: String {
    let bytes = Array(utf8)
    guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 })
    else {
      return ""
    }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }

  /// Whether another text occurs in it.
  @inline(never)
  public func utf8Contains(_ needle: UTF8Slice) -> Bool { withSlice { $0.has(needle) } }

  /// The same for a text that was made.
  @_disfavoredOverload
  public func utf8Contains(_ needle: String) -> Bool { needle.withSlice { utf8Contains($0) } }

  /// Whether it begins so.
  @inline(never)
  public func hasStart(_ text: UTF8Slice) -> Bool { withSlice { $0.hasStart(text) } }

  /// Whether it ends so.
  @inline(never)
  public func hasEnd(_ text: UTF8Slice) -> Bool { withSlice { $0.hasEnd(text) } }

  /// The parts between bytes.
  @inline(never)
  public func parts(separatedBy byte: UInt8) -> [String] {
    withSlice { text in
      var parts: [String] = []
      for part in text.parts(separatedBy: byte) { parts.append(part.copied()) }
      return parts
    }
  }

  /// Byte by byte: Swift's own comparison takes texts for equal that mean the same to a reader.
  @inline(never)
  public func isSameText(as other: String) -> Bool {
    withSlice { own in other.withSlice { own == $0 } }
  }

  /// Whether this is one of the words of a list, which are parted by blanks.
  @inline(never)
  public func isOneOf(_ words: UTF8Slice) -> Bool { withSlice { $0.isOneOf(words) } }

  /// Whether this is a word.
  @inline(never)
  public func isWord(_ word: UTF8Slice) -> Bool { withSlice { $0 == word } }

  /// Whether an ASCII character is in it.
  @inline(never)
  public func hasByte(_ character: Unicode.Scalar) -> Bool { withSlice { $0.has(UInt8(ascii: character)) } }
}

extension String? {
  /// Byte by byte; two that are nil are the same.
  public func isSameText(as other: String?) -> Bool {
    guard let self, let other else { return self == nil && other == nil }
    return self.isSameText(as: other)
  }
}

/// A text as the key of a dictionary, by its bytes.
public struct TextKey: Hashable {
  /// The text.
  public let text: String

  /// A text.
  public init(_ text: String) { self.text = text }

  /// By bytes.
  public static func == (left: TextKey, right: TextKey) -> Bool { left.text.isSameText(as: right.text) }

  /// By bytes.
  @inline(never)
  public func hash(into hasher: inout Hasher) {
    text.withSlice { hasher.combine(bytes: $0.memory) }
  }
}
