import SVText

/// The data of a generation that every state shares. Its extensions contain the rules, one file per phase. A
/// rule records what is new, emits events, and returns the next step.
struct Generation {
  let settings: GenerationSettings
  var jitter: Jitter
  var actions = ActionQueue()
  var startedAt: Int64 = 0

  var id: String?
  /// When the id became known. For an attached id this is the start of the first poll.
  var knownAt: Int64 = 0
  var charge = ChargeState.notSent
  var lastStatus: String?
  /// Unknown status words that were already reported.
  var reportedWords: [String] = []
  /// The code and message of an error event without a status.
  var streamError: (code: String?, message: String?)?

  var ledger = AttemptLedger()
  /// The wait before the next request, in milliseconds.
  var waited: Int64 = 0
  /// A request was started and has neither ended nor been dropped.
  var isInFlight = false
  var createTries = 0
  var polls = PollHistory()
  var balanceTries = 0
  var credits = CreditReport()

  /// The create was sent to the stream path, so that polling is a fallback.
  var isStreamWanted = false
  var fellBack = false
  var isStopWanted = false
  /// total_timeout_ms is over, and only the error answer that has begun is still read.
  var isTotalOver = false

  init(settings: GenerationSettings, seed: UInt64) {
    self.settings = settings
    jitter = Jitter(seed: seed)
  }
}

/// The decision of a rule. The machine carries it out. Cases with texts are `indirect` to keep the enum
/// small.
enum GenerationStep {
  case stay
  /// Stop following, because the caller asked for it.
  case stop
  case totalIsOver
  case queryBalance(GenerationRequest)
  case queryBalanceLater(GenerationRequest, until: Int64)
  case create(GenerationRequest)
  case createLater(GenerationRequest, until: Int64)
  case follow(StreamInFlight)
  /// Give up the stream in flight, if there is one, because it cannot be relied on.
  indirect case leaveStream(reason: String)
  case poll
  case pollLater(until: Int64)
  /// The platform reported a terminal status.
  indirect case conclude(GenerationOutcome, hasOutputs: Bool, isMessage: Bool)
  indirect case end(GenerationOutcome)
  indirect case queryFinalBalance(GenerationOutcome)
  indirect case finish(GenerationOutcome)
}

extension Generation {
  mutating func act(_ action: GenerationAction) { actions.add(action) }
  mutating func emit(_ event: GenerationEvent) { act(.emit(event)) }

  var totalDeadline: Int64? { settings.total == 0 ? nil : later(startedAt, settings.total) }

  /// When to send the last poll before total_timeout_ms ends.
  var lastPollAt: Int64? { totalDeadline.map { $0 - settings.lastPollReserve } }

  func later(_ moment: Int64, _ delay: Int64) -> Int64 {
    let (sum, overflow) = moment.addingReportingOverflow(delay)
    return overflow ? Int64.max : sum
  }

  /// Whether a create that starts then has time for its answer. A create that is cut off has an unknown
  /// outcome.
  func leavesTime(for moment: Int64) -> Bool {
    totalDeadline.map { later(moment, settings.answerReserve) < $0 } ?? true
  }

  mutating func start(_ request: GenerationRequest, now: Int64) {
    startedAt = now
    isStreamWanted = request == .createStream
    emit(.submitting(request))
  }

  /// Follows a generation that already exists.
  mutating func attach(_ id: String, now: Int64) {
    startedAt = now
    knownAt = now
    self.id = id
    charge = .accepted
    emit(.submitting(.result))
  }

  mutating func begin(_ request: GenerationRequest, now: Int64) {
    ledger.open(request, startedAt: now - startedAt, waited: waited)
    waited = 0
    isInFlight = true
    act(.start(request))
  }

  mutating func dropRequest() {
    guard isInFlight else { return }
    isInFlight = false
    act(.abort)
  }

  func isOwn(_ other: String) -> Bool { id?.isSameText(as: other) ?? false }

  /// Makes this the id of the generation. From here on no create is ever sent again.
  mutating func adopt(_ id: String, now: Int64) {
    self.id = id
    charge = .accepted
    knownAt = now
    emit(.accepted(id: id))
  }

  mutating func reportIfUnknown(_ status: GenerationStatus, _ word: String) {
    guard status == .unknown, reportedWords.count < 16 else { return }
    if reportedWords.contains(where: { $0.isSameText(as: word) }) { return }
    reportedWords.append(word)
    emit(.notice(.unknownStatus, message: "the status \(word) is unknown and is treated as not terminal"))
  }

  mutating func fallBack() {
    guard !fellBack else { return }
    fellBack = true
    emit(.fallbackStarted)
  }
}
