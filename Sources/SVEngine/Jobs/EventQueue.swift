import SVProtocol

/// An event of a job that was not delivered yet.
struct QueuedEvent {
  enum Payload {
    // Indirect, so that a message, the most frequent case, stays small to copy.
    indirect case generation(GenerationEvent)
    case message(StreamMessage)
    indirect case bytes(done: Int64, total: Int64?, isUpload: Bool)
    indirect case trace(Trace)
    indirect case start(url: String, mode: StaticString)
    case end
  }

  var payload: Payload
  /// Milliseconds since the start of the job.
  var elapsed: Int64
  /// The body of the answer that the event is about.
  var answer: ReceivedAnswer?
}

/// A first-in, first-out queue that does not allocate once it has grown to its usual size.
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
}
