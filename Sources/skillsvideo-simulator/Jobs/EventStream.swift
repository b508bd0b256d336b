import NIOCore

/// Sends the steps of a job as server-sent events, as fast as the job advances and the client reads.
final class EventStream {
  private let job: SimulatedJob
  /// The owner of this stream. A write may reveal that the client has gone, which releases the owner, so each
  /// step retains it until the step ends.
  private weak var owner: SimulatedExchange?
  private let plan: FaultPlan
  private let ending: StreamEnding?
  private let script: StreamScript
  private var sent = 0
  private var isStopped = false
  private var isPumping = false
  /// The stream is ending: no further event or heartbeat is sent.
  private var isEnding = false
  private var isHeartbeatDue = false
  private var inProgress: ByteBuffer?

  init(job: SimulatedJob, exchange: SimulatedExchange, plan: FaultPlan, origin: String) {
    self.job = job
    owner = exchange
    self.plan = plan
    ending = StreamEnding(plan)
    script = StreamScript(job: job, plan: plan, origin: origin)
  }

  func start() {
    let headers = [
      ("Content-Type", "text/event-stream"), ("Cache-Control", "no-cache"), ("X-Accel-Buffering", "no"),
    ]
    guard let exchange = owner, exchange.writeHead(200, headers, length: nil) else { return }
    if let start = script.start { exchange.write(start) }
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

  /// Sends what the job has reached, as far as the client reads. All writes happen here. A write may call
  /// back at once about room in the buffer; the reaction waits for the next turn of the event loop, after
  /// other clients.
  func pump() {
    guard let exchange = owner, !isStopped else { return }
    if isPumping { return exchange.soon { [weak self] in self?.pump() } }
    isPumping = true
    defer { isPumping = false }
    sendHeartbeat(on: exchange)
    if plan.has(.heartbeatsOnly) { return }
    if isEnding { return pumpEndlessLine(on: exchange) }
    while exchange.isWritable, hasNext { exchange.write(nextEvents()) }
    if isEndDue {
      finish(on: exchange)
    } else if sent > job.lastStep {
      isEnding = true
      exchange.end()
    } else {
      exchange.flush()
    }
  }

  private func sendHeartbeat(on exchange: SimulatedExchange) {
    guard isHeartbeatDue else { return }
    isHeartbeatDue = false
    if isEnding, !isCommenting { return }
    exchange.write(ByteBuffer(string: ": heartbeat\n\n"))
    exchange.flush()
  }

  private var isCommenting: Bool {
    if case .comments = ending?.manner { true } else { false }
  }

  private var hasNext: Bool { sent <= job.step && sent != ending?.events }

  private var isEndDue: Bool {
    guard let ending, sent == ending.events else { return false }
    // No part of an event is sent before the job has reached its step. Otherwise polls would contradict it.
    if case .cut = ending.manner { return job.step >= min(sent, job.lastStep) }
    return true
  }

  /// Events that are due at the same time are sent together.
  private func nextEvents() -> ByteBuffer {
    var batch = ByteBuffer()
    while hasNext, batch.readableBytes < 16_384 {
      batch.writeImmutableBuffer(event(sent))
      sent += 1
    }
    return batch
  }

  private func finish(on exchange: SimulatedExchange) {
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
      pumpEndlessLine(on: exchange)
    case nil: stop()
    }
  }

  /// Continues when the client has read what was written.
  private func pumpEndlessLine(on exchange: SimulatedExchange) {
    guard case .endlessLine = ending?.manner else { return }
    let part = ByteBuffer(repeating: UInt8(ascii: "x"), count: 16_384)
    while exchange.isWritable, !isStopped { exchange.write(part) }
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
      guard !isStopped else { return }
      isHeartbeatDue = true
      pump()
      scheduleHeartbeat(every: milliseconds)
    }
  }
}
