/// A message whose bytes are in the buffer passed to `SSEParser.next(in:)`. The range is valid until the next
/// call of `next(in:)` or `compact(_:)`.
public struct SSEMessage {
  /// The values of the `data` fields, joined by LF.
  public var data: Range<Int>
  /// False if the data contains ill-formed UTF-8. `UTF8Repair.repair` replaces it while copying.
  public var isWellFormed: Bool
}

/// Parses an event stream (HTML Standard, 9.2.5 and 9.2.6) in a buffer that the caller owns and appends to.
///
/// Call `next(in:)` with all bytes that were not dropped until it returns `needsMore`. Then call
/// `compact(_:)` if `reclaimableCount` makes it worthwhile, then append. The messages do not depend on how
/// the stream is split into chunks, and the work is linear in its length.
///
/// The data lines of an event are joined in place: the first one stays, and later ones are moved left over
/// their field names. `position` is the start of the first unread line.
public struct SSEParser {
  public enum Step {
    case message(SSEMessage)
    case needsMore
    case tooLarge
  }

  /// Names and ids are copied to Swift memory, which ends the process if it runs out. A longer field is
  /// therefore ignored; the message and its data are still returned.
  public static let fieldBytesMax = 65_536

  enum Phase {
    case byteOrderMark, lines, tooLarge, finished
  }

  let eventBytesMax: Int
  var phase = Phase.byteOrderMark
  var position = 0
  /// The length of the buffer in the latest call.
  var seenCount = 0
  /// A CR ended the line before `position`, so an LF at `position` belongs to that line end.
  var swallowsLineFeed = false
  var lineFeed = SSEByteFinder(UInt8(ascii: "\n"))
  var carriageReturn = SSEByteFinder(UInt8(ascii: "\r"))

  /// The range of the data of an event that was too large, and the start of its last line.
  var abandoned: (data: Range<Int>?, line: Int)?

  /// Nil if the current event has no data field, which differs from empty data.
  var data: Range<Int>?
  /// The message was returned. Its name stays readable until the next call.
  var isDispatched = false
  var name = SSEField()
  var lastID = SSEField()
  /// The standard's last event ID buffer, if `hasNewID`; otherwise that buffer equals `lastID`.
  var newID = SSEField()
  var hasNewID = false
  #if DEBUG
    var bytesMoved = 0
  #endif

  /// Set by the owner of the buffer if all its bytes are ASCII. It can check a chunk faster than the parser
  /// can check each message.
  public var bufferIsASCII = false

  /// Cleared by the owner of the buffer if it contains no CR, so that the parser need not search for one.
  public var bufferHasCarriageReturn = true

  /// The reconnection time of the latest valid `retry` field. A number beyond Int64 becomes its maximum.
  public internal(set) var retryMilliseconds: Int64?

  /// `eventBytesMax` limits the data of an event plus its current line, and any other line.
  public init(eventBytesMax: Int) {
    self.eventBytesMax = max(0, eventBytesMax)
  }

  /// The type of the message that was just returned.
  public var eventName: String { name.isEmpty ? "message" : name.text }

  /// The standard's last event ID string. It persists over events without an `id` field.
  public var lastEventID: String { lastID.text }

  /// Same as `lastEventID`, as UTF-8 without making a String.
  public var lastEventIDBytes: [UInt8] { lastID.bytes }

  /// `buffer` contains every byte of the stream that `compact(_:)` did not drop. Its consumed part may be
  /// overwritten.
  @_optimize(speed)
  public mutating func next(in buffer: UnsafeMutableRawBufferPointer) -> Step {
    seenCount = buffer.count
    if isDispatched { beginEvent() }
    switch phase {
    case .tooLarge: return stopAsTooLarge()
    case .finished:
      position = seenCount
      return .needsMore
    case .byteOrderMark: guard skipByteOrderMark(UnsafeRawBufferPointer(buffer)) else { return .needsMore }
    case .lines: break
    }
    return readLines(in: buffer)
  }

  @_optimize(speed)
  private mutating func readLines(in buffer: UnsafeMutableRawBufferPointer) -> Step {
    let bytes = UnsafeRawBufferPointer(buffer)
    while position < bytes.count {
      if swallowsLineFeed {
        swallowsLineFeed = false
        if bytes[position] == lineFeed.byte {
          position &+= 1
          continue
        }
      }
      let start = position
      let feed = lineFeed.first(from: start, in: bytes)
      let end = bufferHasCarriageReturn ? min(feed, carriageReturn.first(from: start, in: bytes)) : feed
      guard end &- start <= eventBytesMax &- pendingDataCount else { return stopAsTooLarge() }
      guard end < bytes.count else { return .needsMore }
      position = end &+ 1
      swallowsLineFeed = end < feed
      if end == start {
        if let message = dispatch(bytes) { return .message(message) }
      } else {
        interpret(start..<end, in: buffer)
      }
    }
    return .needsMore
  }

  /// Returns false while the bytes may still become the one byte order mark that does not belong to the first
  /// line.
  private mutating func skipByteOrderMark(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let mark: [3 of UInt8] = [0xEF, 0xBB, 0xBF]
    for index in mark.indices {
      guard index < bytes.count else { return false }
      if bytes[index] != mark[index] {
        phase = .lines
        return true
      }
    }
    phase = .lines
    position = mark.count
    return true
  }

  private mutating func stopAsTooLarge() -> Step {
    if phase != .tooLarge { abandoned = (pendingDataCount > 0 ? data : nil, position) }
    phase = .tooLarge
    data = nil
    position = seenCount
    return .tooLarge
  }

  @_optimize(speed)
  private mutating func dispatch(_ bytes: UnsafeRawBufferPointer) -> SSEMessage? {
    if hasNewID {
      swap(&lastID, &newID)
      hasNewID = false
    }
    guard let data else {
      name.clear()
      return nil
    }
    isDispatched = true
    let isWellFormed = bufferIsASCII || UTF8Repair.isWellFormed(UnsafeRawBufferPointer(rebasing: bytes[data]))
    return SSEMessage(data: data, isWellFormed: isWellFormed)
  }

  private mutating func beginEvent() {
    isDispatched = false
    data = nil
    name.clear()
  }
}
