import SVJSON

/// The server's wish in its Retry-After header, where it is a number: whole or broken seconds. An HTTP date is read by the
/// engine, whose HTTP library knows how.
public enum RetryAfter {
  /// A year: longer than any budget, and far from overflow.
  private static let longest: Int64 = 31_536_000

  /// Milliseconds, or nil when the text is not a number of seconds.
  public static func milliseconds(seconds text: String) -> Int64? {
    decimal(text.trimmedASCII).map { min($0, longest) * 1000 }
  }

  /// The same for the header `retry-after-ms`, which counts milliseconds.
  public static func milliseconds(milliseconds text: String) -> Int64? {
    decimal(text.trimmedASCII).map { min($0, longest * 1000) }
  }

  /// Digits with an optional fraction that is rounded up; nil for anything else. Clamps far below overflow.
  private static func decimal(_ text: String) -> Int64? {
    var value: Int64 = 0
    var fraction = false
    var roundUp = false
    var digits = 0
    for byte in text.utf8 {
      if byte == 0x2E, !fraction, digits > 0 {
        fraction = true
        continue
      }
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      digits &+= 1
      if fraction {
        roundUp = roundUp || byte != 0x30
      } else {
        value = min(value * 10 + Int64(byte - 0x30), 1_000_000_000_000)
      }
    }
    return digits == 0 ? nil : value + (roundUp ? 1 : 0)
  }
}
