import CSkillsVideo
import Glibc

/// Runs the engine's event loop: it waits for the engine's descriptor and for signals, passes every event to
/// the reporter, and updates the progress line. The engine's blocking calls would not return on a signal.
struct Follower {
  let client: LibraryClient
  let reporter: Reporter

  init(_ client: LibraryClient, _ reporter: Reporter) {
    self.client = client
    self.reporter = reporter
  }

  /// Runs until every job has ended. `ended` may return another job to follow instead.
  func follow(_ jobs: [RunningJob], ended: (RunningJob) throws(CommandError) -> RunningJob? = { _ in nil })
    throws(CommandError)
  {
    var active: [UInt64: RunningJob] = [:]
    for job in jobs { active[job.tag] = job }
    defer { reporter.pause() }
    var stop: StopSteps?
    while !active.isEmpty {
      if Interrupt.isRequested && stop == nil {
        for job in active.values { job.cancel() }
        stop = StopSteps(from: System.monotonicMilliseconds())
      }
      if let event = try client.nextEvent() {
        reporter.take(event)
        _ = reporter.tick(at: System.monotonicMilliseconds())
        if event.kind == SV_EVENT_END, let job = active.removeValue(forKey: event.tag),
          let next = try ended(job)
        {
          active[next.tag] = next
        }
      } else if let step = stop?.take(at: System.monotonicMilliseconds()) {
        switch step {
        case .explain: reporter.explainStop()
        case .stopAtOnce: for job in active.values { job.cancelAtOnce() }
        case .leave: return
        }
      } else {
        wait(stopBy: stop?.due)
      }
    }
  }

  private func wait(stopBy: Int64?) {
    let now = System.monotonicMilliseconds()
    var timeout = reporter.tick(at: now) ?? -1
    var watched = [pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0)]
    if let stopBy {
      timeout = timeout < 0 ? stopBy - now : min(timeout, stopBy - now)
    } else {
      watched.append(pollfd(fd: Interrupt.descriptor, events: Int16(POLLIN), revents: 0))
    }
    _ = poll(&watched, nfds_t(watched.count), Int32(clamping: timeout))
  }
}

/// The steps after a signal while the id of a create already sent is awaited. The last one comes before 10 s,
/// after which supervisors such as `docker stop` kill a process.
private struct StopSteps {
  enum Step { case explain, stopAtOnce, leave }

  private let start: Int64
  private var steps: [(after: Int64, step: Step)] = [(500, .explain), (7000, .stopAtOnce), (8000, .leave)]

  init(from start: Int64) {
    self.start = start
  }

  /// When the next step is due.
  var due: Int64? { steps.first.map { start + $0.after } }

  mutating func take(at now: Int64) -> Step? {
    guard let due, now >= due else { return nil }
    return steps.removeFirst().step
  }
}
