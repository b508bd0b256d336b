import SVText

/// Decodes UTF-8 by the Encoding Standard: every maximal ill-formed subpart becomes one U+FFFD.
public enum UTF8Repair {
  /// Passes `bytes` to `sink` in pieces, with U+FFFD in place of ill-formed parts. `sink` returns false to
  /// stop; then this returns false too.
  public static func repair(_ bytes: UnsafeRawBufferPointer, into sink: (UnsafeRawBufferPointer) -> Bool)
    -> Bool
  {
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

  public static func isWellFormed(_ bytes: UnsafeRawBufferPointer) -> Bool { JSONText.isValidUTF8(bytes) }

  /// How many bytes are well-formed before the first error; all if there is none.
  public static func firstFault(in bytes: UnsafeRawBufferPointer) -> Int { wellFormedEnd(bytes, from: 0) }

  /// The end of the longest well-formed run that begins at `start`.
  private static func wellFormedEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var index = start
    while index < bytes.count {
      if bytes[index] < 0x80 {
        index &+= 1
        continue
      }
      let next = sequence(bytes, at: index)
      guard next.isWellFormed else { return index }
      index &+= next.length
    }
    return index
  }

  private struct Sequence {
    /// At least 1: the length of the sequence, or of the maximal subpart that one U+FFFD replaces.
    var length: Int
    var isWellFormed: Bool
  }

  /// The sequence that begins at `start` with a byte that is not ASCII.
  private static func sequence(_ bytes: UnsafeRawBufferPointer, at start: Int) -> Sequence {
    let lead = bytes[start]
    let needed: Int
    // The range of the second byte excludes overlong forms, surrogates, and values beyond U+10FFFF.
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
