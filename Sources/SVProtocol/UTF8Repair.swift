/// UTF-8 as the Encoding Standard decodes it: every maximal ill-formed subpart becomes one U+FFFD.
public enum UTF8Repair {
  /// Hands `bytes` to `sink` piece by piece, with U+FFFD in place of what is ill-formed. `sink` returns false to stop;
  /// the answer is false exactly when it did.
  public static func repair(_ bytes: UnsafeRawBufferPointer, into sink: (UnsafeRawBufferPointer) -> Bool) -> Bool {
    var start = 0
    while start < bytes.count {
      let good = wellFormedEnd(bytes, from: start)
      if good > start, !sink(UnsafeRawBufferPointer(rebasing: bytes[start..<good])) { return false }
      guard good < bytes.count else { return true }
      let replacement: (UInt8, UInt8, UInt8) = (0xEF, 0xBF, 0xBD)
      guard withUnsafeBytes(of: replacement, sink) else { return false }
      start = good &+ sequence(bytes, at: good).length
    }
    return true
  }

  @_optimize(speed)
  public static func isWellFormed(_ bytes: UnsafeRawBufferPointer) -> Bool {
    wellFormedEnd(bytes, from: 0) == bytes.count
  }

  /// The end of the longest well-formed run that begins at `start`.
  @_optimize(speed)
  private static func wellFormedEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var index = start
    while true {
      index = asciiEnd(bytes, from: index)
      // Texts of other scripts come in runs as well: the ASCII search is worth its start only at an ASCII byte.
      while index < bytes.count, bytes[index] >= 0x80 {
        if isPlainTriple(bytes, at: index) {
          index &+= 3
          continue
        }
        let next = sequence(bytes, at: index)
        guard next.isWellFormed else { return index }
        index &+= next.length
      }
      if index >= bytes.count { return index }
    }
  }

  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// The first byte at or after `start` that is not ASCII, or `bytes.count`.
  @_optimize(speed)
  private static func asciiEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var index = start
    while bytes.count &- index >= 32 {
      let low = word(bytes, index) | word(bytes, index &+ 8)
      let high = word(bytes, index &+ 16) | word(bytes, index &+ 24)
      guard (low | high) & highBits == 0 else { break }
      index &+= 32
    }
    while bytes.count &- index >= 8 {
      let found = word(bytes, index) & highBits
      guard found == 0 else { return index &+ found.trailingZeroBitCount / 8 }
      index &+= 8
    }
    while index < bytes.count, bytes[index] < 0x80 { index &+= 1 }
    return index
  }

  @inline(__always)
  private static func word(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
  }

  /// Three bytes and a lead that asks nothing particular of the second: most of the scripts of Asia.
  @inline(__always)
  private static func isPlainTriple(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Bool {
    guard bytes.count &- index >= 4 else { return false }
    let triple = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self)) & 0x00FF_FFFF
    return triple & 0x00C0_C0F0 == 0x0080_80E0 && triple & 0x0F != 0 && triple & 0x0F != 0x0D
  }

  private struct Sequence {
    /// At least 1: the whole sequence, or the maximal subpart that one U+FFFD replaces.
    var length: Int
    var isWellFormed: Bool
  }

  /// The sequence led by the byte at `start`, which is not ASCII.
  private static func sequence(_ bytes: UnsafeRawBufferPointer, at start: Int) -> Sequence {
    let lead = bytes[start]
    let needed: Int
    // The range of the second byte excludes overlong forms, surrogates and what lies beyond U+10FFFF.
    var range: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: needed = 2
    case 0xE0...0xEF:
      needed = 3
      if lead == 0xE0 { range = 0xA0...0xBF } else if lead == 0xED { range = 0x80...0x9F }
    case 0xF0...0xF4:
      needed = 4
      if lead == 0xF0 { range = 0x90...0xBF } else if lead == 0xF4 { range = 0x80...0x8F }
    default: return Sequence(length: 1, isWellFormed: false)
    }
    var length = 1
    while length < needed {
      let index = start &+ length
      guard index < bytes.count, range.contains(bytes[index]) else { break }
      range = 0x80...0xBF
      length &+= 1
    }
    return Sequence(length: length, isWellFormed: length == needed)
  }
}
