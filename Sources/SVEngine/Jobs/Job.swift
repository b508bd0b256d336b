import SVProtocol
import Synchronization

/// An operation in flight. Everything except `cancel` is called on the client's thread. The job keeps its
/// client alive until it ends; the client keeps the job alive until its end was delivered.
public class Job: RequestOwner {
  public let tag: UInt64
  let settings: JobSettings
  /// The settings of the client when the job started. Later changes do not affect the job.
  private(set) var clientSettings: ClientSettings
  /// Announces cancels, from any thread, even after the client was freed.
  public let doorbell: Doorbell
  private let cancelRequested = Atomic<Bool>(false)
  private let gracefulCancelRequested = Atomic<Bool>(false)

  public internal(set) var client: Client?
  var queue = Queue<QueuedEvent>()
  /// The job is in the client's list of ready jobs.
  var isReady = false
  /// The job is in the client's list of jobs whose end is left.
  var isAtEnd = false
  /// The index in the client's list of jobs in flight.
  var index = -1
  /// Set when the client launches the job. Monotonic milliseconds.
  var startedAt: Int64 = 0
  private static let progressInterval: Int64 = 100
  private var reportedAt: Int64 = 0
  /// Set when the end is queued. The caller sees it after the end was delivered.
  private(set) var ending: JobResult?
  public private(set) var result: JobResult?

  /// The job belongs to a blocking call, which frees it.
  public var isOfCall = false
  /// The handle of this job for C.
  public var handle: UInt = 0
  /// The handle of its result, which is borrowed from this job.
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

  /// The id as a C text, once it is known.
  public var generationID: CText? { nil }
  /// The Idempotency-Key of its create; nil if it creates nothing.
  var createKey: String? { nil }
  /// The URL of a request, for records.
  func url(of request: GenerationRequest) -> String { "" }

  /// Writes the records of its messages.
  private(set) lazy var messageRecords = MessageRecords()

  enum Step {
    /// There was nothing to do.
    case idle
    /// Something was done; events may be queued.
    case done
    /// This message is to be delivered, and nothing else.
    case message(StreamMessage)
    /// All messages were delivered, and `stepToEnd` does the rest.
    case end
  }

  // MARK: For subclasses

  /// Starts the first request.
  func begin() {}
  /// If the next message is there and unchanged from the previous one, makes it the latest one; else does
  /// nothing.
  func stepIfUnchanged() -> Bool { false }
  /// Does one step of work on what has arrived.
  func step() -> Step { .idle }
  /// Ends the job, or its request, after a step that was `.end`.
  func stepToEnd() {}
  /// Called when the stream continues while its latest message may still be queued. Returns false if there is
  /// no memory.
  func keepLatest() -> Bool { true }
  override var job: Job? { self }
  func timerFired() {}
  /// A stop follows: no further request is started.
  func willStop() {}
  /// Stops following.
  func stop() {}
  /// The same, but waits until it is known whether a request bought something.
  func stopGracefully() { stop() }
  /// Ends a job that cannot continue, for example because there is no memory.
  func fail(_ status: StatusCode, _ message: String) {}

  // MARK: Common

  /// Called from any thread; takes effect when the client's thread checks for it.
  public func cancel() {
    cancelRequested.store(true, ordering: .releasing)
    doorbell.announceCancel()
  }

  /// The same for a graceful stop.
  public func cancelGracefully() {
    gracefulCancelRequested.store(true, ordering: .releasing)
    doorbell.announceCancel()
  }

  var isCanceled: Bool {
    cancelRequested.load(ordering: .acquiring) || gracefulCancelRequested.load(ordering: .acquiring)
  }

  /// Stops if that was requested.
  func honourCancel() {
    if cancelRequested.load(ordering: .acquiring) {
      stop()
    } else if gracefulCancelRequested.load(ordering: .acquiring) {
      stopGracefully()
    }
  }

  var elapsed: Int64 { client.map { $0.now - startedAt } ?? 0 }

  /// Reports the progress of a file in bytes, but only if the previous report was read.
  func reportBytes(_ done: Int64, of total: Int64?, isUpload: Bool, isLast: Bool = false) {
    guard let client, isLast || client.now - reportedAt >= Job.progressInterval else { return }
    reportedAt = client.now
    push(.bytes(done: done, total: total, isUpload: isUpload))
  }

  func push(_ payload: QueuedEvent.Payload, answer: ReceivedAnswer? = nil) {
    queue.push(QueuedEvent(payload: payload, elapsed: elapsed, answer: answer))
    client?.markReady(self)
  }

  /// Does a step while the caller waits for another job. Returns false if there is nothing to do.
  func stepAndKeep() -> Bool {
    // The step continues with the next message, so a message that still waits is copied first.
    keepWaiting()
    switch step() {
    case .idle: return false
    case .done: break
    case .message(let message): push(.message(message))
    case .end: stepToEnd()
    }
    keepWaiting()
    return true
  }

  private func keepWaiting() {
    if !keepLatest() { fail(.memory, "no memory for events that wait") }
  }

  /// Does steps until nothing is left. The events are queued and not delivered.
  func readToEnd() {
    while true {
      switch step() {
      case .idle: return
      case .end: stepToEnd()
      case .done, .message: break
      }
    }
  }

  /// Queues the only end of this job; nothing follows it.
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

  /// Queues a notice about the request, if traces are requested.
  func trace(_ text: @autoclosure () -> String) {
    if settings.traces { push(.trace(.text(text()))) }
  }

  func dropRequest() {
    guard let request else { return }
    client?.remove(request)
    self.request = nil
  }

  /// Called when the end was delivered, or when the client is freed. The result becomes visible, and the
  /// client is released.
  func close() {
    result = ending ?? result
    client = nil
    clientSettings.key = nil
  }
}
