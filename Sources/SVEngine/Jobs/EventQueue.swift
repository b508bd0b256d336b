import SVProtocol

/// What happened to a job, on its way to the caller.
struct QueuedEvent {
  enum Payload {
    // Indirect, so that a message, which there are most of, stays small to pass on.
    indirect case generation(GenerationEvent)
    /// A message of the stream. It lies in the job's stream buffer and is the job's latest, unless it was
    /// kept.
    case message(KeptMessage?)
    indirect case bytes(done: Int64, total: Int64?, isUpload: Bool)
    indirect case trace(Trace)
    indirect case start(url: String, mode: StaticString)
    case end
  }

  var payload: Payload
  /// Milliseconds since the start of the job.
  var elapsed: Int64
  /// The body of the answer that it tells of.
  var answer: ByteBuffer?
}

/// A message with a copy of its data, for when the stream must go on behind it.
final class KeptMessage {
  let data: ByteBuffer
  let name: String
  let sseID: String
  let status: String?
  let isTerminal: Bool

  init(data: ByteBuffer, name: String, sseID: String, status: String?, isTerminal: Bool) {
    self.data = data
    self.name = name
    self.sseID = sseID
    self.status = status
    self.isTerminal = isTerminal
  }
}

/// First in, first out, without an allocation once it has grown to what a job needs.
struct EventQueue {
  private var events: [QueuedEvent] = []
  private var first = 0

  var isEmpty: Bool { first == events.count }
  var count: Int { events.count - first }

  mutating func push(_ event: QueuedEvent) { events.append(event) }

  mutating func pop() -> QueuedEvent? {
    guard first < events.count else { return nil }
    let event = events[first]
    first += 1
    if first == events.count {
      events.removeAll(keepingCapacity: events.count <= 64)
      first = 0
    }
    return event
  }

  /// Replaces the message that lies in the stream buffer, if there is one, by one that was kept.
  mutating func keepMessage(_ keep: () -> KeptMessage?) {
    var index = events.count
    // Behind a message stand at most the few events that it caused.
    while index > first {
      index -= 1
      guard case .message(let kept) = events[index].payload else { continue }
      if kept == nil { events[index].payload = .message(keep()) }
      return
    }
  }
}
