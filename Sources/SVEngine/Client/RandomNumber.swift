import CLinux

enum RandomNumber {
  static func seed() -> UInt64? {
    var value: UInt64 = 0
    return clinux_random(&value, MemoryLayout<UInt64>.size) == 0 ? value : nil
  }

  /// 128 random bits, as a unique key for a job.
  static func key() -> String? {
    guard let high = seed(), let low = seed() else { return nil }
    return "sv-" + hex(high) + hex(low)
  }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
