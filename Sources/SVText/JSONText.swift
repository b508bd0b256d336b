import CSimdJSON

public enum JSONText {
  /// Decodes the bytes between the quotes of a JSON string. Unpaired surrogates and ill-formed UTF-8 become
  /// U+FFFD. Unknown escapes are kept as written.
  public static func decode(_ raw: UnsafeRawBufferPointer) -> String {
    guard let start = raw.baseAddress, !raw.isEmpty else { return "" }
    return String(unsafeUninitializedCapacity: raw.count) { buffer in
      guard let to = buffer.baseAddress else { return 0 }
      return csimdjson_unescape(start.assumingMemoryBound(to: UInt8.self), raw.count, to)
    }
  }

  /// Whether the bytes are well-formed UTF-8.
  public static func isValidUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
    csimdjson_valid_utf8(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  /// simdjson's version, for example "3.0.1".
  public static var libraryVersion: String { String(cString: csimdjson_version()) }
}
