import CCurl
import CLinux
import SVProtocol

/// One turn of the event loop: runs ready transfers, reports ended ones, and fires due timers.
extension Client {
  // MARK: Requests

  func add(_ request: CurlRequest) -> Bool { multi.add(request.easy) }
  func remove(_ request: CurlRequest) { holdingSIGPIPE { multi.remove(request.easy) } }
  func resume(_ request: CurlRequest) -> Bool { holdingSIGPIPE { request.resume() } }

  /// Blocks SIGPIPE around everything that may write to a connection, including the end of TLS.
  private func holdingSIGPIPE<T>(_ body: () -> T) -> T {
    let pipe = usesTLS ? clinux_sigpipe_hold() : clinux_sigpipe()
    defer { clinux_sigpipe_release(pipe) }
    return body()
  }

  /// Large buffers halve the cost of a busy stream. With very many streams they would use most of the memory.
  var bufferSize: Int { jobs.count <= 4 ? 256 << 10 : jobs.count <= 16 ? 64 << 10 : 16 << 10 }

  /// With more jobs than this, the connection of a stream is closed after it. Only a later poll could use it,
  /// and there would be one idle connection for each job.
  private static let manyJobs = 16
  var hasManyJobs: Bool { jobs.count > Client.manyJobs }

  func noteDeadline(_ deadline: Int64?) {
    if let deadline { nextDeadline = min(nextDeadline, deadline) }
  }

  var nextDue: Int64? {
    let due = min(nextDeadline, multi.due ?? Int64.max)
    return due == Int64.max ? nil : due
  }

  // MARK: Waiting jobs

  var hasReady: Bool { !ready.isEmpty }
  /// Whether work is left even if nothing new arrives.
  var hasEnds: Bool { !ends.isEmpty || multi.hasEnded }

  func takeCancels() {
    guard doorbell.takeCancel() else { return }
    for job in jobs where job.isCanceled { job.willStop() }
    receive()
    for job in jobs { job.honourCancel() }
  }

  /// The number of jobs and requests that are ended before the sockets are served again. Messages that arrive
  /// meanwhile wait no longer than this.
  private static let endsInTurn = 8

  /// Removes and returns the job that has waited longest for its end; nil if there is none.
  private func takeEnd() -> Job? {
    let job = ends.pop()
    job?.isAtEnd = false
    return job
  }

  /// Ends the jobs that have waited longest. Returns false if no job waits for its end.
  func takeEnds() -> Bool {
    guard !ends.isEmpty else { return false }
    for _ in 0..<Client.endsInTurn {
      guard let job = takeEnd() else { break }
      _ = job.stepAndKeep()
      markReady(job)
    }
    return true
  }

  /// If a job has this many undelivered events, its transfer pauses.
  static let keptEventsMax = 1024

  /// While the caller waits for one job, the events of the others are queued. At a limit they pause.
  func keepOthers(than wanted: Job) {
    while let job = takeEnd() { markReady(job) }
    for job in ready.waiting where job !== wanted {
      while job.queue.count < Client.keptEventsMax, job.stepAndKeep() {}
    }
  }

  // MARK: The turn

  /// With `untilReady`, all but a few of the requests that have ended wait for a later turn while a job has
  /// an event to deliver.
  func pump(wait: Int32, untilReady: Bool) -> Reactor.Wait {
    holdingSIGPIPE { turn(wait: wait, untilReady: untilReady) }
  }

  private func turn(wait: Int32, untilReady: Bool) -> Reactor.Wait {
    // The timer is for callers who wait for the descriptor. Here the wait itself times out.
    let timeout = nextDue.map { Int32(clamping: max(0, $0 - now)) } ?? wait
    let limit = wait < 0 ? timeout : min(wait, timeout)
    // The time is read after the wait, so that it is the time of arrival.
    let outcome = reactor.wait(
      timeout: limit, over: { now = clinux_monotonic_ms() }, each: { multi.run($0, $1) })
    // Before timers fire, all sockets are served. Otherwise a stream could count as silent whose bytes wait
    // for those of others, for example after the caller was away for long.
    if outcome == .full, now >= nextDeadline { serveAll() }
    multi.runDue(now: now)
    // A request that has ended is not ended by a timer.
    endRequests(untilReady: untilReady && now < nextDeadline)
    fireTimers()
    return outcome
  }

  /// Reads the sockets before a stop drops them, because they may contain the id of a paid job. Fires no
  /// timer.
  func receive() {
    holdingSIGPIPE {
      now = clinux_monotonic_ms()
      serveAll()
      endRequests(untilReady: false)
    }
  }

  /// Reads everything that is in the sockets now.
  private func serveAll() {
    for _ in 0..<(jobs.count / Reactor.capacity + 1) {
      guard reactor.wait(timeout: 0, over: {}, each: { multi.run($0, $1) }) == .full else { return }
    }
  }

  private func endRequests(untilReady: Bool) {
    var taken = 0
    while !untilReady || !hasReady || taken < Client.endsInTurn, let ended = multi.takeEnded() {
      requestEnded(ended.request, ended.code)
      taken += 1
    }
  }

  private func requestEnded(_ request: CurlRequest, _ code: CURLcode) {
    let owner = request.owner
    multi.remove(request.easy)
    owner.willEnd(request)
    owner.request = nil
    let cause = request.cause(code)
    request.traceEnd(cause)
    owner.requestEnded(cause, head: request.head)
    noteDeadline(owner.deadline)
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
