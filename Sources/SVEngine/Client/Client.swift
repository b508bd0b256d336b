import CLinux
import SVProtocol
import SVText
import Synchronization

/// Settings, connections and jobs, used by one thread at a time. It carries out what the machines decide.
public final class Client {
  var settings: ClientSettings
  var jobSettings = JobSettings()
  /// Files and memory that payloads can refer to by name.
  var inputs: [TextKey: Input] = [:]
  let environment: Environment
  let reader: JSONReader
  let reactor: Reactor
  let multi: CurlMulti
  private let isBusy = Atomic<Bool>(false)

  /// Jobs whose end was not delivered yet.
  private(set) var jobs: [Job] = []
  /// Jobs with queued events or unread bytes, in the order of arrival.
  var ready = Queue<Job>()
  /// Jobs whose messages were all delivered, so that only their end is left. An end costs as much as many
  /// messages, so the messages of other jobs go first.
  var ends = Queue<Job>()
  /// The earliest deadline of a job. It may be too early, but never too late.
  var nextDeadline = Int64.max
  /// Monotonic time in milliseconds, read once per turn.
  var now: Int64
  /// Whether TLS is used. Only the TLS library writes to sockets without suppressing SIGPIPE.
  var usesTLS = false

  /// Why the last call failed; nil if it did not.
  public var message: CText?
  /// Texts of the current event to which C holds pointers.
  let scratch = EventTexts()
  /// The event of the last poll, with its job. The caller borrows it until the next poll.
  private(set) var current: QueuedEvent?
  /// An event whose record found no memory. It is the next one to be delivered.
  var heldBack: (event: QueuedEvent, job: Job)?
  public private(set) var currentJob: Job?
  /// The kind of the current event; 0 if there is none.
  public private(set) var currentKind: Int32 = 0
  /// Its status as a C text, made on first use.
  var currentStatusText: UnsafePointer<CChar>??
  /// `currentJob` if the current event is the latest message of its stream. Another unchanged message then
  /// needs no change here. It is used once for each message, so it counts no references.
  private var unchangedJob: Unmanaged<Job>?
  /// The number of deliveries, which makes handles of earlier events invalid.
  public private(set) var deliveries: UInt32 = 0
  let lines = GatheredLines()

  /// Throws before the object is made, because Embedded Swift leaks an object whose initialiser throws.
  public static func create() throws(CallError) -> Client {
    // This comes first, because libcurl reads its own variables when it is initialised.
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

  /// In a forked child the descriptors are shared with the parent, so the child must not use this client.
  public var isForked: Bool { doorbell.isForked }

  /// Returns false if another call on this client is running, on another thread or around a callback.
  public func enter() -> Bool {
    !isForked
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
    multi.keepConnections(of: jobs.count)
    job.begin()
    noteDeadline(job.deadline)
    // The caller may wait for the descriptor next, so the timer must include libcurl's first deadline.
    settle()
  }

  /// Stops following, and discards events that were not delivered.
  public func discard(_ job: Job) {
    guard job.client === self else { return }
    if currentJob === job { clearCurrent() }
    if heldBack?.job === job { heldBack = nil }
    job.dropRequest()
    job.queue = Queue<QueuedEvent>()
    retire(job)
    forgetReady(job)
    settle()
  }

  /// Gives every unfinished job its result. Nothing more is delivered.
  public func close() {
    clearCurrent()
    heldBack = nil
    for job in jobs { job.willStop() }
    receive()
    for job in jobs {
      job.stop()
      job.readToEnd()
      job.dropRequest()
      job.close()
    }
    jobs = []
    ready = Queue()
    ends = Queue()
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
    multi.keepConnections(of: jobs.count)
    if jobs.isEmpty { nextDeadline = Int64.max }
  }

  func markReady(_ job: Job) {
    guard !job.isReady else { return }
    job.isReady = true
    ready.push(job)
  }

  /// Removes a job at once, so that the list does not keep a job alive that is no longer polled.
  private func forgetReady(_ job: Job) {
    if job.isReady { ready.remove(job) }
    if job.isAtEnd { ends.remove(job) }
    (job.isReady, job.isAtEnd) = (false, false)
  }

  // MARK: Delivering

  /// A monotonic time, this many milliseconds from now, for `next`.
  public func moment(in milliseconds: Int32) -> Int64? {
    milliseconds < 0 ? nil : clinux_monotonic_ms() + Int64(milliseconds)
  }

  /// Makes the next event, of one job or of any, the current one. Waits until `end` at most. Returns false if
  /// there was none. If it were inlined into its hot caller, it would be compiled for speed: 6 KB more.
  @inline(never)
  public func next(of wanted: Job?, until end: Int64?) -> Bool {
    scratch.reset()
    if nextIsUnchanged(wanted) {
      deliveries &+= 1
      return true
    }
    now = clinux_monotonic_ms()
    current = nil
    if takeHeldBack(of: wanted) {
      deliveries &+= 1
      return true
    }
    while true {
      takeCancels()
      if takeReady(of: wanted) {
        deliveries &+= 1
        return true
      }
      // Even if nothing is in flight, a turn handles what made the descriptor readable.
      let isIdle = wanted == nil && jobs.isEmpty
      let wait = isIdle || hasEnds ? 0 : Int32(clamping: end.map { max(0, $0 - now) } ?? -1)
      let outcome = pump(wait: wait, untilReady: wanted == nil)
      if let wanted { keepOthers(than: wanted) } else if takeEnds() { continue }
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

  /// Whether the next event is a message that is unchanged from the current one.
  @_optimize(speed)
  private func nextIsUnchanged(_ wanted: Job?) -> Bool {
    guard let unchangedJob, !doorbell.hasCancel else { return false }
    return unchangedJob._withUnsafeGuaranteedRef { (wanted == nil || wanted === $0) && $0.stepIfUnchanged() }
  }

  private func setCurrent(_ event: QueuedEvent, _ job: Job, isLatestMessage: Bool = false) {
    current = event
    if currentJob !== job { currentJob = job }
    currentKind = event.kind
    unchangedJob = isLatestMessage ? .passUnretained(job) : nil
    currentStatusText = nil
  }

  func clearCurrent() {
    guard currentKind != 0 else { return }
    current = nil
    currentJob = nil
    unchangedJob = nil
    currentKind = 0
    currentStatusText = nil
  }

  /// Invalidates the event that was returned last.
  public func endDelivery() {
    clearCurrent()
    settle()
  }

  /// A wake-up counts as handled only when a poll returns no event.
  public func wakeUpIsAnswered() { doorbell.takeWakeUp() }

  /// Call this before returning to a caller that may wait for the descriptor.
  public func settle() {
    reactor.setTimer(nextDue)
    reactor.setRinging(hasReady || hasEnds || heldBack != nil || doorbell.hasNews)
  }

  @inline(never)
  private func takeHeldBack(of wanted: Job?) -> Bool {
    guard let held = heldBack, wanted == nil || wanted === held.job else { return false }
    heldBack = nil
    setCurrent(held.event, held.job)
    return true
  }

  private func takeReady(of wanted: Job?) -> Bool {
    if let wanted {
      defer { if wanted.client == nil { forgetReady(wanted) } }
      return take(from: wanted, withEnd: true)
    }
    while let job = ready.first {
      if take(from: job, withEnd: false) { return true }
      job.isReady = false
      _ = ready.pop()
    }
    return false
  }

  private func take(from job: Job, withEnd: Bool) -> Bool {
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
      case .end where withEnd: job.stepToEnd()
      case .end:
        if !job.isAtEnd { ends.push(job) }
        job.isAtEnd = true
        return false
      case .message(let message):
        let event = QueuedEvent(payload: .message(message), elapsed: now - job.startedAt, answer: nil)
        setCurrent(event, job, isLatestMessage: true)
        return true
      }
    }
  }
}
