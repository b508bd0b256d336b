import SVText

/// Finds a JSON object that was sent in place of an event stream. The parser would ignore it, because its
/// lines are not fields. It may follow comments, empty lines, and fields other than `data`.
final class BareObject {
  private enum Place: Equatable {
    /// After this many bytes of a byte order mark, which may begin a stream.
    case mark(Int)
    case lineStart
    case indented
    /// After this many bytes of the name `data`.
    case name(Int)
    /// In a line that cannot begin an object.
    case line
    case found
    /// A field `data` came first, so this is an event stream.
    case none
  }

  private let bytes = ByteBuffer()
  private var place = Place.mark(0)

  /// Takes the next bytes of the stream, and keeps up to `max` bytes of an object. Returns false if there is
  /// no memory.
  func take(_ more: UnsafeRawBufferPointer, max: Int) -> Bool {
    var start = 0
    while place != .found, place != .none, start < more.count {
      place = after(more[start])
      if place != .found { start += 1 }
    }
    guard place == .found else { return true }
    let room = Swift.max(max - bytes.count, 0)
    return bytes.append(UnsafeRawBufferPointer(rebasing: more[start...].prefix(room)))
  }

  func reset() {
    bytes.truncate(to: 0)
    place = .mark(0)
  }

  /// A copy of the object and of what follows it; nil if there is none.
  var copy: ByteBuffer? { place == .found ? ByteBuffer(copying: bytes.bytes) : nil }

  private func after(_ byte: UInt8) -> Place {
    let isLineEnd = byte == 0x0A || byte == 0x0D
    switch (place, byte) {
    case (.mark(0), 0xEF): return .mark(1)
    case (.mark(1), 0xBB): return .mark(2)
    case (.mark(2), 0xBF): return .lineStart
    case (.mark(0), _), (.lineStart, _), (.indented, _): return atLineStart(byte, isLineEnd)
    case (.name(1), UInt8(ascii: "a")): return .name(2)
    case (.name(2), UInt8(ascii: "t")): return .name(3)
    case (.name(3), UInt8(ascii: "a")): return .name(4)
    case (.name(4), _) where byte == UInt8(ascii: ":") || isLineEnd: return .none
    default: return isLineEnd ? .lineStart : .line
    }
  }

  private func atLineStart(_ byte: UInt8, _ isLineEnd: Bool) -> Place {
    if isLineEnd { return .lineStart }
    if byte <= 0x20 { return .indented }
    if byte == UInt8(ascii: "{") { return .found }
    if byte == UInt8(ascii: "d"), place != .indented { return .name(1) }
    return .line
  }
}
