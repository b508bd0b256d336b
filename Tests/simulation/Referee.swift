import SVProtocol
import SVText

/// Observes every input and every action, and derives what may follow. It shares no code with the machine
/// except the parsing of status words and codes.
struct Referee {
  struct Try {
    let request: GenerationRequest
    var left = false
    var isWhole = false
    /// A 2xx answer came, which only an accepted request can have.
    var hasSuccess = false
    var verdict: Verdict?
  }

  /// The observations about the create in flight and its answer.
  struct Progress {
    var sentAt: Int64 = 0
    var hasAnswerBegun = false
    /// When the first byte of a body came that was not searched for an id.
    var bytesSince: Int64?
    var hasExaminedLate = false
    var errorHeadAt: Int64?
  }

  let settings: GenerationSettings
  let startedAt: Int64
  /// How late the timers of this world may be.
  let lateness: Int64

  private(set) var violation: String?
  var tries: [Try] = []
  var polls = 0
  var inFlight: GenerationRequest?
  var requestStartedAt: Int64 = 0
  var lastByteAt: Int64 = 0
  var progress = Progress()
  var quiet = Quiet()
  var confirmation = Confirmation()
  var id: String?
  var knownAt: Int64 = 0
  /// The first terminal status of this job.
  var terminal: GenerationStatus?
  var wasStopped = false
  /// A stop was requested, before or after the end was decided.
  var isStopRequested = false
  var hasFailed = false
  var isDecided = false
  var pollFailures = 0
  /// The latest answer about the id was an early 404, which does not count.
  var isMissing = false
  var credits = Credits()
  /// When the next request may start, at the earliest.
  var notBefore: Int64 = 0
  var finished: GenerationOutcome?
  /// The actions for the current input.
  var accepted: String?
  var delivered = 0
  var hasCut = false
  var hasExamined = false

  init(settings: GenerationSettings, startedAt: Int64, lateness: Int64) {
    self.settings = settings
    self.startedAt = startedAt
    self.lateness = lateness
  }

  mutating func require(_ holds: Bool, _ rule: @autoclosure () -> String) {
    if !holds, violation == nil { violation = rule() }
  }

  /// When the id is polled once more before the total is over.
  var lastPollAt: Int64? { total.map { $0 - min(settings.total / 10, settings.pollRequest, 10_000) } }
  var total: Int64? { settings.total == 0 ? nil : startedAt + settings.total }

  // MARK: Inputs

  mutating func before() {
    accepted = nil
    delivered = 0
    hasCut = false
    hasExamined = false
  }

  private var isCreating: Bool { inFlight == .createStream || inFlight == .createPolling }

  private mutating func mark(_ seen: WritableKeyPath<Try, Bool>) {
    if isCreating, !tries.isEmpty { tries[tries.count - 1][keyPath: seen] = true }
  }

  mutating func left(now: Int64) {
    progress.sentAt = now
    mark(\.left)
  }

  mutating func whole(now: Int64) {
    progress.sentAt = now
    mark(\.isWhole)
  }

  mutating func succeeds(_ httpStatus: Int) {
    if httpStatus >= 200, httpStatus < 300 { mark(\.hasSuccess) }
  }

  mutating func answered(now: Int64) {
    progress.hasAnswerBegun = true
    lastByteAt = now
  }

  mutating func bytes(now: Int64) {
    answered(now: now)
    progress.bytesSince = progress.bytesSince ?? now
  }

  mutating func part(_ part: RequestEnd, now: Int64) {
    bytes(now: now)
    guard let head = part.head else { return }
    succeeds(head.httpStatus)
    if head.httpStatus >= 300 { progress.errorHeadAt = now }
  }

  mutating func examined() { progress.bytesSince = nil }

  mutating func learns(_ found: String?, now: Int64) {
    guard id == nil, let found else { return }
    id = found
    knownAt = now
    quiet.lastEventAt = now
    if isStopRequested, !isDecided { wasStopped = true }
  }

  /// A graceful stop waits for the answer to a create that was sent completely.
  mutating func stopped(gracefully: Bool) {
    isStopRequested = true
    let isSent = isCreating && id == nil && (tries.last?.isWhole == true || tries.last?.hasSuccess == true)
    wasStopped = !isDecided && terminal == nil && !(gracefully && isSent)
  }

  mutating func onFields(_ fields: LifecycleFields, hasOutputs: Bool) {
    guard terminal == nil, fields.parseError == nil, let kind = fields.kind, kind.isTerminal else { return }
    terminal = kind
    confirmation.isWanted = kind == .succeeded && !hasOutputs && id != nil && !isStopRequested && !isDecided
    confirmation.lacksOutputs = kind == .succeeded && !hasOutputs
  }

  mutating func message(_ message: Message, now: Int64) {
    quiet.lastEventAt = now
    learns(message.fields.id, now: now)
    let isOurs = message.fields.id == nil || message.fields.id == id
    if isOurs { onFields(message.fields, hasOutputs: message.hasOutputs) }
  }

  /// The request in flight has ended by itself.
  mutating func ended(_ end: RequestEnd, now: Int64) -> Verdict? {
    guard let request = inFlight else { return nil }
    if let head = end.head { succeeds(head.httpStatus) }
    inFlight = nil
    if request == .result {
      return terminal == nil ? pollEnded(end, now: now) : confirmationEnded(end, now: now)
    }
    if request == .balance { return balanceEnded(end, now: now) }
    guard id == nil, let attempt = tries.last else { return bodyEnded(end, now: now) }
    let verdict = end.verdictOnCreate(request, left: attempt.left, isWhole: attempt.isWhole)
    tries[tries.count - 1].verdict = verdict
    if verdict == .accepted, let fields = end.fields {
      learns(fields.id, now: now)
      // An incomplete message of a stream does not count.
      if end.head?.isStream == true { return isStopRequested ? verdict : nil }
      onFields(fields, hasOutputs: end.hasOutputs)
      notBefore = now + settings.pollInterval
    } else if verdict == .open || verdict == .notWhole, let fields = end.fields, end.head?.isSuccess == true,
      end.head?.isStream != true
    {
      if case .transport = end.cause { return verdict }
      onFields(fields, hasOutputs: end.hasOutputs)
    }
    if case .refusedForNow(let wish) = verdict { notBefore = now + (wish ?? 800) }
    if verdict == .unsent { notBefore = now + 800 }
    return verdict
  }

  /// The answer of a create whose id was found before it ended; nil for a stream.
  private mutating func bodyEnded(_ end: RequestEnd, now: Int64) -> Verdict? {
    guard let head = end.head, !head.isStream else { return nil }
    if let fields = end.fields { onFields(fields, hasOutputs: end.hasOutputs) }
    notBefore = now + settings.pollInterval
    return .accepted
  }

  /// Without a total, the wait that the platform may request is bounded.
  private func bounded(_ wish: Int64?) -> Int64? {
    wish.map { total == nil ? min($0, max(settings.retryAfterMax, settings.pollIntervalMax)) : $0 }
  }

  private mutating func pollEnded(_ end: RequestEnd, now: Int64) -> Verdict {
    quiet.lastPollEndedAt = now
    let verdict = end.verdictOnPoll(id: id, sinceKnown: now - knownAt, grace: settings.notFoundGrace)
    if end.head != nil { isMissing = verdict == .early }
    switch verdict {
    case .status:
      pollFailures = 0
      if let fields = end.fields { onFields(fields, hasOutputs: end.hasOutputs) }
      let pause = min(settings.pollInterval, settings.pollIntervalMax) * 4 / 5
      notBefore =
        now + (terminal == nil ? max(bounded(end.head?.retryAfter) ?? 0, pause) : settings.pollInterval)
    case .failed(let wish):
      pollFailures += 1
      notBefore = now + (bounded(wish) ?? 800)
    default: notBefore = now + settings.pollInterval * 4 / 5
    }
    return verdict
  }
}
