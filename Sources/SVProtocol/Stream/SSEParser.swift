/// A message whose bytes lie in the buffer that was given to `SSEParser.next(in:)`. The range is valid until
/// the next call of `next(in:)` or `compact(_:)`.
public struct SSEMessage {
  /// The values of the `data` fields, joined by LF.
  public var data: Range<Int>
  /// False when the data holds ill-formed UTF-8, which `UTF8Repair.repair` replaces while it is copied.
  public var isWellFormed: Bool
}

/// Parses an event stream (HTML Standard, 9.2.5 and 9.2.6) inside a buffer that the caller owns and appends
/// to.
///
/// Call `next(in:)` with everything not yet dropped until it answers `needsMore`, then `compact(_:)` when
/// `reclaimableCount` makes it worth its copy, then append. Whatever the cuts between chunks, the messages
/// are the same and the work is linear in the stream.
///
/// The data lines of an event are joined in place: the first stays where it arrived and later ones are moved
/// left over the field names, which they always outlast. `position` is where the first line not yet read
/// begins.
public struct SSEParser {
  public enum Step {
    case message(SSEMessage)
    case needsMore
    case tooLarge
  }

  /// Names and ids are copied out of the caller's buffer into memory whose exhaustion cannot be reported, so
  /// a field with a longer one is passed over; the message and its data come all the same.
  public static let fieldBytesMax = 65_536

  enum Phase {
    case byteOrderMark, lines, tooLarge, finished
  }

  let eventBytesMax: Int
  var phase = Phase.byteOrderMark
  var position = 0
  /// The length of the buffer in the latest call.
  var seenCount = 0
  /// The line before `position` was ended by a CR, so an LF at `position` belongs to it.
  var swallowsLineFeed = false
  var lineFeed = SSEByteFinder(UInt8(ascii: "\n"))
  var carriageReturn = SSEByteFinder(UInt8(ascii: "\r"))

  /// Where the data of the event that is too large lay, and where its last line began.
  var abandoned: (data: Range<Int>?, line: Int)?

  /// Nil while the current event has no data field, which differs from empty data.
  var data: Range<Int>?
  /// The message was returned; its name stays readable until the next call.
  var isDispatched = false
  var name = SSEField()
  var lastID = SSEField()
  /// The standard's last event ID buffer, when `hasNewID`; otherwise the buffer equals `lastID`.
  var newID = SSEField()
  var hasNewID = false
  #if DEBUG
    var bytesMoved = 0
  #endif

  /// Set by the owner of the buffer when all its bytes are ASCII, which it can tell of a chunk more cheaply
  /// than is told of each message.
  public var bufferIsASCII = false

  /// Cleared by the owner of the buffer while it has no CR in it, so that nothing is searched for one.
  public var bufferHasCarriageReturn = true

  /// The reconnection time of the latest valid `retry` field; a number beyond Int64 reads as its maximum.
  public internal(set) var retryMilliseconds: Int64?

  /// The data of one event plus the line under way may not exceed `eventBytesMax` bytes, and nor may any
  /// other line.
  public init(eventBytesMax: Int) {
    self.eventBytesMax = max(0, eventBytesMax)
  }

  /// The type of the message just returned.
  public var eventName: String { name.isEmpty ? "message" : name.text }

  /// The standard's last event ID string: it persists over events without an `id` field.
  public var lastEventID: String { lastID.text }

  /// The same as `lastEventID`, as UTF-8 and without building a String.
  public var lastEventIDBytes: [UInt8] { lastID.bytes }

  /// `buffer` holds every byte of the stream that `compact(_:)` did not drop. Its consumed part may be
  /// rewritten.
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

  /// False while the bytes at hand may still become the one byte order mark that is no part of the first
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
