import SVJSON

/// Finds a JSON object that came in place of an event stream: the parser drops lines that are no fields. Comments, empty lines
/// and fields other than `data` may come before it.
final class BareObject {
  private enum Progress { case searching, found, none }

  private let bytes = ByteBuffer()
  private var offset = 0
  private var progress = Progress.searching
  private var isAtStart = true

  /// Takes the next bytes of the stream, up to `max` of an object; false without memory.
  func take(_ more: UnsafeRawBufferPointer, max: Int) -> Bool {
    guard progress != .none else { return true }
    let room = progress == .found ? Swift.max(max - (bytes.count - offset), 0) : more.count
    guard bytes.append(UnsafeRawBufferPointer(rebasing: more.prefix(room))) else { return false }
    while progress == .searching, offset < bytes.count, skipLine() {}
    if progress != .found, offset == bytes.count || progress == .none {
      bytes.truncate(to: 0)
      offset = 0
    }
    return true
  }

  func reset() {
    bytes.truncate(to: 0)
    (offset, progress, isAtStart) = (0, .searching, true)
  }

  /// A copy of the object and of what follows it; nil when there is none.
  var copy: ByteBuffer? { progress == .found ? ByteBuffer(copying: rest) : nil }

  private var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes.bytes[offset...]) }

  /// Passes over one line that decides nothing; false when more bytes are needed or all is decided.
  private func skipLine() -> Bool {
    if isAtStart, rest.starts(with: [0xEF, 0xBB, 0xBF]) { offset += 3 }
    isAtStart = false
    guard let first = rest.first else { return false }
    if first <= 0x20 {
      offset += 1
      return true
    }
    if first == UInt8(ascii: "{") { progress = .found }
    if rest.starts(with: "data".utf8) { progress = .none }
    guard progress == .searching else { return false }
    guard let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { return false }
    offset += end
    return true
  }
}
