import NIOCore

/// Writes the steps of a job as server-sent events, as fast as the job advances and the client reads.
final class EventStream {
  private let job: Job
  /// Its owner. A write can tell that the client is gone, and then the exchange goes in the middle of it: each step keeps it
  /// to its own end.
  private weak var owner: Exchange?
  private let plan: FaultPlan
  private let ending: StreamEnding?
  private let script: StreamScript
  private var sent = 0
  private var isStopped = false
  private var isWriting = false
  /// The last bytes are being written. Their write can report that the room is used up, too.
  private var isEnding = false
  private var inProgress: ByteBuffer?

  init(job: Job, exchange: Exchange, plan: FaultPlan, origin: String) {
    self.job = job
    owner = exchange
    self.plan = plan
    ending = StreamEnding(plan)
    script = StreamScript(job: job, plan: plan, origin: origin)
  }

  func start() {
    let headers = [("Content-Type", "text/event-stream"), ("Cache-Control", "no-cache"), ("X-Accel-Buffering", "no")]
    guard let exchange = owner, exchange.writeHead(200, headers, length: nil) else { return }
    let only = plan.count(.heartbeatsOnly)
    if hasHeartbeat { scheduleHeartbeat(every: max(1, only ?? job.pace.heartbeat)) }
    if only != nil { return }
    job.watch(self) { [weak self] in self?.pump() }
    pump()
  }

  func stop() {
    isStopped = true
    job.unwatch(self)
  }

  /// Sends what the job has reached and the client has room for. A write can report that the room is used up, which
  /// calls back into here.
  func pump() {
    guard let exchange = owner, !isWriting, !isStopped else { return }
    if isEnding { return pumpEndlessLine() }
    isWriting = true
    while exchange.isWritable, hasNext { exchange.write(nextEvents()) }
    isWriting = false
    if isEndDue {
      finish()
    } else if sent > job.lastStep {
      isEnding = true
      exchange.end()
    } else {
      exchange.flush()
    }
  }

  private var hasNext: Bool { sent <= job.step && sent != ending?.events }

  private var isEndDue: Bool {
    guard let ending, sent == ending.events else { return false }
    // No part of an event comes before the job has reached it: polls would contradict it.
    if case .cut = ending.manner { return job.step >= min(sent, job.lastStep) }
    return true
  }

  /// Events that are due together travel together.
  private func nextEvents() -> ByteBuffer {
    var batch = ByteBuffer()
    while hasNext, batch.readableBytes < 16_384 {
      batch.writeImmutableBuffer(event(sent))
      sent += 1
    }
    return batch
  }

  private func finish() {
    guard let exchange = owner else { return }
    isEnding = true
    exchange.flush()
    switch ending?.manner {
    case .end: exchange.end()
    case .breakOff(let manner): exchange.breakOff(manner)
    case .cut(let cut): exchange.stop(at: cut, of: event(min(sent, job.lastStep)))
    case .comments: if !hasHeartbeat { scheduleHeartbeat(every: 100) }
    case .errorEvent:
      exchange.write(script.errorEvent)
      exchange.end()
    case .endlessLine:
      exchange.write(ByteBuffer(string: "data: "))
      pump()
    case nil: stop()
    }
  }

  /// Goes on whenever the client has taken what was written.
  private func pumpEndlessLine() {
    guard let exchange = owner, case .endlessLine = ending?.manner else { return }
    isWriting = true
    let part = ByteBuffer(repeating: UInt8(ascii: "x"), count: 16_384)
    while exchange.isWritable, !isStopped { exchange.write(part) }
    isWriting = false
    exchange.flush()
  }

  private func event(_ step: Int) -> ByteBuffer {
    let isMiddle = step > 0 && step < job.lastStep
    if isMiddle, let inProgress { return inProgress }
    let event = script.event(step)
    if isMiddle { inProgress = event }
    return event
  }

  private var hasHeartbeat: Bool { job.pace.heartbeat > 0 || plan.has(.heartbeatsOnly) }

  private func scheduleHeartbeat(every milliseconds: Int) {
    owner?.after(milliseconds: milliseconds) { [self] in
      guard let exchange = owner, !isStopped else { return }
      exchange.write(ByteBuffer(string: ": heartbeat\n\n"))
      exchange.flush()
      scheduleHeartbeat(every: milliseconds)
    }
  }
}
