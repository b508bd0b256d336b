import SVProtocol

/// What happened to a job, on its way to the caller.
struct QueuedEvent {
  enum Payload {
    // Indirect, so that a message, which there are most of, stays small to pass on.
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
  /// The body of the answer that it tells of.
  var answer: ByteBuffer?
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
}
