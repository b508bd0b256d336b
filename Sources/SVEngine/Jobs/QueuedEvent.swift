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
