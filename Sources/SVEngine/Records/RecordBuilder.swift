import CLinux
import SVProtocol
import SVText

/// Builds a record: an object on one line. Untrusted data is appended last, to memory that reports a failed
/// allocation.
struct RecordBuilder {
  private var writer = JSONWriter()

  init(_ event: String) {
    writer.beginObject()
    writer.field("v", Int64(1))
    writer.field("event", event)
  }

  /// Writes the members up to `elapsed_ms`, which `opening` needs.
  private init(_ event: String, tag: UInt64) {
    self.init(event)
    if tag != 0 {
      writer.key("tag")
      writer.uint(tag)
    }
    writer.key("elapsed_ms")
  }

  init(_ event: String, tag: UInt64, elapsed: Int64) {
    self.init(event, tag: tag)
    writer.int(elapsed)
  }

  /// The start of every such record of a job, up to and including `elapsed_ms`.
  static func opening(_ event: String, tag: UInt64) -> [UInt8] { RecordBuilder(event, tag: tag).writer.bytes }

  mutating func field(_ name: UTF8Slice, _ value: String?) { writer.field(name, value) }
  mutating func field(_ name: UTF8Slice, _ value: Int) { writer.field(name, Int64(value)) }
  mutating func field(_ name: UTF8Slice, _ value: Int64) { writer.field(name, value) }
  mutating func field(_ name: UTF8Slice, _ value: Bool) { writer.field(name, value) }
  /// A status word, and whether it ended the job. Returns where the word is in the record.
  mutating func status(_ word: String?, isTerminal: Bool) -> Range<Int> {
    writer.status(word, isTerminal: isTerminal)
  }
  mutating func null(_ name: UTF8Slice) { writer.field(name, nil as String?) }

  /// A member whose value a function writes.
  mutating func member(_ name: UTF8Slice, _ write: (inout JSONWriter) -> Void) {
    writer.key(name)
    write(&writer)
  }

  /// The complete record; nil if there is no memory.
  consuming func build() -> ByteBuffer? {
    writer.endObject()
    let buffer = ByteBuffer()
    return buffer.append(writer) ? buffer : nil
  }

  /// The complete record with a last member: the bytes as JSON if they are valid, else as text; null if there
  /// are none.
  consuming func build(
    last name: UTF8Slice, _ bytes: UnsafeRawBufferPointer?, isJSON: Bool? = nil
  ) -> ByteBuffer? {
    guard let bytes else {
      writer.field(name, nil as String?)
      return build()
    }
    writer.key(name)
    let buffer = ByteBuffer()
    guard buffer.append(writer), buffer.reserve(bytes.count + 1),
      UntrustedJSON.append(bytes, isJSON: isJSON, to: buffer), buffer.append("}")
    else { return nil }
    return buffer
  }
}

extension RecordBuilder {
  /// Builds the record around the bytes of its last member, which are JSON on one line. Other bytes of their
  /// buffer are discarded. Nil if there is no memory.
  consuming func build(last name: UTF8Slice, around part: BufferPart) -> ByteBuffer? {
    writer.key(name)
    let isWritten = writer.withBytes { front in
      front.map { part.buffer.wrap(part.place, after: $0, before: UInt8(ascii: "}")) } ?? false
    }
    return isWritten ? part.buffer : nil
  }
}

extension JSONWriter {
  /// `status_key` is the name of the answer's member that contains the word. Returns the place of the word in
  /// the text, without its quotation marks; an empty range if there is none.
  mutating func status(_ word: String?, isTerminal: Bool) -> Range<Int> {
    key("status")
    let start = count
    if let word { string(word) } else { null() }
    let end = count
    field("status_key", word == nil ? nil : "status")
    field("terminal", isTerminal)
    return word == nil || end - start < 2 ? 0..<0 : start + 1..<end - 1
  }

  private var count: Int { withBytes { $0?.count ?? 0 } }
}

/// Untrusted bytes as a value of a record.
enum UntrustedJSON {
  /// `isJSON` is given if the caller has already checked the bytes.
  static func append(_ bytes: UnsafeRawBufferPointer, isJSON known: Bool?, to buffer: ByteBuffer) -> Bool {
    guard let isJSON = known ?? isJSON(bytes) else { return false }
    return isJSON ? appendOnOneLine(bytes, to: buffer) : appendQuoted(bytes, to: buffer)
  }

  /// Nil if there is no memory.
  private static func isJSON(_ bytes: UnsafeRawBufferPointer) -> Bool? {
    do {
      _ = try JSONDocument(bytes)
      return true
    } catch {
      return error.reason == .memory ? nil : false
    }
  }

  /// Whether valid JSON can be written to a record unchanged.
  static func isOnOneLine(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.withoutMark.count == bytes.count && !clinux_has_controls(bytes.baseAddress, bytes.count)
  }

  /// In valid JSON, control characters are only white space between values. Without them the text is one
  /// line. A byte order mark is removed.
  private static func appendOnOneLine(_ bytes: UnsafeRawBufferPointer, to buffer: ByteBuffer) -> Bool {
    let text = bytes.withoutMark
    guard clinux_has_controls(text.baseAddress, text.count) else { return buffer.append(text) }
    return appendParts(text, to: buffer) { $0 < 0x20 ? "" : nil }
  }

  static func appendQuoted(_ text: String, to buffer: ByteBuffer) -> Bool {
    var text = text
    return text.withUTF8 { appendQuoted(UnsafeRawBufferPointer($0), to: buffer) }
  }

  private static func appendQuoted(_ bytes: UnsafeRawBufferPointer, to buffer: ByteBuffer) -> Bool {
    buffer.append("\"")
      && appendParts(bytes, to: buffer) { JSONEscape.isNeeded($0) ? JSONEscape.of($0) : nil }
      && buffer.append("\"")
  }

  private static func appendParts(
    _ bytes: UnsafeRawBufferPointer, to buffer: ByteBuffer, replacing: (UInt8) -> UTF8Slice?
  ) -> Bool {
    var start = 0
    for index in 0..<bytes.count {
      guard let replacement = replacing(bytes[index]) else { continue }
      guard buffer.append(UnsafeRawBufferPointer(rebasing: bytes[start..<index])),
        buffer.append(replacement.memory)
      else {
        return false
      }
      start = index + 1
    }
    return buffer.append(UnsafeRawBufferPointer(rebasing: bytes[start..<bytes.count]))
  }
}
