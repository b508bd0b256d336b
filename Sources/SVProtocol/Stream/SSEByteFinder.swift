import CBytes

/// Finds the next occurrence of a byte in a growing buffer, and remembers how far it searched. No byte is
/// searched twice, however the stream is split into chunks.
struct SSEByteFinder {
  let byte: UInt8
  /// The byte does not occur between the caller's position and this place.
  private var place = 0
  #if DEBUG
    /// The number of bytes searched so far. The linearity test bounds it.
    private(set) var bytesSearched = 0
  #endif

  init(_ byte: UInt8) {
    self.byte = byte
  }

  /// The first occurrence at or after `position`, or `bytes.count`. Positions never decrease between calls.
  @inline(__always)
  mutating func first(from position: Int, in bytes: UnsafeRawBufferPointer) -> Int {
    let start = max(place, position)
    guard start < bytes.count else { return bytes.count }
    // An empty line, and an occurrence found earlier, need no search.
    place = bytes[start] == byte ? start : search(from: start &+ 1, in: bytes)
    return place
  }

  /// The bytes before `position` plus `shift` were dropped or moved. The rest moved left by `shift` bytes.
  mutating func rebase(position: Int, by shift: Int) {
    place = max(place, position) &- shift
  }

  @_optimize(speed)
  private mutating func search(from start: Int, in bytes: UnsafeRawBufferPointer) -> Int {
    var end = bytes.count
    if start < end, let base = bytes.baseAddress, let found = cbytes_find(base + start, byte, end &- start) {
      end = found - base
    }
    #if DEBUG
      bytesSearched += end - start
    #endif
    return end
  }
}
