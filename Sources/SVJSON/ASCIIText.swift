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
    guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 }) else {
      return ""
    }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }

  /// Whether another text occurs in it.
  public func utf8Contains(_ needle: String) -> Bool {
    let wanted = needle.utf8
    guard let first = wanted.first else { return true }
    var rest = utf8[...]
    while let found = rest.firstIndex(of: first) {
      rest = rest[found...]
      if rest.starts(with: wanted) { return true }
      rest = rest.dropFirst()
    }
    return false
  }
}
