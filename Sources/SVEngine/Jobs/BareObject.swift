import SVText

/// Finds a JSON object that came in place of an event stream: the parser drops lines that are no fields.
/// Comments, empty lines and fields other than `data` may come before it.
final class BareObject {
  private enum Place: Equatable {
    /// After so many bytes of a byte order mark, which may begin a stream.
    case mark(Int)
    case lineStart
    case indented
    /// After so many bytes of the name `data`.
    case name(Int)
    /// In a line that decides nothing.
    case line
    case found
    /// A field `data` came first: the stream is one of events.
    case none
  }

  private let bytes = ByteBuffer()
  private var place = Place.mark(0)

  /// Takes the next bytes of the stream, up to `max` of an object; false without memory.
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

  /// A copy of the object and of what follows it; nil when there is none.
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
