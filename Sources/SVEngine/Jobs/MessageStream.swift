import CBytes
import CLinux
import SVProtocol
import SVText

/// The messages of an event stream: received bytes in one buffer, parsed in place when the next message is
/// wanted, so that the buffer itself is the queue. One message at a time is the latest.
final class MessageStream {
  enum Next {
    /// A message that begins like the one before it, which was steady: it says the same.
    case same
    /// A message that has to be looked at with `read`.
    case message
    case needsMore
    case tooLarge
  }

  /// Bytes not yet looked at beyond which the transfer waits for the caller.
  private static let backlogMax = 1 << 20

  private let eventBytesMax: Int
  private var parser: SSEParser
  private let buffer = ByteBuffer()
  /// Bytes at the end of the buffer, of which the parser was not given all yet.
  private var unreadCount = 0
  var hasUnread: Bool { unreadCount > 0 }
  /// What the parser found when only the same message again was wanted.
  private var skipped: SSEParser.Step?

  /// Where the data of the latest message lie in the buffer, or a repaired copy of them.
  private var place = 0..<0
  private var isWellFormed = true
  private var repaired: ByteBuffer?
  /// The latest message: one object for message after message, as long as nobody else holds it.
  var latest: StreamMessage {
    if let made { return made }
    let first = StreamMessage(of: self)
    made = first
    return first
  }
  private var made: StreamMessage?
  /// A message was passed over since it repeats a steady one.
  private var hasRepeats = false
  private let bare = BareObject()
  /// The first bytes of the stream, as they came, to be quoted where no id was in it.
  let start = ByteBuffer()
  private let startBytesMax: Int
  /// The start of a steady message, up to the end of its `id` and its `status`.
  private let steadyHead = ByteBuffer()

  init(eventBytesMax: Int, startBytesMax: Int) {
    self.eventBytesMax = eventBytesMax
    self.startBytesMax = startBytesMax
    parser = SSEParser(eventBytesMax: eventBytesMax)
  }

  // MARK: Receiving

  /// Too much waits to be looked at already.
  var isFull: Bool { unreadCount > MessageStream.backlogMax }

  /// False without memory.
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

  /// Frees what was looked at; the latest message is gone with it.
  func compact() {
    buffer.truncate(to: parser.compact(buffer.mutableBytes))
    place = 0..<0
  }

  /// Forgets everything, as before the first byte.
  func reset() {
    buffer.truncate(to: 0)
    parser = SSEParser(eventBytesMax: eventBytesMax)
    (place, unreadCount, skipped, repaired) = (0..<0, 0, nil, nil)
    bare.reset()
    start.truncate(to: 0)
    steadyHead.truncate(to: 0)
  }

  /// Whether an answer's first bytes are those of an event stream: no JSON, no page and no picture begins so.
  static func isLike(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let text = UTF8Slice(bytes)
    return text.hasStart("data:") || text.hasStart("event:") || text.hasStart("id:") || text.hasStart(":")
  }

  // MARK: Stepping

  /// Takes the next message only if it is the same as a steady one before it; the next `next` gives it
  /// otherwise.
  @_optimize(speed)
  func skipSame() -> Bool {
    guard steadyHead.count > 0, skipped == nil else { return false }
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

  /// Whether messages were passed over since the last call.
  func takeRepeats() -> Bool {
    defer { hasRepeats = false }
    return hasRepeats
  }

  /// Whether a message begins like a steady one: parsing it would cost more than all else together. A second
  /// `status` further behind is not seen by this look; it could only be missed as an end, and then the poll
  /// after the stream's end tells it.
  @inline(__always)
  private func isSame(_ step: SSEParser.Step) -> Bool {
    let count = steadyHead.count
    guard case .message(let found) = step, found.isWellFormed, count > 0, found.data.count >= count,
      let head = steadyHead.bytes.baseAddress, let base = buffer.bytes.baseAddress,
      cbytes_equal(base + found.data.lowerBound, head, count)
    else { return false }
    place = found.data
    repaired = nil
    return true
  }

  /// Looks at the latest message in full; false without memory.
  func read(with reader: JSONReader) -> Bool {
    steadyHead.truncate(to: 0)
    repaired = isWellFormed ? nil : Repair.copy(part)
    guard isWellFormed || repaired != nil else { return false }
    let spare = repaired == nil ? buffer.count - place.upperBound : 0
    latest.fields = reader.topLevel(data, spare: spare + ByteBuffer.spare)
    latest.isTerminal = false
    return true
  }

  /// The stream goes on although somebody may hold the latest message: it gets a copy of its data. False
  /// without memory.
  func letGoOfLatest() -> Bool {
    // Of a stored property, and before anything here holds the message: a temporary would be a second holder.
    if made == nil || isKnownUniquelyReferenced(&made) { return true }
    guard latest.keep() else { return false }
    let next = StreamMessage(of: self)
    next.fields = latest.fields
    made = next
    return true
  }

  /// A message that begins like the latest one changes nothing.
  func markSteady() {
    guard isWellFormed, let count = latest.fields.headCount else { return }
    // Without memory for the head the next message is looked at in full: slower, but the same.
    _ = steadyHead.append(UnsafeRawBufferPointer(rebasing: data.prefix(count)))
  }

  // MARK: What is no message

  /// A copy of the data of the message under way, its last line without an end included; nil when there is
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

  /// A copy of the JSON object that came in place of an event stream; nil when there is none.
  var bareObject: ByteBuffer? { bare.copy }

  // MARK: The latest message

  private var part: UnsafeRawBufferPointer {
    guard !place.isEmpty, place.upperBound <= buffer.count else {
      return UnsafeRawBufferPointer(start: nil, count: 0)
    }
    return UnsafeRawBufferPointer(rebasing: buffer.bytes[place])
  }

  /// With a NUL behind them.
  var data: UnsafeRawBufferPointer {
    if let repaired { return repaired.bytes }
    // Behind the data lies at least the end of its line, which is read already.
    if !place.isEmpty, place.upperBound < buffer.count { buffer.mutableBytes[place.upperBound] = 0 }
    return part
  }

  /// A copy of them as an answer; nil where there are none, or no memory.
  var answer: ReceivedAnswer? { data.isEmpty ? nil : ByteBuffer(copying: data).map { ReceivedAnswer($0) } }

  var name: String { parser.eventName }
  var sseID: String { parser.lastEventID }
}

/// One message of an event stream. What its head says was read once. Its data lie in the stream's buffer
/// until the job's next step, unless they were kept.
final class StreamMessage {
  private unowned(unsafe) let stream: MessageStream
  /// What the message says.
  fileprivate(set) var fields = LifecycleFields() {
    didSet { statusMade = nil }
  }
  /// Its status ended the job.
  var isTerminal = false
  private var statusMade: CText?
  private var copy: (data: ByteBuffer, name: String, sseID: String)?

  fileprivate init(of stream: MessageStream) { self.stream = stream }

  /// With a NUL and more of `ByteBuffer.spare` behind them.
  var data: UnsafeRawBufferPointer { copy?.data.bytes ?? stream.data }
  var name: String { copy?.name ?? stream.name }
  var sseID: String { copy?.sseID ?? stream.sseID }

  /// The status as C text, kept from one message to the next that is the same.
  var statusText: CText? {
    if statusMade == nil { statusMade = fields.status.map { CText($0) } }
    return statusMade
  }

  /// Gives it a copy of its data; false without memory.
  fileprivate func keep() -> Bool {
    guard let data = ByteBuffer(copying: stream.data) else { return false }
    copy = (data, stream.name, stream.sseID)
    return true
  }
}
