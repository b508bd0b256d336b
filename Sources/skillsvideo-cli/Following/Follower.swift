import CSkillsVideo
import Glibc

/// Drives the engine: waits on its descriptor and on Ctrl-C together, hands every event to the reporter, and lets the
/// progress line keep its time. Blocking calls of the engine would not notice Ctrl-C.
struct Follower {
  let client: Client
  let reporter: Reporter
  /// How long the id of a create that is on its way is waited for after Ctrl-C.
  private static let stopPatience: Int64 = 3000

  init(_ client: Client, _ reporter: Reporter) {
    self.client = client
    self.reporter = reporter
  }

  /// Follows until every job has ended. `ended` may give a further job in the place of one that has.
  func follow(_ jobs: [Job], ended: (Job) throws(CommandError) -> Job? = { _ in nil }) throws(CommandError) {
    var active: [UInt64: Job] = [:]
    for job in jobs { active[job.tag] = job }
    defer { reporter.pause() }
    var stopBy: Int64?
    var isStoppedAtOnce = false
    while !active.isEmpty {
      if Interrupt.isRequested && stopBy == nil {
        for job in active.values { job.cancel() }
        stopBy = System.monotonicMilliseconds() + Self.stopPatience
      }
      if let event = try client.nextEvent() {
        reporter.take(event)
        _ = reporter.tick(at: System.monotonicMilliseconds())
        if event.kind == SV_EVENT_END, let job = active.removeValue(forKey: event.tag), let next = try ended(job) {
          active[next.tag] = next
        }
      } else if let moment = stopBy, System.monotonicMilliseconds() >= moment {
        if isStoppedAtOnce { return }
        isStoppedAtOnce = true
        for job in active.values { job.cancelAtOnce() }
        stopBy = moment + Self.stopPatience
      } else {
        wait(stopBy: stopBy)
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
