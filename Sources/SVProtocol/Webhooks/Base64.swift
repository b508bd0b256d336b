import CCrypto

/// A strict decoder for base64 (RFC 4648) with optional padding. Any other character is an error.
///
/// libcrypto's decoders are not strict enough. EVP_DecodeBlock accepts "QU=D", "====" and "QR==", and does
/// not return the exact length. EVP_DecodeUpdate treats "-", from the alphabet for URLs, as the end of the
/// text, and rejects text without padding.
public struct Base64Decoder {
  private var bits: UInt32 = 0
  private var held = 0
  private var padding = 0
  private var count = 0

  public init() {}

  public enum Step: Equatable {
    /// More characters are needed before the next byte is known.
    case nothing
    case byte(UInt8)
    case invalid
  }

  public mutating func next(_ character: UInt8) -> Step {
    count &+= 1
    if character == 0x3D {
      padding &+= 1
      return padding > 2 ? .invalid : .nothing
    }
    guard padding == 0, let value = Base64Decoder.value(character) else { return .invalid }
    bits = (bits << 6 | value) & 0xFFFF
    held &+= 6
    guard held >= 8 else { return .nothing }
    held &-= 8
    return .byte(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
  }

  /// Whether the text may end here: there is no single leftover character, its unused bits are 0, and padding
  /// is complete if present.
  public var isComplete: Bool {
    let isWhole = padding == 0 ? count % 4 != 1 : count % 4 == 0
    return isWhole && held < 6 && bits & ((1 << UInt32(held)) &- 1) == 0
  }

  private static func value(_ character: UInt8) -> UInt32? {
    switch character {
    case 0x41...0x5A: UInt32(character) &- 0x41
    case 0x61...0x7A: UInt32(character) &- 0x61 &+ 26
    case 0x30...0x39: UInt32(character) &- 0x30 &+ 52
    case 0x2B: 62
    case 0x2F: 63
    default: nil
    }
  }
}

enum Base64 {
  static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var decoder = Base64Decoder()
    var bytes: [UInt8] = []
    for character in text {
      switch decoder.next(character) {
      case .nothing: break
      case .byte(let byte): bytes.append(byte)
      case .invalid: return nil
      }
    }
    return decoder.isComplete ? bytes : nil
  }

  /// Encodes with padding, by libcrypto.
  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var text = [UInt8](repeating: 0, count: (bytes.count &+ 2) / 3 &* 4 &+ 1)
    text.removeLast(text.count &- ccrypto_base64(bytes, bytes.count, &text))
    return text
  }
}
