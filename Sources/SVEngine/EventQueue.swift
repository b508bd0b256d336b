import SVProtocol

/// What happened to a job, waiting to be handed over.
struct Event {
  enum Payload {
    case generation(GenerationEvent)
    case message(Message)
    case bytes(done: Int64, total: Int64?)
    case trace(String)
    case start(url: String, mode: StaticString)
    case end
  }

  /// A message of the stream. Its data lie in the job's stream buffer while it is the latest one, or in a copy of its own.
  struct Message {
    var data: Range<Int>
    var copy: ByteBuffer?
    var name: String?
    var sseID: String
    var id: String?
    var status: String?
  }

  var payload: Payload
  /// Milliseconds since the start of the job.
  var elapsed: Int64
  /// The body of a poll's answer.
  var answer: ByteBuffer?
}

/// First in, first out, without an allocation once it has grown to what a job needs.
struct EventQueue {
  private var events: [Event] = []
  private var first = 0

  var isEmpty: Bool { first == events.count }
  var count: Int { events.count - first }

  mutating func push(_ event: Event) { events.append(event) }

  mutating func pop() -> Event? {
    guard first < events.count else { return nil }
    let event = events[first]
    first += 1
    if first == events.count {
      events.removeAll(keepingCapacity: events.count <= 64)
      first = 0
    }
    return event
  }

  /// Gives a message that still lies in the stream buffer a copy of its data; false without memory.
  mutating func keepMessage(from stream: ByteBuffer) -> Bool {
    var index = events.count
    // Behind a message stand at most the few events that it caused.
    while index > first {
      index -= 1
      guard case .message(var message) = events[index].payload else { continue }
      guard message.copy == nil else { return true }
      guard let copy = ByteBuffer(copying: UnsafeRawBufferPointer(rebasing: stream.bytes[message.data])) else {
        return false
      }
      message.copy = copy
      message.data = 0..<copy.count
      events[index].payload = .message(message)
      return true
    }
    return true
  }
}
