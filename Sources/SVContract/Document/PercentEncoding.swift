/// Percent-encoding of URIs (RFC 3986, section 2.1).
enum PercentEncoding {
  /// The bytes that are meant. A "%" that no two hexadecimal digits follow stays.
  static func decode(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(UInt8(ascii: "%")) else { return bytes }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "%"), at &+ 2 < bytes.count, let high = digit(bytes[at &+ 1]),
        let low = digit(bytes[at &+ 2])
      {
        decoded.append(high << 4 | low)
        at &+= 3
      } else {
        decoded.append(bytes[at])
        at &+= 1
      }
    }
    return decoded
  }

  /// The value of a hexadecimal digit.
  static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- UInt8(ascii: "A") &+ 10
    default: nil
    }
  }
}
