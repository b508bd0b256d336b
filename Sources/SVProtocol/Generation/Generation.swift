import SVText

/// What is known of a generation in every state. Its extensions hold the rules, one file a phase. A rule
/// notes what was learnt, tells it, and answers with the step that comes next.
struct Generation {
  let settings: GenerationSettings
  var jitter: Jitter
  var actions = ActionQueue()
  var startedAt: Int64 = 0

  var id: String?
  /// When the id became known, or, for an attached id, when it was first asked for.
  var knownAt: Int64 = 0
  var charge = ChargeState.notSent
  var lastStatus: String?
  /// The words of the platform that are not known, as they were reported.
  var reportedWords: [String] = []
  /// The code and words of an error event that had no status.
  var streamError: (code: String?, message: String?)?

  var ledger = AttemptLedger()
  /// The wait before the next request.
  var waited: Int64 = 0
  /// A request was started and has neither ended nor been dropped.
  var isInFlight = false
  var createTries = 0
  var polls = PollHistory()
  var balanceTries = 0
  var credits = CreditReport()

  /// The create was to be a stream, so that polling is a fallback.
  var isStreamWanted = false
  var fellBack = false
  var isStopWanted = false
  /// The total is over, and only the answer at hand is still read.
  var isTotalOver = false

  init(settings: GenerationSettings, seed: UInt64) {
    self.settings = settings
    jitter = Jitter(seed: seed)
  }
}

/// What a rule decides. The machine goes there. What holds texts is indirect, so that the others stay small.
enum GenerationStep {
  case stay
  /// Following ends, because the caller wants it.
  case stop
  case totalIsOver
  case ask(GenerationRequest)
  case askLater(GenerationRequest, until: Int64)
  case create(GenerationRequest)
  case createLater(GenerationRequest, until: Int64)
  case follow(StreamInFlight)
  /// The stream in flight cannot be relied on, if one is.
  indirect case leaveStream(reason: String)
  case poll
  case pollLater(until: Int64)
  /// The platform said how it ended.
  indirect case conclude(Outcome, hasOutputs: Bool, isMessage: Bool)
  indirect case end(Outcome)
  indirect case settle(Outcome)
  indirect case finish(Outcome)
}

extension Generation {
  mutating func act(_ action: GenerationAction) { actions.add(action) }
  mutating func emit(_ event: GenerationEvent) { act(.emit(event)) }

  var totalDeadline: Int64? { settings.total == 0 ? nil : later(startedAt, settings.total) }

  /// When the id is polled for the last time before the total is over.
  var lastPollAt: Int64? { totalDeadline.map { $0 - settings.lastPollReserve } }

  func later(_ moment: Int64, _ delay: Int64) -> Int64 {
    let (sum, overflow) = moment.addingReportingOverflow(delay)
    return overflow ? Int64.max : sum
  }

  /// Whether a create that starts then has time for its answer: one that is cut off has an unknown outcome.
  func leavesTime(for moment: Int64) -> Bool {
    totalDeadline.map { later(moment, settings.answerReserve) < $0 } ?? true
  }

  mutating func start(_ request: GenerationRequest, now: Int64) {
    startedAt = now
    isStreamWanted = request == .createStream
    emit(.submitting(request))
  }

  /// The id is of a generation that was made before.
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

  /// Takes the id as the generation's own. From here on nothing is ever created again.
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
    emit(.notice(.unknownStatus, message: "the status \(word) is not known; it is taken for not terminal"))
  }

  mutating func fallBack() {
    guard !fellBack else { return }
    fellBack = true
    emit(.fallbackStarted)
  }
}
