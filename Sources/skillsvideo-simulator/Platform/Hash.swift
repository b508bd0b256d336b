/// FNV-1a with 64 bits. It identifies payloads and outputs in the log, and makes seeds from words. It is not
/// used for security.
struct Hash {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func combine(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }

  mutating func combine(_ number: UInt64) {
    withUnsafeBytes(of: number.littleEndian) { combine($0) }
  }

  static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash = Hash()
    hash.combine(bytes)
    return hash.value
  }
}

extension UInt64 {
  /// Sixteen hexadecimal digits.
  var hex: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// One step of SplitMix64, which makes neighbouring numbers independent.
  var mixed: UInt64 {
    var z = self &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
