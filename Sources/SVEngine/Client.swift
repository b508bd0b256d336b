import CCurl
import CLinux
import SVJSON
import SVProtocol
import Synchronization

/// Settings, connections and jobs, driven by one thread at a time: the one place that performs what the machines decide.
public final class Client {
  var settings: ClientSettings
  var jobSettings = JobSettings()
  let environment: Environment
  let reader: JSONReader
  private let reactor: Reactor
  private let multi: CurlMulti
  private let forkCount = clinux_fork_count()
  private let isBusy = Atomic<Bool>(false)

  /// Jobs whose end was not handed over yet.
  private(set) var jobs: [Job] = []
  /// Jobs with something queued or arrived, in the order of arrival.
  private var ready: [Job] = []
  private var firstReady = 0
  /// No timer of a job is due before; it may be too early, never too late.
  private var nextDeadline = Int64.max
  /// Monotonic milliseconds, read once a turn.
  var now: Int64

  /// Why the last call failed, nil when it did not.
  public var message: CText?
  /// Texts of the current event that C holds pointers into.
  let scratch = EventTexts()
  /// The event of the last poll, with its job; borrowed by the caller until the next one.
  public internal(set) var current: Delivery?
  public internal(set) var deliveries: UInt32 = 0
  let lines = ByteBuffer()

  public init() throws(CallError) {
    guard let reader = JSONReader(), let reactor = Reactor(), let multi = CurlMulti(reactor: reactor) else {
      throw CallError(.memory, "no memory or no descriptor for a client")
    }
    environment = Environment()
    settings = try ClientSettings(environment)
    self.reader = reader
    self.reactor = reactor
    self.multi = multi
    now = clinux_monotonic_ms()
  }

  // MARK: Entering

  /// In a forked child the descriptors are the parent's too: nothing of this client may be touched.
  public var isForeign: Bool { forkCount != clinux_fork_count() }

  /// False when another call on this client is running, on another thread or around a callback.
  public func enter() -> Bool {
    !isForeign && isBusy.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
  }

  public func leave() { isBusy.store(false, ordering: .releasing) }

  public var doorbell: Doorbell { reactor.doorbell }
  public var descriptor: Int32 { reactor.descriptor }

  // MARK: Jobs

  func launch(_ job: Job) {
    now = clinux_monotonic_ms()
    job.index = jobs.count
    jobs.append(job)
    job.begin()
    noteDeadline(job.deadline)
    // The caller may wait on the descriptor next: libcurl's first due time must be in the timer.
    reactor.setTimer(nextDue, now: now)
    reactor.setRinging(hasReady)
  }

  /// Stops following, and forgets what was not handed over.
  public func discard(_ job: Job) {
    guard job.client === self else { return }
    if current?.job === job { current = nil }
    job.dropRequest()
    retire(job)
  }

  /// Every unfinished job gets its result and nothing is delivered any more.
  public func close() {
    current = nil
    for job in jobs {
      job.stop()
      while job.step() {}
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
  }

  func markReady(_ job: Job) {
    guard !job.isReady else { return }
    job.isReady = true
    ready.append(job)
  }

  private var hasReady: Bool { firstReady < ready.count }

  // MARK: Requests

  func add(_ request: CurlRequest) -> Bool { multi.add(request.easy) }
  func remove(_ request: CurlRequest) { multi.remove(request.easy) }

  /// Large buffers halve the cost of a busy stream; with very many streams they would be most of the memory.
  var bufferSize: Int { jobs.count <= 16 ? 256 << 10 : jobs.count <= 256 ? 64 << 10 : 16 << 10 }

  func noteDeadline(_ deadline: Int64?) {
    if let deadline { nextDeadline = min(nextDeadline, deadline) }
  }

  private var nextDue: Int64? {
    let due = min(nextDeadline, multi.due ?? Int64.max)
    return due == Int64.max ? nil : due
  }

  // MARK: The turn

  /// Monotonic milliseconds from now, for `next`.
  public func moment(in milliseconds: Int32) -> Int64? {
    milliseconds < 0 ? nil : clinux_monotonic_ms() + Int64(milliseconds)
  }

  /// The next event, of one job or of any. Waits for it at most so long; nil when there is none by then.
  public func next(of wanted: Job?, until end: Int64?) -> Delivery? {
    current = nil
    scratch.reset()
    while true {
      takeCancels()
      if let delivery = takeReady(of: wanted) {
        current = delivery
        deliveries &+= 1
        return delivery
      }
      if wanted == nil, jobs.isEmpty { return nil }
      let wait = end.map { max(0, $0 - now) } ?? -1
      let outcome = pump(wait: Int32(clamping: wait))
      if wanted != nil { keepOthers(than: wanted) }
      let wasWoken = doorbell.takeWakeUp()
      if wanted == nil, wasWoken || outcome == .interrupted {
        takeCancels()
        return takeReady(of: nil).map { deliver($0) }
      }
      if let end, now >= end {
        takeCancels()
        return takeReady(of: wanted).map { deliver($0) }
      }
    }
  }

  private func deliver(_ delivery: Delivery) -> Delivery {
    current = delivery
    deliveries &+= 1
    return delivery
  }

  /// The event that was returned last is gone.
  public func endDelivery() {
    current = nil
    settle()
  }

  /// Before control returns to a caller that may wait on the descriptor.
  public func settle() {
    reactor.setTimer(nextDue, now: now)
    reactor.setRinging(hasReady)
  }

  private func takeCancels() {
    guard doorbell.takeCancel() else { return }
    for job in jobs where job.wasCanceled { job.stop() }
  }

  private func takeReady(of wanted: Job?) -> Delivery? {
    if let wanted { return take(from: wanted) }
    while hasReady {
      let job = ready[firstReady]
      if let delivery = take(from: job) { return delivery }
      job.isReady = false
      firstReady += 1
      if firstReady == ready.count {
        ready.removeAll(keepingCapacity: true)
        firstReady = 0
      }
    }
    return nil
  }

  private func take(from job: Job) -> Delivery? {
    while true {
      if let event = job.queue.pop() {
        if case .end = event.payload { retire(job) }
        return Delivery(event: event, job: job)
      }
      guard job.client != nil, job.step() else { return nil }
    }
  }

  /// While one job is waited for, the others go on: what arrives for them is kept, up to a bound, then they pause.
  private func keepOthers(than wanted: Job?) {
    for position in firstReady..<ready.count where ready[position] !== wanted {
      let job = ready[position]
      while job.queue.count < 1024, job.step() { job.keepMessage() }
    }
  }

  private func pump(wait: Int32) -> Reactor.Wait {
    let pipe = clinux_sigpipe_hold()
    defer { clinux_sigpipe_release(pipe) }
    reactor.setTimer(nextDue, now: now)
    let outcome = reactor.wait(timeout: wait) { multi.run($0, $1) }
    now = clinux_monotonic_ms()
    multi.runDue(now: now)
    while let ended = multi.takeEnded() { requestEnded(ended.request, ended.code) }
    fireTimers()
    return outcome
  }

  private func requestEnded(_ request: CurlRequest, _ code: CURLcode) {
    let job = request.owner
    multi.remove(request.easy)
    job.request = nil
    job.requestEnded(request.cause(code), head: request.head)
    noteDeadline(job.deadline)
  }

  private func fireTimers() {
    guard now >= nextDeadline else { return }
    nextDeadline = Int64.max
    for job in jobs {
      if let deadline = job.deadline, now >= deadline { job.timerFired() }
      noteDeadline(job.deadline)
    }
  }
}
