import CLinux
import SVProtocol
import SVText
import Synchronization

/// Settings, connections and jobs, driven by one thread at a time: the one place that performs what the
/// machines decide.
public final class Client {
  var settings: ClientSettings
  var jobSettings = JobSettings()
  /// Files and memory that payloads may refer to by name.
  var inputs: [TextKey: Input] = [:]
  let environment: Environment
  let reader: JSONReader
  let reactor: Reactor
  let multi: CurlMulti
  private let isBusy = Atomic<Bool>(false)

  /// Jobs whose end was not handed over yet.
  private(set) var jobs: [Job] = []
  /// Jobs with something queued or arrived, in the order of arrival.
  private var ready: [Job] = []
  private var firstReady = 0
  /// No timer of a job is due before; it may be too early, never too late.
  var nextDeadline = Int64.max
  /// Monotonic milliseconds, read once a turn.
  var now: Int64
  /// Only the TLS library writes to sockets without forbidding SIGPIPE.
  var usesTLS = false

  /// Why the last call failed, nil when it did not.
  public var message: CText?
  /// Texts of the current event that C holds pointers into.
  let scratch = EventTexts()
  /// The event of the last poll, with its job; borrowed by the caller until the next one.
  private(set) var current: QueuedEvent?
  public private(set) var currentJob: Job?
  /// The kind of the current event; 0 while there is none.
  public private(set) var currentKind: Int32 = 0
  /// Its status as C text, once somebody asked.
  var currentStatusText: UnsafePointer<CChar>??
  private var currentIsLatest = false
  /// Counts deliveries, so that a ticket for an earlier event is told apart.
  public private(set) var deliveries: UInt32 = 0
  let lines = ByteBuffer()

  /// Throws before the object is made: Embedded Swift does not free one that is only half initialised.
  public static func create() throws(CallError) -> Client {
    // First, because libcurl reads variables of its own as soon as it begins.
    let environment = Environment()
    guard let reader = JSONReader() else { throw CallError(.memory, "no memory for a client") }
    let reactor = try Reactor.create(doorbell: try Doorbell.create())
    guard let multi = CurlMulti(reactor: reactor) else {
      let refusal = clinux_descriptor_refusal()
      if refusal < 0 { throw SystemRefusal.error("cannot open a socket", refusal) }
      throw CallError(.memory, "no memory for a client")
    }
    return Client(environment, try ClientSettings(environment), reader, reactor, multi)
  }

  private init(
    _ environment: Environment, _ settings: ClientSettings, _ reader: JSONReader, _ reactor: Reactor,
    _ multi: CurlMulti
  ) {
    self.environment = environment
    self.settings = settings
    self.reader = reader
    self.reactor = reactor
    doorbell = reactor.doorbell
    self.multi = multi
    now = clinux_monotonic_ms()
  }

  // MARK: Entering

  /// In a forked child the descriptors are the parent's too: nothing of this client may be touched.
  public var isForeign: Bool { doorbell.isForeign }

  /// False when another call on this client is running, on another thread or around a callback.
  public func enter() -> Bool {
    !isForeign
      && isBusy.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
  }

  public func leave() { isBusy.store(false, ordering: .releasing) }

  public let doorbell: Doorbell
  public var descriptor: Int32 { reactor.descriptor }

  // MARK: Jobs

  func launch(_ job: Job) {
    now = clinux_monotonic_ms()
    job.startedAt = now
    job.index = jobs.count
    jobs.append(job)
    job.begin()
    noteDeadline(job.deadline)
    // The caller may wait on the descriptor next: libcurl's first due time must be in the timer.
    settle()
  }

  /// Stops following, and forgets what was not handed over.
  public func discard(_ job: Job) {
    guard job.client === self else { return }
    if currentJob === job { clearCurrent() }
    job.dropRequest()
    job.queue = EventQueue()
    retire(job)
    forgetReady(job)
    settle()
  }

  /// Every unfinished job gets its result and nothing is delivered any more.
  public func close() {
    clearCurrent()
    for job in jobs { job.willStop() }
    receive()
    for job in jobs {
      job.stop()
      job.readToEnd()
      job.dropRequest()
      job.close()
    }
    jobs = []
    ready = []
    firstReady = 0
  }

  private func retire(_ job: Job) {
    job.close()
    guard job.index >= 0, job.index < jobs.count, jobs[job.index] === job else { return }
    let last = jobs.removeLast()
    if last !== job {
      last.index = job.index
      jobs[job.index] = last
    }
    job.index = -1
    if jobs.isEmpty { nextDeadline = Int64.max }
  }

  func markReady(_ job: Job) {
    guard !job.isReady else { return }
    job.isReady = true
    ready.append(job)
  }

  /// What is over leaves the list at once, so that it does not keep a job that nobody polls for.
  private func forgetReady(_ job: Job) {
    guard job.isReady else { return }
    job.isReady = false
    ready.removeFirst(firstReady)
    firstReady = 0
    ready.removeAll { $0 === job }
  }

  var hasReady: Bool { firstReady < ready.count }

  // MARK: Delivering

  /// Monotonic milliseconds from now, for `next`.
  public func moment(in milliseconds: Int32) -> Int64? {
    milliseconds < 0 ? nil : clinux_monotonic_ms() + Int64(milliseconds)
  }

  /// Makes the next event, of one job or of any, the current one. Waits for it at most so long; false when
  /// there is none by then.
  @_optimize(speed)
  public func next(of wanted: Job?, until end: Int64?) -> Bool {
    scratch.reset()
    if isSteady, wanted == nil || wanted === currentJob, nextSteady() {
      deliveries &+= 1
      return true
    }
    now = clinux_monotonic_ms()
    current = nil
    while true {
      takeCancels()
      if takeReady(of: wanted) {
        deliveries &+= 1
        return true
      }
      // With nothing in flight a turn still answers what made the descriptor readable.
      let isIdle = wanted == nil && jobs.isEmpty
      let outcome = pump(wait: isIdle ? 0 : Int32(clamping: end.map { max(0, $0 - now) } ?? -1))
      if let wanted { keepOthers(than: wanted) }
      let isOver = isIdle || end.map { now >= $0 } ?? false
      guard isOver || (wanted == nil && (doorbell.hasWakeUp || outcome == .interrupted)) else { continue }
      takeCancels()
      guard takeReady(of: wanted) else { break }
      deliveries &+= 1
      return true
    }
    clearCurrent()
    return false
  }

  /// The current event is the latest message of a stream, so that one more of the same kind changes nothing
  /// here.
  private var isSteady: Bool { currentKind == QueuedEvent.messageKind && currentIsLatest }

  @_optimize(speed)
  private func nextSteady() -> Bool {
    guard let currentJob, !doorbell.hasCancel, currentJob.queue.isEmpty else { return false }
    return Unmanaged.passUnretained(currentJob)._withUnsafeGuaranteedRef { $0.stepIfSteady() }
  }

  private func setCurrent(_ event: QueuedEvent, _ job: Job, isLatestMessage: Bool = false) {
    current = event
    if currentJob !== job { currentJob = job }
    currentKind = event.kind
    currentIsLatest = isLatestMessage
    currentStatusText = nil
  }

  private func clearCurrent() {
    guard currentKind != 0 else { return }
    current = nil
    currentJob = nil
    currentKind = 0
    currentStatusText = nil
  }

  /// The event that was returned last is gone.
  public func endDelivery() {
    clearCurrent()
    settle()
  }

  /// A wake-up is used up by a poll that returns nothing, not by one that returns an event.
  public func wakeUpIsAnswered() { doorbell.takeWakeUp() }

  /// Before control returns to a caller that may wait on the descriptor.
  public func settle() {
    reactor.setTimer(nextDue)
    reactor.setRinging(hasReady || doorbell.hasNews)
  }

  private func takeCancels() {
    guard doorbell.takeCancel() else { return }
    for job in jobs where job.isCanceled { job.willStop() }
    receive()
    for job in jobs { job.heedCancel() }
  }

  private func takeReady(of wanted: Job?) -> Bool {
    if let wanted {
      defer { if wanted.client == nil { forgetReady(wanted) } }
      return take(from: wanted)
    }
    while hasReady {
      let job = ready[firstReady]
      if take(from: job) { return true }
      job.isReady = false
      firstReady += 1
      if firstReady == ready.count {
        ready.removeAll(keepingCapacity: true)
        firstReady = 0
      }
    }
    return false
  }

  private func take(from job: Job) -> Bool {
    while true {
      if let event = job.queue.pop() {
        setCurrent(event, job)
        if case .end = event.payload { retire(job) }
        return true
      }
      guard job.client != nil else { return false }
      switch job.step() {
      case .idle: return false
      case .done: continue
      case .message(let message):
        let event = QueuedEvent(payload: .message(message), elapsed: now - job.startedAt, answer: nil)
        setCurrent(event, job, isLatestMessage: true)
        return true
      }
    }
  }

  /// More events of a job than these are not kept while nobody takes them; then its transfer pauses.
  static let keptEventsMax = 1024

  /// While one job is waited for, the others go on: what arrives for them is kept, up to a bound, then they
  /// pause.
  private func keepOthers(than wanted: Job) {
    for position in firstReady..<ready.count where ready[position] !== wanted {
      let job = ready[position]
      while job.queue.count < Client.keptEventsMax, job.stepAndKeep() {}
    }
  }
}
