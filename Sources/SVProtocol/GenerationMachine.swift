import SVJSON

/// The life of one generation as a pure state machine: inputs are the mutating methods, answers are the queued actions.
/// It reads no clock (`now` is any monotonic millisecond count) and does no I/O, so that every rule about money can be
/// driven by a test. The rules are those of the header's chapter MONEY.
///
/// After each input the caller takes the actions, then arms a timer for `deadline`. When nothing of a stream is left to
/// be given to `message`, it calls `drained`, which lets a generation that is ending end.
public struct GenerationMachine {
  enum State {
    case idle
    /// The credit balance is asked for before this create. Next: creating, waitingToAsk, ending.
    case asking(GenerationRequest)
    /// Next: asking, ending.
    case waitingToAsk(GenerationRequest, until: Int64)
    /// A create is in flight and no id is known. Next: streaming, pausing, waitingToCreate, ending.
    case creating(GenerationRequest)
    /// The platform or the network refused a create. Next: creating, ending.
    case waitingToCreate(GenerationRequest, until: Int64)
    /// The id is known and its stream is in flight. Next: polling, ending.
    case streaming
    /// Next: pausing, ending.
    case polling
    /// Next: polling, ending.
    case pausing(until: Int64)
    /// Decided; messages that had arrived before are still being handed over. Next: settling, ended.
    indirect case ending(Outcome)
    /// Decided and handed over; the credit balance is asked for once more. Next: ended.
    indirect case settling(Outcome)
    case ended
  }

  let settings: GenerationSettings
  var jitter: Jitter
  var state = State.idle
  private var actions: [GenerationAction] = []
  private var nextAction = 0

  public internal(set) var id: String?
  var charge = ChargeState.notSent
  var lastStatus: String?
  var ledger = AttemptLedger()

  var startedAt: Int64 = 0
  /// When the id became known, or, for an attached id, when it was first asked for.
  var knownAt: Int64 = 0
  var lastByteAt: Int64 = 0
  var requestStartedAt: Int64 = 0
  /// The request in flight got a connection and began to leave: from here on a create may have been accepted.
  var requestLeft = false
  /// A request was started and has neither ended nor been dropped.
  public private(set) var isInFlight = false
  var waited: Int64 = 0

  var balanceTries = 0
  var credits = CreditReport()
  var isStopWanted = false

  var createTries = 0
  var streamPathRefused = false
  var streamOpened = false
  var fellBack = false
  /// The code and words of an error event that had no status.
  var streamError: (code: String?, message: String?)?
  var pollAttempt = 0
  var pollFailures = 0
  var pollDelay: Int64 = 0
  var reportedWords: [String] = []

  public init(settings: GenerationSettings, seed: UInt64) {
    self.settings = settings
    jitter = Jitter(seed: seed)
  }

  // MARK: Inputs

  /// Creates a generation, over its event stream or on the polling path.
  public mutating func start(_ request: GenerationRequest, now: Int64) {
    guard case .idle = state else { return }
    startedAt = now
    emit(.submitting(request))
    if asksFirst { askFirst(request, now: now) } else { beginCreate(request, now: now) }
  }

  /// Follows a generation that exists.
  public mutating func attach(id: String, now: Int64) {
    guard case .idle = state else { return }
    startedAt = now
    knownAt = now
    self.id = id
    charge = .accepted
    emit(.submitting(.result))
    beginPoll(now: now)
  }

  /// The connection of the request in flight is ready and its first byte is about to be sent.
  public mutating func requestLeaves(now: Int64) {
    requestLeft = true
    if case .creating = state { charge = .unknown }
  }

  /// Any byte of the answer counts as life.
  public mutating func bytesArrived(now: Int64) { lastByteAt = now }

  /// Headers of a create have arrived and announce an event stream.
  public mutating func streamOpens(httpStatus: Int, now: Int64) {
    guard case .creating = state else { return }
    lastByteAt = now
    streamOpened = true
    emit(.opened(httpStatus: httpStatus))
  }

  public mutating func requestEnded(_ end: RequestEnd, now: Int64) {
    isInFlight = false
    switch state {
    case .asking(let create): askedFirst(create, end, now: now)
    case .settling(let outcome): askedAfter(outcome, end, now: now)
    case .creating(let request): createEnded(request, end, now: now)
    case .streaming: streamEnded(end, now: now)
    case .polling: pollEnded(end, now: now)
    default: break
    }
  }

  public mutating func timerFired(now: Int64) {
    guard let deadline, now >= deadline else { return }
    if case .settling(let outcome) = state {
      return settlingIsOver(outcome, "no answer within \(now - requestStartedAt) ms", now: now)
    }
    if let total = totalDeadline, now >= total { return totalIsOver(now: now) }
    switch state {
    case .asking(let create): askingIsOver(create, now: now)
    case .waitingToAsk(let create, _): askFirst(create, now: now)
    case .creating(let request): connectIsOver(request, now: now)
    case .waitingToCreate(let request, _): beginCreate(request, now: now)
    case .streaming: silenceIsOver(now: now)
    case .polling: pollRequestIsOver(now: now)
    case .pausing: beginPoll(now: now)
    default: break
    }
  }

  /// No message that has arrived is left.
  public mutating func drained(now: Int64) {
    guard case .ending(var outcome) = state else { return }
    // An id may have come with the last messages: then the job is known, and only the time was up.
    if id != nil {
      outcome.charge = .accepted
      if outcome.status == .outcomeUnknown {
        outcome.status = .timeout
        outcome.category = .timeout
      }
    }
    if !askAfter(outcome, now: now) { finish(outcome, now: now) }
  }

  mutating func finish(_ decided: Outcome, now: Int64) {
    state = .ended
    var outcome = decided
    // Later than the decision, if messages had to be handed over first: times of events never go back.
    if !ledger.attempts.isEmpty { outcome.elapsed = now - startedAt }
    outcome.statusWord = outcome.statusWord ?? lastStatus
    outcome.ledger = ledger
    if asksFirst, createTries + balanceTries > 0 { outcome.credits = credits }
    Wording.complete(&outcome, id: id)
    if fellBack { emit(.fallbackEnded(ok: outcome.status == .ok)) }
    act(.finish(outcome))
  }

  // MARK: Answers

  /// The next action, first in, first out; nil when all are taken.
  public mutating func takeAction() -> GenerationAction? {
    guard nextAction < actions.count else {
      actions.removeAll(keepingCapacity: true)
      nextAction = 0
      return nil
    }
    nextAction += 1
    return actions[nextAction - 1]
  }

  /// When `timerFired` is due; nil when only the network can move things.
  public var deadline: Int64? {
    let own: Int64? =
      switch state {
      case .creating: requestLeft ? nil : later(requestStartedAt, settings.connect)
      case .waitingToAsk(_, let until), .waitingToCreate(_, let until), .pausing(let until): until
      case .asking, .settling: later(requestStartedAt, boundOfAsking)
      case .streaming: later(lastByteAt, settings.silence)
      case .polling: later(requestStartedAt, settings.pollRequest)
      case .idle, .ending, .ended: nil
      }
    switch state {
    case .idle, .ending, .ended: return nil
    default: break
    }
    guard let total = totalDeadline else { return own }
    return own.map { min($0, total) } ?? total
  }

  public var isEnding: Bool {
    switch state {
    case .ending, .ended: true
    default: false
    }
  }

  // MARK: Helpers of all phases

  var totalDeadline: Int64? { settings.total == 0 ? nil : later(startedAt, settings.total) }

  func later(_ moment: Int64, _ delay: Int64) -> Int64 {
    let (sum, overflow) = moment.addingReportingOverflow(delay)
    return overflow ? Int64.max : sum
  }

  mutating func act(_ action: GenerationAction) { actions.append(action) }
  mutating func emit(_ event: GenerationEvent) { act(.emit(event)) }

  mutating func begin(_ request: GenerationRequest, now: Int64) {
    requestStartedAt = now
    requestLeft = false
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

  /// Decides the end; it is told when what has arrived was handed over.
  mutating func end(_ outcome: Outcome, now: Int64) {
    dropRequest()
    var outcome = outcome
    if case .idle = state {} else { outcome.elapsed = now - startedAt }
    if outcome.ownsAnswer { act(.keepAnswer) }
    state = .ending(outcome)
  }
}
