import CSkillsVideo
import SVProtocol
import SVText

extension QueuedEvent {
  static let messageKind = Int32(SV_EVENT_MESSAGE)

  /// One of the header's SV_EVENT_... constants.
  var kind: Int32 {
    switch payload {
    case .start: Int32(SV_EVENT_SUBMITTING)
    case .message: QueuedEvent.messageKind
    case .bytes: Int32(SV_EVENT_BYTES)
    case .end: Int32(SV_EVENT_END)
    case .trace: Int32(SV_EVENT_TRACE)
    case .generation(let happening): happening.kind
    }
  }

  func status(of job: Job) -> String? {
    switch payload {
    case .generation(.poll(_, _, let status, _)): status
    case .end: job.result?.statusWord
    default: nil
    }
  }

  var data: UnsafeRawBufferPointer? {
    switch payload {
    case .message(let message): message.data
    case .generation(.poll): answer?.bytes
    default: nil
    }
  }
}

extension GenerationEvent {
  fileprivate var kind: Int32 {
    switch self {
    case .submitting: Int32(SV_EVENT_SUBMITTING)
    case .opened: Int32(SV_EVENT_OPEN)
    case .accepted: Int32(SV_EVENT_ACCEPTED)
    case .poll: Int32(SV_EVENT_POLL)
    case .retry: Int32(SV_EVENT_RETRY)
    case .fallbackStarted, .fallbackEnded: Int32(SV_EVENT_FALLBACK)
    case .streamLost: Int32(SV_EVENT_STREAM_LOST)
    case .pollFailed: Int32(SV_EVENT_POLL_FAILED)
    case .notice: Int32(SV_EVENT_NOTICE)
    }
  }
}

/// C texts of the current event, made on first use and freed with it.
final class EventTexts {
  private let status = ByteBuffer()
  private let name = ByteBuffer()
  private var record: ByteBuffer?
  private var isUsed = false

  func reset() {
    guard isUsed else { return }
    status.truncate(to: 0)
    name.truncate(to: 0)
    record = nil
    isUsed = false
  }

  func status(_ text: String) -> UnsafePointer<CChar>? { fill(status, text) }
  func name(_ text: String) -> UnsafePointer<CChar>? { fill(name, text) }

  func record(_ make: () -> ByteBuffer?) -> ByteBuffer? {
    isUsed = true
    if record == nil { record = make() }
    return record
  }

  private func fill(_ buffer: ByteBuffer, _ text: String) -> UnsafePointer<CChar>? {
    isUsed = true
    if buffer.isEmpty, !buffer.append(text) { return nil }
    return buffer.text
  }
}

/// The accessors of the current event. Pointers are valid until the next turn of the client.
extension Client {
  public var hasCurrent: Bool { currentKind != 0 }

  /// The current event is the last one of its job.
  public var currentIsEnd: Bool {
    if case .end? = current?.payload { return true }
    return false
  }

  public var currentStatus: UnsafePointer<CChar>? {
    if let known = currentStatusText { return known }
    let text = findStatus()
    currentStatusText = .some(text)
    return text
  }

  private func findStatus() -> UnsafePointer<CChar>? {
    guard let currentJob, let current else { return nil }
    if case .message(let message) = current.payload { return message.statusText?.pointer }
    return current.status(of: currentJob).flatMap { scratch.status($0) }
  }

  public var currentName: UnsafePointer<CChar>? {
    guard case .message(let message)? = current?.payload else { return nil }
    return scratch.name(message.name)
  }

  /// The bytes of the event, followed by a NUL.
  public var currentData: UnsafeRawBufferPointer? { current?.data }

  public var currentRecord: ByteBuffer? {
    guard let current, let currentJob else { return nil }
    return scratch.record {
      let record = ByteBuffer()
      return EventRecord(event: current, job: currentJob).append(to: record) == nil ? nil : record
    }
  }

  /// When the text has this size in bytes, the next event waits for the next call. The text therefore exceeds
  /// this by one record at most.
  private static let linesBytesEnough = 4 << 20

  /// Runs turns until nothing is due or the limit is reached, and collects the records in one text, one per
  /// line. An event whose record finds no memory ends the text and waits for the next call. Nil if it is the
  /// first one.
  public func gatherLines(most: Int, until end: Int64?) -> (count: Int32, text: ByteBuffer)? {
    lines.clear()
    var count: Int32 = 0
    var end = end
    while count < most, lines.text.count < Client.linesBytesEnough, next(of: nil, until: end), let current,
      let currentJob
    {
      guard lines.append(current, of: currentJob) else {
        heldBack = (current, currentJob)
        clearCurrent()
        return count == 0 ? nil : (count, lines.text)
      }
      count += 1
      end = 0
    }
    return (count, lines.text)
  }

  /// What the last `gatherLines` gathered, a line each.
  public var lineTable: UnsafeBufferPointer<sv_line> { lines.table }
}
