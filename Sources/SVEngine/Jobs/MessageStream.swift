import CBytes
import CLinux
import SVProtocol
import SVText

/// The messages of an event stream. Received bytes are kept in one buffer and parsed in place when the next
/// message is needed, so that the buffer is the queue. One message at a time is the latest.
final class MessageStream {
  enum Next {
    /// A message that begins like the previous one and needs no decision.
    case same
    /// A message that must be parsed with `read`.
    case message
    case needsMore
    case tooLarge
  }

  /// If more bytes than this are unread, the transfer pauses until the caller polls.
  private static let backlogMax = 1 << 20

  private let eventBytesMax: Int
  private var parser: SSEParser
  private let buffer = ByteBuffer()
  /// Bytes at the end of the buffer that the parser has not processed completely.
  private var unreadCount = 0
  var hasUnread: Bool { unreadCount > 0 }
  /// The parser's result when the next message was not an unchanged one.
  private var skipped: SSEParser.Step?

  /// The range of the latest message's data in the buffer, unless they were moved.
  private var place = 0..<0
  private var isWellFormed = true
  /// The data of the latest message if they were repaired or have left the buffer.
  private var moved: BufferPart?
  /// The latest message. The object is reused for each message, unless someone else holds it.
  var latest: StreamMessage {
    if let made { return made }
    let first = StreamMessage(of: self)
    made = first
    return first
  }
  private var made: StreamMessage?
  /// A message was passed on without the machine, because it was unchanged.
  private var hasRepeats = false
  private let bare = BareObject()
  /// The first bytes of the stream, to quote them if it contains no id.
  let start = ByteBuffer()
  private let startBytesMax: Int
  /// The start of an unchanged message, up to the end of its `id` and `status`.
  private let unchangedHead = ByteBuffer()

  init(eventBytesMax: Int, startBytesMax: Int) {
    self.eventBytesMax = eventBytesMax
    self.startBytesMax = startBytesMax
    parser = SSEParser(eventBytesMax: eventBytesMax)
  }

  // MARK: Receiving

  /// Too many bytes are unread.
  var isFull: Bool { unreadCount > MessageStream.backlogMax }

  /// Returns false if there is no memory.
  func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    if !hasUnread, parser.reclaimableCount >= buffer.count / 2 { compact() }
    let room = startBytesMax - start.count
    if room > 0, !start.append(UnsafeRawBufferPointer(rebasing: bytes.prefix(room))) { return false }
    guard buffer.append(bytes), bare.take(bytes, max: eventBytesMax) else { return false }
    let look = clinux_look_at_text(bytes.baseAddress, bytes.count)
    let isFirst = buffer.count == bytes.count
    parser.bufferIsASCII = look.is_ascii && (isFirst || parser.bufferIsASCII)
    parser.bufferHasCarriageReturn = look.has_carriage_return || (!isFirst && parser.bufferHasCarriageReturn)
    unreadCount += bytes.count
    return true
  }

  /// Frees what was read, including the latest message.
  func compact() {
    buffer.truncate(to: parser.compact(buffer.mutableBytes))
    place = 0..<0
  }

  /// Returns to the initial state.
  func reset() {
    buffer.truncate(to: 0)
    parser = SSEParser(eventBytesMax: eventBytesMax)
    (place, unreadCount, skipped, moved) = (0..<0, 0, nil, nil)
    bare.reset()
    start.truncate(to: 0)
    unchangedHead.truncate(to: 0)
  }

  /// Whether an answer's first bytes are those of an event stream. No JSON, page or picture begins like that.
  static func isLike(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let text = UTF8Slice(bytes)
    return text.hasStart("data:") || text.hasStart("event:") || text.hasStart("id:") || text.hasStart(":")
  }

  // MARK: Stepping

  /// Takes the next message only if it is unchanged from the previous one. Otherwise `next` returns it.
  @_optimize(speed)
  func skipSame() -> Bool {
    guard unchangedHead.count > 0, skipped == nil else { return false }
    let step = parser.next(in: buffer.mutableBytes)
    if isSame(step) {
      hasRepeats = true
      return true
    }
    skipped = step
    return false
  }

  func next() -> Next {
    let step = skipped ?? parser.next(in: buffer.mutableBytes)
    let isNew = skipped == nil
    skipped = nil
    switch step {
    case .message(let found):
      if isNew, isSame(step) {
        hasRepeats = true
        return .same
      }
      place = found.data
      isWellFormed = found.isWellFormed
      return .message
    case .needsMore:
      unreadCount = 0
      return .needsMore
    case .tooLarge: return .tooLarge
    }
  }

  /// Whether unchanged messages were taken since the last call.
  func takeRepeats() -> Bool {
    defer { hasRepeats = false }
    return hasRepeats
  }

  /// Whether a message begins like an unchanged one. Parsing it would be the largest cost of a stream. A
  /// second `status` later in the message is not seen. It could only hide a terminal status, which the poll
  /// after the stream's end then reports.
  @inline(__always)
  private func isSame(_ step: SSEParser.Step) -> Bool {
    let count = unchangedHead.count
    guard case .message(let found) = step, found.isWellFormed, count > 0, found.data.count >= count,
      let head = unchangedHead.bytes.baseAddress, let base = buffer.bytes.baseAddress,
      cbytes_equal(base + found.data.lowerBound, head, count)
    else { return false }
    place = found.data
    moved = nil
    return true
  }

  /// Parses the latest message; false if there is no memory.
  func read(with reader: JSONReader) -> Bool {
    unchangedHead.truncate(to: 0)
    moved = isWellFormed ? nil : Repair.copy(part).map { BufferPart($0) }
    guard isWellFormed || moved != nil else { return false }
    let spare = moved == nil ? buffer.count - place.upperBound : 0
    latest.fields = reader.topLevel(data, spare: spare + ByteBuffer.spare)
    latest.isTerminal = false
    return true
  }

  /// Called when the stream continues while someone may hold the latest message, which then gets a copy of
  /// its data. Returns false if there is no memory.
  func letGoOfLatest() -> Bool {
    // This checks the stored property, before a local variable holds the message: that would be a second
    // reference.
    if made == nil || isKnownUniquelyReferenced(&made) { return true }
    guard latest.keep() else { return false }
    let next = StreamMessage(of: self)
    next.fields = latest.fields
    made = next
    return true
  }

  /// From here on, a message that begins like the latest one needs no decision.
  func markRepeatable() {
    guard isWellFormed, let count = latest.fields.headCount else { return }
    // If there is no memory for the head, the next message is parsed completely, with the same result.
    _ = unchangedHead.append(UnsafeRawBufferPointer(rebasing: data.prefix(count)))
  }

  // MARK: Incomplete messages

  /// A copy of the data of the incomplete message, including its last line without an end; nil if there is
  /// none.
  var unfinished: ByteBuffer? {
    let (data, line) = parser.unfinished(in: buffer.bytes)
    guard data != nil || line != nil else { return nil }
    let copy = ByteBuffer()
    if let data, !copy.append(UnsafeRawBufferPointer(rebasing: buffer.bytes[data])) { return nil }
    guard let line else { return copy }
    guard data == nil || copy.append("\n"), copy.append(UnsafeRawBufferPointer(rebasing: buffer.bytes[line]))
    else {
      return nil
    }
    return copy
  }

  /// A copy of the JSON object that was sent in place of an event stream; nil if there is none.
  var bareObject: ByteBuffer? { bare.copy }

  // MARK: The latest message

  private var part: UnsafeRawBufferPointer {
    guard !place.isEmpty, place.upperBound <= buffer.count else {
      return UnsafeRawBufferPointer(start: nil, count: 0)
    }
    return UnsafeRawBufferPointer(rebasing: buffer.bytes[place])
  }

  /// Followed by a NUL.
  var data: UnsafeRawBufferPointer {
    if let moved { return moved.bytes }
    // At least the end of the line follows the data and was already read, so it can be overwritten.
    if !place.isEmpty, place.upperBound < buffer.count { buffer.mutableBytes[place.upperBound] = 0 }
    return part
  }

  /// The data as an answer that outlives the message; nil if it is empty, or if there is no memory.
  var answer: ReceivedAnswer? { data.isEmpty ? nil : kept().map { ReceivedAnswer($0) } }

  /// A message of at least this many bytes is not copied: it takes over the buffer of the stream, unless most
  /// of the buffer is for other bytes.
  private static let largeCount = 64 << 10

  /// The data of the latest message, for longer than the message; nil if there is no memory.
  fileprivate func kept() -> BufferPart? {
    if let moved { return moved }
    guard data.count >= MessageStream.largeCount, data.count >= buffer.capacity / 2, skipped == nil,
      let end = parser.endOfMessage, end <= buffer.count
    else { return ByteBuffer(copying: data).map { BufferPart($0) } }
    let unread = UnsafeRawBufferPointer(rebasing: buffer.bytes[end...])
    guard let rest = ByteBuffer(copying: unread) else { return nil }
    parser.leaveBuffer()
    buffer.exchange(with: rest)
    let part = BufferPart(rest, place)
    (place, moved) = (0..<0, part)
    return part
  }

  /// Frees the data of the latest message, unless someone else holds the message.
  func dropLatest() {
    guard made == nil || isKnownUniquelyReferenced(&made) else { return }
    (place, moved) = (0..<0, nil)
  }

  var name: String { parser.eventName }
  var sseID: String { parser.lastEventID }
}

/// A message of an event stream. Its head was parsed once. Its data is in the stream's buffer until the job's
/// next step, unless it was copied.
final class StreamMessage {
  private unowned(unsafe) let stream: MessageStream
  /// The parsed fields of the message.
  fileprivate(set) var fields = LifecycleFields() {
    didSet { statusMade = nil }
  }
  /// The status of the message ended the job.
  var isTerminal = false
  private var statusMade: CText?
  private var copy: (data: BufferPart, name: String, sseID: String)?

  fileprivate init(of stream: MessageStream) { self.stream = stream }

  /// Followed by a NUL and the rest of `ByteBuffer.spare`.
  var data: UnsafeRawBufferPointer { copy?.data.bytes ?? stream.data }
  var name: String { copy?.name ?? stream.name }
  var sseID: String { copy?.sseID ?? stream.sseID }

  /// The status as a C text, kept for the following messages with the same status.
  var statusText: CText? {
    if statusMade == nil { statusMade = fields.status.map { CText($0) } }
    return statusMade
  }

  /// Gives the message data of its own; false if there is no memory.
  fileprivate func keep() -> Bool {
    guard let data = stream.kept() else { return false }
    copy = (data, stream.name, stream.sseID)
    return true
  }
}
