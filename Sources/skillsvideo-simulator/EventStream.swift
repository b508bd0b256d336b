import NIOCore

/// Writes the steps of a job as server-sent events, as fast as the job advances and the client reads.
final class EventStream {
  private let job: Job
  private unowned let exchange: Exchange
  private let origin: String
  private let ending: Ending?
  private var sent = 0
  private var isStopped: Bool
  private var isWriting = false
  private var inProgress: ByteBuffer?

  private enum Ending {
    case end(after: Int), cut(after: Int), stall(after: Int)

    init?(_ plan: FaultPlan) {
      if let count = plan.count(.endAfter) {
        self = .end(after: count)
      } else if let count = plan.count(.cutAfter) {
        self = .cut(after: count)
      } else if let count = plan.count(.stallAfter) {
        self = .stall(after: count)
      } else {
        return nil
      }
    }

    var count: Int {
      switch self {
      case .end(let count), .cut(let count), .stall(let count): count
      }
    }
  }

  init(job: Job, exchange: Exchange, plan: FaultPlan, isStalled: Bool, origin: String) {
    self.job = job
    self.exchange = exchange
    self.origin = origin
    ending = Ending(plan)
    isStopped = isStalled
  }

  func start() {
    exchange.writeHead(
      200, [("Content-Type", "text/event-stream"), ("Cache-Control", "no-cache"), ("X-Accel-Buffering", "no")])
    exchange.flush()
    if isStopped { return }
    if job.pace.heartbeat > 0 { scheduleHeartbeat() }
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
    if isWriting || isStopped { return }
    isWriting = true
    while exchange.isWritable, sent <= job.step, sent != ending?.count {
      exchange.write(event(sent))
      sent += 1
    }
    isWriting = false
    if sent == ending?.count {
      finish()
    } else if sent > job.lastStep {
      exchange.end()
    } else {
      exchange.flush()
    }
  }

  private func finish() {
    exchange.flush()
    switch ending {
    case .end: exchange.end()
    case .cut: exchange.drop()
    case .stall, nil: stop()
    }
  }

  private func event(_ step: Int) -> ByteBuffer {
    let isMiddle = step > 0 && step < job.lastStep
    if isMiddle, let inProgress { return inProgress }
    let event = ByteBuffer(string: "data: \(job.event(at: step, origin: origin))\n\n")
    if isMiddle { inProgress = event }
    return event
  }

  private func scheduleHeartbeat() {
    exchange.after(milliseconds: job.pace.heartbeat) { [self] in
      if isStopped { return }
      exchange.write(ByteBuffer(string: ": heartbeat\n\n"))
      exchange.flush()
      scheduleHeartbeat()
    }
  }
}
