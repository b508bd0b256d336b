import SVProtocol

/// An event on its way to the caller.
public struct Delivery {
  let event: Event
  public let job: Job

  /// Nothing follows it.
  public var isEnd: Bool {
    if case .end = event.payload { return true }
    return false
  }

  /// In the numbers of the C header.
  public var kind: Int32 {
    switch event.payload {
    case .start: 1
    case .message: 4
    case .bytes: 8
    case .end: 9
    case .trace: 13
    case .generation(let happening):
      switch happening {
      case .submitting: 1
      case .opened: 2
      case .accepted: 3
      case .poll: 5
      case .retry: 6
      case .fallbackStarted, .fallbackEnded: 7
      case .streamLost: 10
      case .pollFailed: 11
      case .notice: 12
      }
    }
  }

  var status: String? {
    switch event.payload {
    case .message(let message): message.status
    case .generation(.poll(_, _, let status)): status
    case .end: job.result?.statusWord
    default: nil
    }
  }
}

/// C texts of the current event, made when asked for and gone with it.
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

/// The current event as C asks for it. Pointers live until the next turn of the client.
extension Client {
  public var currentStatus: UnsafePointer<CChar>? {
    current?.status.flatMap { scratch.status($0) }
  }

  public var currentName: UnsafePointer<CChar>? {
    guard case .message(let message)? = current?.event.payload else { return nil }
    return scratch.name(message.name ?? "message")
  }

  /// The bytes of the event, with a NUL behind them.
  public var currentData: UnsafeRawBufferPointer? {
    guard let current else { return nil }
    if case .message(let message) = current.event.payload {
      current.job.terminate(message)
      return current.job.data(of: message)
    }
    if case .generation(.poll) = current.event.payload { return current.event.answer?.bytes }
    return nil
  }

  public var currentRecord: ByteBuffer? {
    guard let current else { return nil }
    return scratch.record { current.record() }
  }

  /// Turns until nothing is due or enough was gathered, into one text of records, a line each.
  public func gatherLines(most: Int, until end: Int64?) -> (count: Int32, text: ByteBuffer)? {
    lines.truncate(to: 0)
    var count: Int32 = 0
    var end = end
    while count < most, let delivery = next(of: nil, until: end) {
      guard let record = delivery.record(), lines.append(record.bytes), lines.append("\n") else { return nil }
      count += 1
      end = 0
    }
    return (count, lines)
  }
}
