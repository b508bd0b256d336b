import CLinux
import SVJSON

/// Bytes whose number outsiders choose, in memory that reports failure where Swift's own would end the
/// process. Behind the content stand at least `spare` zeroed bytes.
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

  /// The content as C text; nil when nothing was ever stored.
  public var text: UnsafePointer<CChar>? {
    raw.bytes.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }
  }

  /// Room for so many more bytes; an append of no more than that moves nothing.
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

  /// The text of a JSON string; false without memory, and for anything else.
  func append(stringOf node: JSONNode) -> Bool {
    guard reserve(node.rawCount) else { return false }
    guard let start = raw.bytes, let count = node.decodeString(to: start + raw.count) else { return false }
    raw.count += count
    return append(UnsafeRawBufferPointer(start: nil, count: 0))
  }

  /// False also where the writer had no memory for its text.
  func append(_ writer: JSONWriter) -> Bool { writer.withBytes { $0.map { append($0) } ?? false } }

  /// Drops everything behind `count`; the content must have been moved to the front before.
  public func truncate(to count: Int) {
    guard count < raw.count else { return }
    clinux_buffer_truncate(&raw, max(count, 0))
  }

  /// Overwrites the content before it is dropped.
  public func wipe() {
    clinux_wipe(raw.bytes, raw.count)
    truncate(to: 0)
  }
}

/// A text that C sees: NUL-terminated, at one address for the life of the object.
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

  /// "" when there was no memory.
  public var pointer: UnsafePointer<CChar> { buffer?.text ?? CText.empty }
  public var count: Int { buffer?.count ?? 0 }
  var bytes: UnsafeRawBufferPointer { buffer?.bytes ?? UnsafeRawBufferPointer(start: nil, count: 0) }
  var string: String { String(decoding: bytes, as: UTF8.self) }

  public static var empty: UnsafePointer<CChar> {
    let text: StaticString = ""
    return UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
