import NIOCore

/// All jobs, the account that pays for them, and the timers that advance them. A job continues when its
/// stream is cut off.
final class JobStore {
  private let loop: EventLoop
  private let settings: SimulatorSettings
  private(set) var jobs: [SimulatedJob] = []
  private(set) var credits: Credits
  /// Called for each event of a job, with the event's name in webhooks.
  var onEvent: ((String, SimulatedJob) -> Void)?
  private var running = 0
  private var byID: [String: SimulatedJob] = [:]
  private var byReplay: [String: SimulatedJob] = [:]
  private var timers: [String: Scheduled<Void>] = [:]

  init(settings: SimulatorSettings, loop: EventLoop) {
    self.loop = loop
    self.settings = settings
    credits = Credits(total: settings.credits)
  }

  func job(_ id: String) -> SimulatedJob? { byID[id] }

  func create(_ order: CreateOrder) throws(APIError) -> SimulatedJob {
    let replay = order.idempotencyKey.map { $0 + "\n" + order.payloadHash }
    if settings.isIdempotent, let replay, let job = byReplay[replay] { return job }
    let kind = order.endpoint.kind
    guard running < settings.maxActiveJobs else {
      throw APIError(
        .rateLimited, kind, message: "\(settings.maxActiveJobs) jobs are running; try again later.")
    }
    guard let usage = credits.charge(Credits.cost(of: kind, count: order.count)) else {
      throw APIError(.insufficientCredits, kind)
    }
    let number = (settings.seed &+ UInt64(jobs.count)).mixed
    let id = order.plan.has(.numericID) ? String(number) : "gen_" + number.hex
    let outputs = OutputPlan(order: order, settings: settings).files(job: id)
    let job = SimulatedJob(
      id: id, order: order, pace: order.plan.applied(to: settings.pace), usage: usage, outputs: outputs)
    jobs.append(job)
    byID[id] = job
    running += 1
    if let replay { byReplay[replay] = job }
    onEvent?("task.created", job)
    if order.isStream || job.pace.polls == nil { follow(job, since: .now()) }
    return job
  }

  /// Counts an answered poll. If the job advances by polls, it advances.
  func poll(_ job: SimulatedJob) {
    job.answeredPolls += 1
    guard !job.order.isStream, let polls = job.pace.polls else { return }
    let step = job.answeredPolls >= polls ? job.lastStep : min(job.answeredPolls, job.lastStep - 1)
    advance(job, to: step)
  }

  func setCredits(_ total: Int) { credits = Credits(total: total) }

  func reset() {
    for timer in timers.values { timer.cancel() }
    timers = [:]
    jobs = []
    running = 0
    byID = [:]
    byReplay = [:]
    credits = Credits(total: settings.credits)
  }

  /// Advances the job to the step for its age, and schedules the next one.
  private func follow(_ job: SimulatedJob, since start: NIODeadline) {
    let age = Int((NIODeadline.now() - start).nanoseconds / 1000)
    let latency = job.pace.latency * 1000
    let step = age >= latency ? job.lastStep : age * job.lastStep / latency
    advance(job, to: step)
    guard !job.isFinished else {
      timers[job.id] = nil
      return
    }
    let next = start + .microseconds(Int64(latency * (step + 1) / job.lastStep + 1))
    timers[job.id] = loop.assumeIsolated().scheduleTask(deadline: next) { self.follow(job, since: start) }
  }

  private func advance(_ job: SimulatedJob, to step: Int) {
    if job.isFinished { return }
    let wasWaiting = job.step == 0
    if let refund = job.advance(to: step) { credits.refund(refund) }
    if wasWaiting, job.step > 0, job.pace.events > 0 { onEvent?("task.started", job) }
    if job.isFinished {
      running -= 1
      onEvent?(job.endEvent, job)
    }
  }
}
