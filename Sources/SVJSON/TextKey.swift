import CBytes

extension String {
  /// Byte by byte: Swift's own comparison takes texts for equal that mean the same to a reader.
  @inline(never)
  public func isSameText(as other: String) -> Bool {
    let same = utf8.withContiguousStorageIfAvailable { own in
      other.utf8.withContiguousStorageIfAvailable { Self.areEqual(own, $0) }
    }
    return (same ?? nil) ?? utf8.elementsEqual(other.utf8)
  }

  private static func areEqual(_ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard one.count == other.count else { return false }
    guard let start = one.baseAddress, let otherStart = other.baseAddress else { return true }
    return cbytes_equal(start, otherStart, one.count)
  }
}

extension String {
  /// Whether an ASCII character is in it.
  @inline(never)
  public func hasByte(_ character: Unicode.Scalar) -> Bool {
    let byte = UInt8(ascii: character)
    let found = utf8.withContiguousStorageIfAvailable { bytes in
      bytes.baseAddress.map { cbytes_find($0, byte, bytes.count) != nil } ?? false
    }
    return found ?? utf8.contains(byte)
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
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
