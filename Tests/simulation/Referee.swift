import SVJSON
import SVProtocol

/// Watches every input and every action, and knows from them what may follow. It shares no code with the machine but the
/// reading of words and codes.
struct Referee {
  struct Try {
    let request: GenerationRequest
    var left = false
    var verdict: Verdict?
  }

  let settings: GenerationSettings
  let startedAt: Int64
  /// How late this world's timers may be.
  let lateness: Int64

  private(set) var violation: String?
  var tries: [Try] = []
  var polls = 0
  var inFlight: GenerationRequest?
  var requestStartedAt: Int64 = 0
  var lastByteAt: Int64 = 0
  var id: String?
  var knownAt: Int64 = 0
  /// The first terminal status that was told of this job.
  var terminal: GenerationStatus?
  var wasStopped = false
  /// A stop was asked for, before the end was decided or after.
  var isStopAsked = false
  var hasFailed = false
  var isDecided = false
  var pollFailures = 0
  var credits = Credits()
  /// When the next request may start, at the earliest.
  var notBefore: Int64 = 0
  var finished: Outcome?
  /// Actions of the input at hand.
  var accepted: String?
  var delivered = 0

  init(settings: GenerationSettings, startedAt: Int64, lateness: Int64) {
    self.settings = settings
    self.startedAt = startedAt
    self.lateness = lateness
  }

  mutating func require(_ holds: Bool, _ rule: @autoclosure () -> String) {
    if !holds, violation == nil { violation = rule() }
  }

  var total: Int64? { settings.total == 0 ? nil : startedAt + settings.total }

  // MARK: Inputs

  mutating func before() {
    accepted = nil
    delivered = 0
  }

  mutating func left() {
    if inFlight == .createStream || inFlight == .createPolling, !tries.isEmpty { tries[tries.count - 1].left = true }
  }

  mutating func learns(_ found: String?, now: Int64) {
    guard id == nil, let found else { return }
    id = found
    knownAt = now
    if isStopAsked, !isDecided { wasStopped = true }
  }

  /// A graceful stop waits for the answer to a create that is on its way.
  mutating func stopped(gracefully: Bool) {
    isStopAsked = true
    let isOnItsWay = inFlight != nil && inFlight != .balance && id == nil && tries.last?.left == true
    wasStopped = !isDecided && !(gracefully && isOnItsWay)
  }

  mutating func told(_ fields: LifecycleFields) {
    guard terminal == nil, fields.parseError == nil, let kind = fields.kind, kind.isTerminal else { return }
    terminal = kind
  }

  mutating func message(_ fields: LifecycleFields, now: Int64) {
    learns(fields.id, now: now)
    if fields.id == nil || fields.id == id { told(fields) }
  }

  /// The request in flight has ended by itself.
  mutating func ended(_ end: RequestEnd, now: Int64) -> Verdict? {
    guard let request = inFlight else { return nil }
    inFlight = nil
    if request == .result { return pollEnded(end, now: now) }
    if request == .balance { return balanceEnded(end, now: now) }
    guard id == nil, let attempt = tries.last else { return nil }
    let verdict = end.verdictOnCreate(request, left: attempt.left)
    tries[tries.count - 1].verdict = verdict
    if verdict == .accepted, let fields = end.fields {
      learns(fields.id, now: now)
      told(fields)
      notBefore = now + settings.pollInterval
    } else if verdict == .open, let fields = end.fields, end.head?.isSuccess == true {
      if case .transport = end.cause { return verdict }
      told(fields)
    }
    if case .refusedForNow(let wish) = verdict { notBefore = now + (wish ?? 800) }
    if verdict == .unsent { notBefore = now + 800 }
    return verdict
  }

  private mutating func pollEnded(_ end: RequestEnd, now: Int64) -> Verdict {
    let verdict = end.verdictOnPoll(id: id, sinceKnown: now - knownAt, grace: settings.notFoundGrace)
    switch verdict {
    case .told:
      pollFailures = 0
      if let fields = end.fields { told(fields) }
      let wish = end.head?.retryAfter ?? 0
      notBefore = now + max(wish, min(settings.pollInterval, settings.pollIntervalMax) * 4 / 5)
    case .failed(let wish):
      pollFailures += 1
      notBefore = now + (wish ?? 800)
    default: notBefore = now + settings.pollInterval * 4 / 5
    }
    return verdict
  }
}
