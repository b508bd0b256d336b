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

  func noteDeadline(_ deadline: Int64?) {
    if let deadline { nextDeadline = min(nextDeadline, deadline) }
  }

  var nextDue: Int64? {
    let due = min(nextDeadline, multi.due ?? Int64.max)
    return due == Int64.max ? nil : due
  }

  // MARK: The turn

  func pump(wait: Int32) -> Reactor.Wait { holdingSIGPIPE { turn(wait: wait) } }

  private func turn(wait: Int32) -> Reactor.Wait {
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
    endRequests()
    fireTimers()
    return outcome
  }

  /// Reads the sockets before a stop drops them, because they may contain the id of a paid job. Fires no
  /// timer.
  func receive() {
    holdingSIGPIPE {
      now = clinux_monotonic_ms()
      serveAll()
      endRequests()
    }
  }

  /// Reads everything that is in the sockets now.
  private func serveAll() {
    for _ in 0..<(jobs.count / Reactor.capacity + 1) {
      guard reactor.wait(timeout: 0, over: {}, each: { multi.run($0, $1) }) == .full else { return }
    }
  }

  private func endRequests() {
    while let ended = multi.takeEnded() { requestEnded(ended.request, ended.code) }
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
