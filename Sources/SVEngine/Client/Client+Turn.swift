import CCurl
import CLinux
import SVProtocol

/// One turn: what is ready is carried out, what has ended is told, what is due is fired.
extension Client {
  // MARK: Requests

  func add(_ request: CurlRequest) -> Bool { multi.add(request.easy) }
  func remove(_ request: CurlRequest) { holdingSIGPIPE { multi.remove(request.easy) } }
  func resume(_ request: CurlRequest) -> Bool { holdingSIGPIPE { request.resume() } }

  /// Around everything that may write to a connection, the end of TLS included.
  private func holdingSIGPIPE<T>(_ body: () -> T) -> T {
    let pipe = usesTLS ? clinux_sigpipe_hold() : clinux_sigpipe()
    defer { clinux_sigpipe_release(pipe) }
    return body()
  }

  /// Large buffers halve the cost of a busy stream; with very many streams they would be most of the memory.
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
    // The timer is for callers who wait on the descriptor; here the wait itself ends in time.
    let timeout = nextDue.map { Int32(clamping: max(0, $0 - now)) } ?? wait
    let limit = wait < 0 ? timeout : min(wait, timeout)
    // What arrives is marked with the time of its arrival, not with that before the wait.
    let outcome = reactor.wait(
      timeout: limit, over: { now = clinux_monotonic_ms() }, each: { multi.run($0, $1) })
    // Nobody is told to have been silent whose bytes wait behind those of others, as after a long absence of
    // the caller.
    if outcome == .full, now >= nextDeadline { serveAll() }
    multi.runDue(now: now)
    endRequests()
    fireTimers()
    return outcome
  }

  /// Takes what lies in the sockets before a stop drops it: the id of what may have been bought may be in it.
  /// Fires no timer.
  func receive() {
    holdingSIGPIPE {
      now = clinux_monotonic_ms()
      serveAll()
      endRequests()
    }
  }

  /// Takes what lies in all sockets at this moment.
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
