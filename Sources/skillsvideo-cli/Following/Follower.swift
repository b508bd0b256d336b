import CSkillsVideo
import Glibc

/// Drives the engine: waits on its descriptor and on signals together, hands every event to the reporter, and
/// lets the progress line keep its time. Blocking calls of the engine would not notice a signal.
struct Follower {
  let client: LibraryClient
  let reporter: Reporter

  init(_ client: LibraryClient, _ reporter: Reporter) {
    self.client = client
    self.reporter = reporter
  }

  /// Follows until every job has ended. `ended` may give a further job in the place of one that has.
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
    var patience = reporter.tick(at: now) ?? -1
    var watched = [pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0)]
    if let stopBy {
      patience = patience < 0 ? stopBy - now : min(patience, stopBy - now)
    } else {
      watched.append(pollfd(fd: Interrupt.descriptor, events: Int16(POLLIN), revents: 0))
    }
    _ = poll(&watched, nfds_t(watched.count), Int32(clamping: patience))
  }
}

/// What happens after a signal while the id of a create already sent is waited for, and when. All of it ends
/// before the 10 s after which supervisors such as `docker stop` end a process.
private struct StopSteps {
  enum Step { case explain, stopAtOnce, leave }

  private let start: Int64
  private var steps: [(after: Int64, step: Step)] = [(500, .explain), (7000, .stopAtOnce), (8000, .leave)]

  init(from start: Int64) {
    self.start = start
  }

  /// When the next one is due.
  var due: Int64? { steps.first.map { start + $0.after } }

  mutating func take(at now: Int64) -> Step? {
    guard let due, now >= due else { return nil }
    return steps.removeFirst().step
  }
}
