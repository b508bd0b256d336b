/// Percent-encoding of URIs (RFC 3986, section 2.1). A "%" that no two hexadecimal digits follow stands for
/// itself.
public enum PercentEncoding {
  /// Decodes bytes that come one by one.
  public struct Decoder {
    /// A "%" that waits for its digits: 0 where there is none, 1 without a digit, 2 with the first.
    private var waiting = 0
    private var first: UInt8 = 0

    /// At the start of a text.
    public init() {}

    /// Takes a byte, and gives those that are settled by it.
    public mutating func next(_ byte: UInt8, _ give: (UInt8) -> Void) {
      let digit = PercentEncoding.digit(byte)
      if waiting == 1, digit != nil {
        (waiting, first) = (2, byte)
      } else if waiting == 2, let low = digit, let high = PercentEncoding.digit(first) {
        waiting = 0
        give(high << 4 | low)
      } else {
        finish(give)
        if byte == UInt8(ascii: "%") { waiting = 1 } else { give(byte) }
      }
    }

    /// Gives what still waits, at the end of the text.
    public mutating func finish(_ give: (UInt8) -> Void) {
      if waiting > 0 { give(UInt8(ascii: "%")) }
      if waiting > 1 { give(first) }
      waiting = 0
    }
  }

  /// The text that is meant.
  @inline(never)
  public static func decoded(_ text: UTF8Slice, _ texts: TextMemory) -> UTF8Slice {
    guard text.has(UInt8(ascii: "%")) else { return text }
    return texts.text(ofAtMost: text.count) { target in
      var decoder = Decoder()
      var count = 0
      let give = { (byte: UInt8) in
        target[count] = byte
        count &+= 1
      }
      for byte in text.bytes { decoder.next(byte, give) }
      decoder.finish(give)
      return count
    }
  }

  /// The value of a hexadecimal digit.
  public static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- UInt8(ascii: "A") &+ 10
    default: nil
    }
  }
}
