import SVProtocol

/// A poll of the id beside the event stream in flight.
final class QuietPoll: RequestOwner {
  private unowned(unsafe) let job: GenerationJob
  private let body = ByteBuffer()

  init(_ job: GenerationJob) { self.job = job }

  override func headArrived(_ head: ResponseHead) { job.trace("HTTP \(head.httpStatus)") }

  override func bodyArrived(_ bytes: UnsafeRawBufferPointer) -> Taken {
    body.take(bytes, max: job.settings.bodyBytesMax)
  }

  override func requestEnded(_ cause: RequestEnd.Cause, head: ResponseHead?) {
    job.quietPollEnded(cause, head, body)
  }
}
