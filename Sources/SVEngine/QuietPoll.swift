import SVProtocol

/// A poll of the id beside the event stream in flight.
final class QuietPoll: RequestOwner {
  private unowned(unsafe) let generation: GenerationJob
  private let body = ByteBuffer()

  init(_ generation: GenerationJob) { self.generation = generation }

  override var job: Job? { generation }

  override func bodyArrived(_ bytes: UnsafeRawBufferPointer) -> Taken {
    body.take(bytes, max: generation.settings.bodyBytesMax)
  }

  override func requestEnded(_ cause: RequestEnd.Cause, head: ResponseHead?) {
    generation.quietPollEnded(cause, head, body)
  }
}
