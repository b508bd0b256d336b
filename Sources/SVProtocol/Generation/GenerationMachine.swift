import SVText

/// The life of one generation as a pure state machine: inputs are the mutating methods, answers are the
/// queued actions. It reads no clock (`now` is any monotonic millisecond count) and does no I/O, so that
/// every rule about money can be driven by a test. The rules are those of the header's chapter MONEY.
///
/// After each input the caller takes the actions, then arms a timer for `deadline`. When nothing of a stream
/// is left to be given to `message`, it calls `drained`, which lets a generation that is ending end.
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
    /// The id is known and its stream is in flight. Next: polling, waitingToConfirm, ending.
    case streaming
    /// Next: pausing, waitingToConfirm, ending.
    case polling
    /// Next: polling, ending.
    case pausing(until: Int64)
    /// It succeeded, but the answer names no output: the id is polled once more. Next: confirming, ending.
    indirect case waitingToConfirm(Outcome, until: Int64)
    /// Next: ending.
    indirect case confirming(Outcome)
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
  /// The request in flight got a connection and began to leave.
  var requestLeft = false
  /// All of its body was given to the network: from here on a create may have been accepted.
  var requestIsWhole = false
  /// When its upload last went on.
  var sentAt: Int64 = 0
  /// A byte of its answer has come.
  var answerBegan = false
  /// When the first byte of the answer's body came that was not searched for an id; nil while there is none.
  var unexaminedSince: Int64?
  /// The answer was searched when the total was nearly over.
  var hasExaminedLate = false
  /// The start of an answer to a create in which no id was found, as it follows a sentence.
  var beginningOfAnswer = ""
  /// When the head of an answer that is an error arrived.
  var errorHeadAt: Int64?
  /// The message given last ended the job by its status. Another id, a part of a message and what comes after
  /// the end do not.
  public internal(set) var messageIsTerminal = false
  /// A request was started and has neither ended nor been dropped.
  public private(set) var isInFlight = false
  var waited: Int64 = 0

  var balanceTries = 0
  var credits = CreditReport()
  var isStopWanted = false
  /// The total is over, and only the answer at hand is still read.
  var isTotalOver = false

  var createTries = 0
  var streamPathRefused = false
  /// The create was to be a stream, so that polling is a fallback.
  var isStreamWanted = false
  var fellBack = false
  /// The code and words of an error event that had no status.
  var streamError: (code: String?, message: String?)?
  var pollAttempt = 0
  var pollFailures = 0
  var pollDelay: Int64 = 0
  /// Why the last poll brought no status; nil where it did.
  var pollProblem: String?
  /// The last word of a poll was that there is no such generation.
  var isMissing = false
  /// The wait that the platform asked for, where it was cut at the end of the total.
  var cutDelay: Int64?
  /// When the id was learnt, the latest event of the stream came, or the latest poll beside it began.
  var lastEventAt: Int64 = 0
  /// When the poll beside the stream began that is in flight.
  var quietPollStartedAt: Int64?
  /// When the latest of them began.
  var quietPolledAt: Int64?
  /// Before this the platform wants no other; .max where it refused one for good.
  var quietPollNotBefore: Int64 = 0
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
    isStreamWanted = request == .createStream
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
    sentAt = now
  }

  /// A part of the request's body was given to the network; `isWhole` when that was the last of it.
  public mutating func bodySent(isWhole: Bool, now: Int64) {
    sentAt = now
    guard isWhole else { return }
    requestIsWhole = true
    if case .creating = state { charge = .unknown }
  }

  /// The status line of the answer, not of an interim one, has come.
  public mutating func answerBegins(httpStatus: Int, now: Int64) {
    answerBegan = true
    lastByteAt = now
    if ResponseHead.isError(httpStatus) { errorHeadAt = errorHeadAt ?? now }
  }

  /// The headers of the answer have arrived.
  public mutating func headArrived(_ head: ResponseHead, now: Int64) {
    answerBegins(httpStatus: head.httpStatus, now: now)
    noteSuccess(head)
    if head.isStream, case .creating = state { emit(.opened(httpStatus: head.httpStatus)) }
  }

  /// The platform took the request, whole or not: from here on only an id or the unknown follow.
  mutating func noteSuccess(_ head: ResponseHead?) {
    if head?.isSuccess == true, case .creating = state { charge = .unknown }
  }

  /// Bytes of the answer's body have come. Any byte counts as life of the connection, though not of the job.
  public mutating func bytesArrived(now: Int64) {
    answerBegan = true
    lastByteAt = now
    unexaminedSince = unexaminedSince ?? now
  }

  /// Events have come that `message` was not given, since they repeat the one before.
  public mutating func eventsRepeated(now: Int64) { lastEventAt = now }

  public mutating func requestEnded(_ end: RequestEnd, now: Int64) {
    isInFlight = false
    switch state {
    case .asking(let create): askedFirst(create, end, now: now)
    case .settling(let outcome): askedAfter(outcome, end, now: now)
    case .creating(let request): createEnded(request, end, now: now)
    case .streaming: streamEnded(end, now: now)
    case .polling: pollEnded(end, now: now)
    case .confirming(let outcome): confirmationEnded(outcome, end, now: now)
    default: break
    }
  }

  public mutating func timerFired(now: Int64) {
    guard let deadline, now >= deadline else { return }
    if case .settling = state { return act(.cutShort("no answer within \(boundOfAsking) ms")) }
    if let total = totalDeadline, now >= total { return totalIsOver(now: now) }
    switch state {
    case .asking: act(.cutShort("no answer within \(boundOfAsking) ms"))
    case .confirming: act(.cutShort(lateAnswer))
    case .waitingToAsk(let create, _): askFirst(create, now: now)
    case .creating(let request): createIsLate(request, now: now)
    case .waitingToCreate(let request, _): beginCreate(request, now: now)
    case .streaming: streamIsQuiet(now: now)
    case .polling: act(.cutShort(lateAnswer))
    case .pausing: beginPoll(now: now)
    case .waitingToConfirm(let outcome, _): confirm(outcome, now: now)
    default: break
    }
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
      case .creating: createDeadline
      case .waitingToAsk(_, let until), .waitingToCreate(_, let until), .pausing(let until),
        .waitingToConfirm(_, let until):
        until
      case .asking, .settling: later(requestStartedAt, boundOfAsking)
      case .streaming: streamDeadline
      case .polling, .confirming: later(requestStartedAt, settings.pollRequest)
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

  var lateAnswer: String { "no answer within \(settings.pollRequest) ms (poll_timeout_ms)" }

  /// When the id is polled for the last time before the total is over.
  var lastPollAt: Int64? { totalDeadline.map { $0 - settings.lastPollReserve } }

  func isOwn(_ other: String) -> Bool { id?.isSameText(as: other) ?? false }

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
    requestIsWhole = false
    answerBegan = false
    unexaminedSince = nil
    beginningOfAnswer = ""
    errorHeadAt = nil
    ledger.open(request, startedAt: now - startedAt, waited: waited)
    waited = 0
    isInFlight = true
    act(.start(request))
  }

  mutating func dropRequest() {
    dropQuietPoll("dropped")
    guard isInFlight else { return }
    isInFlight = false
    act(.abort)
  }
}
