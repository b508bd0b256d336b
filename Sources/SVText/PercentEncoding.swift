/// Percent-encoding of URIs (RFC 3986, section 2.1). A "%" without two hexadecimal digits is kept as it is.
public enum PercentEncoding {
  /// The decoded bytes, one by one.
  public struct Bytes {
    private let text: UTF8Slice
    private var at = 0

    /// The text must outlive this value.
    public init(_ text: UTF8Slice) { self.text = text }

    public mutating func next() -> UInt8? {
      guard at < text.count else { return nil }
      let byte = text[at]
      at &+= 1
      guard byte == UInt8(ascii: "%"), let high = PercentEncoding.digit(text[at]),
        let low = PercentEncoding.digit(text[at &+ 1])
      else { return byte }
      at &+= 2
      return high << 4 | low
    }
  }

  /// The decoded text.
  @inline(never)
  public static func decoded(_ text: UTF8Slice, _ texts: TextMemory) -> UTF8Slice {
    guard text.has(UInt8(ascii: "%")) else { return text }
    return texts.text(ofAtMost: text.count) { target in
      var bytes = Bytes(text)
      var count = 0
      while let byte = bytes.next() {
        target[count] = byte
        count &+= 1
      }
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
