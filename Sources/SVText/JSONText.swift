import CSimdJSON

/// Pieces of JSON text.
public enum JSONText {
  /// The string that stands between a pair of quotes in JSON text. Surrogates without partner and ill-formed
  /// UTF-8 read as U+FFFD; escapes that JSON does not know stay as they are.
  public static func decode(_ raw: UnsafeRawBufferPointer) -> String {
    guard let start = raw.baseAddress, !raw.isEmpty else { return "" }
    return String(unsafeUninitializedCapacity: raw.count) { buffer in
      guard let to = buffer.baseAddress else { return 0 }
      return csimdjson_unescape(start.assumingMemoryBound(to: UInt8.self), raw.count, to)
    }
  }

  /// True when the bytes are well-formed UTF-8.
  public static func isValidUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
    csimdjson_valid_utf8(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  /// simdjson's version, for example "3.0.1".
  public static var libraryVersion: String { String(cString: csimdjson_version()) }
}
