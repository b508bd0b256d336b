/// Escapes for the characters that JSON strings cannot contain directly.
public enum JSONEscape {
  /// Whether this byte of UTF-8 must be escaped.
  @inline(__always)
  public static func isNeeded(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  /// The escape for such a byte.
  @inline(never)
  public static func of(_ byte: UInt8) -> UTF8Slice {
    switch byte {
    case UInt8(ascii: "\""): return "\\\""
    case UInt8(ascii: "\\"): return "\\\\"
    case 0x08: return "\\b"
    case 0x09: return "\\t"
    case 0x0A: return "\\n"
    case 0x0C: return "\\f"
    case 0x0D: return "\\r"
    default: return controls.part(6 &* Int(byte), 6 &* Int(byte) &+ 6)
    }
  }

  private static var controls: UTF8Slice {
    """
    \\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\
    \\u0008\\u0009\\u000a\\u000b\\u000c\\u000d\\u000e\\u000f\
    \\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\
    \\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f
    """
  }
}
