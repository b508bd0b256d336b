import CLinux
import SVProtocol
import SVText

/// Bytes whose number comes from untrusted input. A failed allocation is reported; in Swift's own memory it
/// would end the process. At least `spare` zeroed bytes follow the content.
public final class ByteBuffer {
  public static let spare = Int(CLINUX_SPARE)
  private var raw = clinux_buffer()

  public init() {}

  /// A copy, or nil without memory.
  public convenience init?(copying bytes: UnsafeRawBufferPointer) {
    self.init()
    guard append(bytes) else { return nil }
  }

  deinit { clinux_buffer_free(&raw) }

  public var count: Int { raw.count }
  public var isEmpty: Bool { raw.count == 0 }

  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: raw.bytes, count: raw.count) }
  public var mutableBytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: raw.bytes, count: raw.count)
  }

  /// The content as C text; nil if nothing was ever stored.
  public var text: UnsafePointer<CChar>? {
    raw.bytes.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }
  }

  /// Makes room for `extra` more bytes. An append of at most that many does not move the content.
  public func reserve(_ extra: Int) -> Bool { clinux_buffer_reserve(&raw, max(extra, 0)) }

  public func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    clinux_buffer_append(&raw, bytes.baseAddress, bytes.count)
  }

  public func append(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  public func append(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { append($0) }
  }

  /// Appends the text of a JSON string. False without memory, or if the node is no string.
  func append(stringOf node: JSONNode) -> Bool {
    guard reserve(node.rawCount) else { return false }
    guard let start = raw.bytes, let count = node.decodeString(to: start + raw.count) else { return false }
    raw.count += count
    return append(UnsafeRawBufferPointer(start: nil, count: 0))
  }

  /// False also if the writer had no memory for its text.
  func append(_ writer: JSONWriter) -> Bool { writer.withBytes { $0.map { append($0) } ?? false } }

  /// Exchanges the contents of two buffers. No byte moves.
  func exchange(with other: ByteBuffer) { swap(&raw, &other.raw) }

  /// Discards all bytes except those at `place`, and puts `front` before them and `back` after them. Returns
  /// false if there is no memory; then nothing has changed.
  func wrap(_ place: Range<Int>, after front: UnsafeRawBufferPointer, before back: UInt8) -> Bool {
    clinux_buffer_wrap(
      &raw, place.lowerBound, place.count, front.baseAddress, front.count, CChar(truncatingIfNeeded: back))
  }

  /// The number of bytes that the buffer has room for.
  var capacity: Int { raw.capacity }

  /// Discards everything after the first `count` bytes.
  public func truncate(to count: Int) {
    guard count < raw.count else { return }
    clinux_buffer_truncate(&raw, max(count, 0))
  }

  /// Overwrites the content, then discards it.
  public func wipe() {
    clinux_wipe(raw.bytes, raw.count)
    truncate(to: 0)
  }
}

/// A part of a buffer, which it keeps alive.
struct BufferPart {
  private(set) var buffer: ByteBuffer
  let place: Range<Int>

  init(_ buffer: ByteBuffer) { self.init(buffer, 0..<buffer.count) }

  init(_ buffer: ByteBuffer, _ place: Range<Int>) {
    self.buffer = buffer
    self.place = place
  }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer.bytes[place]) }

  /// Nothing else refers to the buffer.
  var isOnlyOwner: Bool { mutating get { isKnownUniquelyReferenced(&buffer) } }
}

/// A text for C: NUL-terminated, at one address for the life of the object.
public final class CText {
  private let buffer: ByteBuffer?

  public init(_ text: String) {
    let buffer = ByteBuffer()
    self.buffer = buffer.append(text) ? buffer : nil
  }

  public init(_ buffer: ByteBuffer) { self.buffer = buffer.text == nil ? nil : buffer }

  func mask(_ secret: Secret?) {
    if let buffer { secret?.mask(buffer.mutableBytes) }
  }

  /// "" if there was no memory.
  public var pointer: UnsafePointer<CChar> { buffer?.text ?? CText.empty }
  /// NULL if there was no memory.
  public var pointerOrNull: UnsafePointer<CChar>? { buffer?.text }
  public var count: Int { buffer?.count ?? 0 }
  var bytes: UnsafeRawBufferPointer { buffer?.bytes ?? UnsafeRawBufferPointer(start: nil, count: 0) }
  var string: String { String(decoding: bytes, as: UTF8.self) }

  public static var empty: UnsafePointer<CChar> {
    let text: StaticString = ""
    return UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  }
}

enum Repair {
  /// A copy in which ill-formed UTF-8 is replaced; nil without memory.
  static func copy(_ bytes: UnsafeRawBufferPointer) -> ByteBuffer? {
    let target = ByteBuffer()
    return UTF8Repair.repair(bytes, into: { target.append($0) }) ? target : nil
  }

  /// nil when there is nothing to repair.
  static func wellFormed(_ buffer: ByteBuffer) -> ByteBuffer? {
    JSONText.isValidUTF8(buffer.bytes) ? nil : copy(buffer.bytes)
  }
}
