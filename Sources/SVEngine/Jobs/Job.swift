import SVProtocol
import Synchronization

/// One operation in flight. Everything but `cancel` happens on the client's thread. A job holds its client
/// until it ended, the client holds the job until its end was handed over.
public class Job: RequestOwner {
  public let tag: UInt64
  let settings: JobSettings
  /// What the client was set to when the job started: a later change moves neither its polls nor its key.
  private(set) var clientSettings: ClientSettings
  /// Where cancels are announced, from any thread and after the client is gone.
  public let doorbell: Doorbell
  private let cancelRequested = Atomic<Bool>(false)
  private let gracefulCancelRequested = Atomic<Bool>(false)

  public internal(set) var client: Client?
  var queue = EventQueue()
  /// In the client's list of jobs with something to look at.
  var isReady = false
  /// Place in the client's list of jobs in flight.
  var index = -1
  /// Set when the client launches it.
  var startedAt: Int64 = 0
  private static let progressInterval: Int64 = 100
  private var toldAt: Int64 = 0
  /// Set when the end is queued; the caller sees it once the end was handed over.
  private(set) var ending: JobResult?
  public private(set) var result: JobResult?

  /// It is part of a blocking call, which frees it.
  public var isOfCall = false
  /// The ticket under which C knows this job.
  public var handle: UInt = 0
  /// The ticket of its result, borrowed from this job.
  public var resultHandle: UInt = 0 {
    didSet { result?.isBorrowed = true }
  }

  init(client: Client, settings: JobSettings, tag: UInt64) {
    self.client = client
    self.settings = settings
    clientSettings = client.settings
    self.tag = tag
    doorbell = client.doorbell
    super.init()
  }

  /// The id as C text, once it is known.
  public var generationID: CText? { nil }
  /// The Idempotency-Key of its create; nil where it creates nothing.
  var createKey: String? { nil }
  /// The address of a request, for records.
  func url(of request: GenerationRequest) -> String { "" }

  /// Where the records of its messages are written.
  private(set) lazy var messageRecords = MessageRecords()

  enum Step {
    /// Nothing is there to be done.
    case idle
    /// Something was done, and perhaps something queued.
    case done
    /// This is to be handed over, and that is all.
    case message(StreamMessage)
  }

  // MARK: For subclasses

  /// Starts the first request.
  func begin() {}
  /// Makes the next message the latest one, if it is there and says the same as the one before; else does
  /// nothing.
  func stepIfSteady() -> Bool { false }
  /// Takes one step with what has arrived.
  func step() -> Step { .idle }
  /// The stream goes on although its latest message may wait in the queue; false without memory.
  func keepLatest() -> Bool { true }
  override var job: Job? { self }
  func timerFired() {}
  /// It is about to be stopped: from here on nothing is started.
  func willStop() {}
  /// Ends following, in its own words.
  func stop() {}
  /// The same, but not before it is known what a request has bought.
  func stopGracefully() { stop() }
  /// The end of a job that cannot go on, such as without memory.
  func fail(_ status: StatusCode, _ message: String) {}

  // MARK: Common

  /// From any thread: taken when the client's thread looks next.
  public func cancel() {
    cancelRequested.store(true, ordering: .releasing)
    doorbell.announceCancel()
  }

  /// Likewise.
  public func cancelGracefully() {
    gracefulCancelRequested.store(true, ordering: .releasing)
    doorbell.announceCancel()
  }

  var isCanceled: Bool {
    cancelRequested.load(ordering: .acquiring) || gracefulCancelRequested.load(ordering: .acquiring)
  }

  /// Stops if that was asked for.
  func heedCancel() {
    if cancelRequested.load(ordering: .acquiring) {
      stop()
    } else if gracefulCancelRequested.load(ordering: .acquiring) {
      stopGracefully()
    }
  }

  var elapsed: Int64 { client.map { $0.now - startedAt } ?? 0 }

  /// Tells how many bytes of a file have gone or come, not more often than anybody reads.
  func tellBytes(_ done: Int64, of total: Int64?, isUpload: Bool, isLast: Bool = false) {
    guard let client, isLast || client.now - toldAt >= Job.progressInterval else { return }
    toldAt = client.now
    push(.bytes(done: done, total: total, isUpload: isUpload))
  }

  func push(_ payload: QueuedEvent.Payload, answer: ByteBuffer? = nil) {
    queue.push(QueuedEvent(payload: payload, elapsed: elapsed, answer: answer))
    client?.markReady(self)
  }

  /// Takes a step on behalf of a caller who is waiting for another job; false when there is nothing to do.
  func stepAndKeep() -> Bool {
    // The step moves on to the next message, so that one that waits since before is kept first.
    keepWaiting()
    switch step() {
    case .idle: return false
    case .done: break
    case .message(let message): push(.message(message))
    }
    keepWaiting()
    return true
  }

  private func keepWaiting() {
    if !keepLatest() { fail(.memory, "no memory for events that wait") }
  }

  /// Takes steps while there is anything to do. What they queue is not handed over.
  func readToEnd() {
    while true {
      if case .idle = step() { return }
    }
  }

  /// Queues the one end of this job; nothing follows it.
  func finish(_ result: JobResult) {
    guard ending == nil else { return }
    dropRequest()
    result.message.mask(clientSettings.key)
    result.code?.mask(clientSettings.key)
    result.remedy?.mask(clientSettings.key)
    result.json.mask(clientSettings.key)
    ending = result
    push(.end)
  }

  /// Queues a notice of the request for those who asked for traces.
  func trace(_ text: @autoclosure () -> String) {
    if settings.traces { push(.trace(.text(text()))) }
  }

  func dropRequest() {
    guard let request else { return }
    client?.remove(request)
    self.request = nil
  }

  /// The end was handed over, or the client goes: the result becomes visible, and the client is let go.
  func close() {
    result = ending ?? result
    client = nil
    clientSettings.key = nil
  }
}
