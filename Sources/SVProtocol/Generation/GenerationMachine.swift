import SVText

/// The lifecycle of one generation as a pure state machine. Its mutating methods are the inputs; queued
/// actions are the output. It does no I/O and reads no clock (`now` is any monotonic count of milliseconds),
/// so that tests can exercise every rule about money. The header's chapters BEFORE THE ID and AFTER THE ID
/// describe the rules. Extensions of `Generation` implement them, and this type selects the phase.
///
/// After each input the caller performs the actions, then arms a timer for `deadline`. When all messages were
/// passed to `messageArrived`, it calls `drained`; a generation that is ending then ends.
public struct GenerationMachine {
  private var state = GenerationState.idle
  private var generation: Generation
  /// Whether the latest message ended the job: it is complete, has its id, and is the first that does so.
  public private(set) var messageIsTerminal = false

  public init(settings: GenerationSettings, seed: UInt64) {
    generation = Generation(settings: settings, seed: seed)
  }

  public var id: String? { generation.id }
  /// For tests: a request was started and has neither ended nor been dropped.
  public var isInFlight: Bool { generation.isInFlight }
  public var isEnding: Bool { state.isEnding }

  /// Removes and returns the oldest action; nil if there is none.
  public mutating func takeAction() -> GenerationAction? { generation.actions.take() }

  // MARK: Inputs from the caller

  /// Creates a generation, on the event-stream path or on the polling path.
  public mutating func start(_ request: GenerationRequest, now: Int64) {
    guard case .idle = state else { return }
    generation.start(request, now: now)
    go(to: generation.needsBalanceBeforeCreate ? .queryBalance(request) : .create(request), now: now)
  }

  /// Follows an existing generation.
  public mutating func attach(id: String, now: Int64) {
    guard case .idle = state else { return }
    generation.attach(id, now: now)
    go(to: .poll, now: now)
  }

  /// Announces that a stop follows: no further request is started.
  public mutating func willStop() { generation.isStopWanted = true }

  /// Stops following. Messages that have arrived are still delivered.
  public mutating func cancel(now: Int64) {
    generation.isStopWanted = true
    breakOff(.stopped, "following was stopped", ledger: "stopped", now: now)
  }

  /// Stops following, but first waits for the answer of a create whose body was sent completely, because it
  /// may have been accepted. No further request is started.
  public mutating func cancelGracefully(now: Int64) {
    generation.isStopWanted = true
    if state.isCreating, generation.charge == .unknown { return }
    cancel(now: now)
  }

  /// Ends after an error in the engine, such as a lack of memory.
  public mutating func fail(_ status: StatusCode, message: String, now: Int64) {
    generation.isStopWanted = true
    breakOff(status, message, ledger: message, now: now)
  }

  // MARK: Inputs from the network

  /// The connection of the request in flight is ready, and its first byte is about to be sent.
  public mutating func requestLeaves(now: Int64) { state.requestLeaves(now: now) }

  /// The network took a part of the request's body. `isWhole` is true for the last part; from then on a
  /// create may have been accepted.
  public mutating func bodySent(isWhole: Bool, now: Int64) {
    state.bodySent(isWhole: isWhole, now: now)
    if isWhole, state.isCreating { generation.charge = .unknown }
  }

  /// The status line of the final answer has arrived, not that of an interim (1xx) answer.
  public mutating func answerBegins(httpStatus: Int, now: Int64) {
    state.answerBegins(httpStatus: httpStatus, now: now)
  }

  /// The headers of the answer have arrived.
  public mutating func headArrived(_ head: ResponseHead, now: Int64) {
    answerBegins(httpStatus: head.httpStatus, now: now)
    if state.isCreating { generation.createAnswerBegins(head) }
  }

  /// Bytes of the answer's body have arrived. Any byte shows that the connection is alive, but not that the
  /// job is.
  public mutating func bytesArrived(now: Int64) { state.bytesArrived(now: now) }

  /// Events have arrived that were not passed to `messageArrived`, because they repeat the one before.
  public mutating func eventsRepeated(now: Int64) { state.eventArrived(now: now) }

  /// A message of the stream has arrived. `fields` are those of its JSON object, if it is one. For a message
  /// that reports success, `hasOutputs` shows whether it names a readable output.
  public mutating func messageArrived(_ fields: LifecycleFields, hasOutputs: Bool = false, now: Int64) {
    switch state {
    case .queryingFinalBalance, .ended: return
    default: state.eventArrived(now: now)
    }
    if generation.id == nil, let id = fields.id {
      generation.adopt(id, now: now)
      if state.isCreating { state = .streaming(StreamInFlight(now: now)) }
    }
    let belongs = fields.id.map { generation.isOwn($0) } ?? true
    let hasEnded = state.decidedOutcome?.isTerminal ?? false
    messageIsTerminal = belongs && !hasEnded && fields.isWholeEnd
    generation.act(.deliverMessage)
    guard belongs else { return generation.messageIsOfOther(fields.id ?? "") }
    go(
      to: generation.onMessage(fields, hasOutputs, hasEnded: hasEnded, isPolling: state.isPolling), now: now
    )
    if state.isStreaming, generation.isStopWanted { cancel(now: now) }
  }

  /// Whether a repeat of the latest message, with the same id and status, would need no decision.
  public func ignoresRepeats(of fields: LifecycleFields) -> Bool {
    state.isStreaming && fields.status != nil && (fields.id.map { generation.isOwn($0) } ?? true)
  }

  /// An incomplete message or body of a create's answer, with its head. The engine calls this after `examine`
  /// and before `drained`. An id in it is the generation's.
  public mutating func partArrived(_ end: RequestEnd, now: Int64) {
    guard generation.id == nil else { return }
    switch state {
    case .creating(let create): go(to: generation.partArrived(create, end, now: now), now: now)
    case .ending(let outcome, _):
      state = .ending(outcome, beginning: end.beginning(of: "the part that arrived"))
      if let found = end.jobID { generation.adopt(found, now: now) }
    default: break
    }
  }

  public mutating func requestEnded(_ end: RequestEnd, now: Int64) {
    generation.isInFlight = false
    switch state {
    case .queryingBalance(let create, _):
      go(to: generation.onBalanceBeforeCreate(create, end, now: now), now: now)
    case .creating(let create): go(to: generation.createEnded(create, end, now: now), now: now)
    case .streaming: changeStream(now: now) { $0.streamEnded(&$1, end, now: now) }
    case .polling: go(to: generation.pollEnded(end, now: now), now: now)
    case .confirming(let outcome, _): go(to: generation.confirmationEnded(outcome, end, now: now), now: now)
    case .queryingFinalBalance(let outcome, _): go(to: generation.onBalanceAfterEnd(outcome, end), now: now)
    default: break
    }
  }

  /// The poll beside the stream has ended.
  public mutating func quietPollEnded(_ end: RequestEnd, now: Int64) {
    guard case .streaming(let stream) = state, stream.quietPollStartedAt != nil else { return }
    changeStream(now: now) { $0.quietPollEnded(&$1, end, now: now) }
  }

  /// All messages that had arrived were delivered. If the id is unknown, `partArrived` was called before.
  public mutating func drained(now: Int64) {
    guard case .ending(let outcome, let beginning) = state else { return }
    go(to: generation.onMessagesDelivered(outcome, beginning, now: now), now: now)
  }

  // MARK: Timer

  /// When `timerFired` is due; nil if the machine waits for the network only.
  public var deadline: Int64? { state.deadline(in: generation) }

  public mutating func timerFired(now: Int64) {
    guard let deadline, now >= deadline else { return }
    if case .queryingFinalBalance = state { return generation.cutShort(after: generation.reportTimeout) }
    if let total = generation.totalDeadline, now >= total { return totalIsOver(now: now) }
    switch state {
    case .queryingBalance: generation.cutShort(after: generation.balanceTimeoutBeforeCreate)
    case .waitingToQueryBalance(let create, _): go(to: .queryBalance(create), now: now)
    case .creating(var create):
      let step = generation.onCreateTimeout(&create, now: now)
      state = .creating(create)
      go(to: step, now: now)
    case .waitingToCreate(let request, _): go(to: .create(request), now: now)
    case .streaming: changeStream(now: now) { $0.onStreamTimeout(&$1, now: now) }
    case .polling, .confirming: generation.act(.cutShort(generation.lateAnswer))
    case .pausing: go(to: .poll, now: now)
    case .waitingToConfirm(let outcome, _):
      state = .confirming(outcome, since: now)
      generation.beginPoll(now: now)
    case .idle, .ending, .queryingFinalBalance, .ended: break
    }
  }

  // MARK: Steps

  private mutating func go(to step: GenerationStep, now: Int64) {
    switch step {
    case .stay: break
    case .stop: cancel(now: now)
    case .totalIsOver: totalIsOver(now: now)
    case .queryBalance(let create):
      state = .queryingBalance(create, since: now)
      generation.beginBalanceQuery(now: now)
    case .queryBalanceLater(let create, let until):
      state = .waitingToQueryBalance(create, until: wait(until, now: now))
    case .create(let request):
      if generation.isStopWanted { return cancel(now: now) }
      state = .creating(CreateInFlight(request, now: now))
      generation.beginCreate(request, now: now)
    case .createLater(let request, let until):
      state = .waitingToCreate(request, until: wait(until, now: now))
    case .follow(let stream): state = .streaming(stream)
    case .leaveStream(let reason): changeStream(now: now) { $0.streamFailed(&$1, reason) }
    case .poll:
      if generation.isStopWanted { return cancel(now: now) }
      state = .polling(since: now)
      generation.beginPoll(now: now)
    case .pollLater(let until): state = .pausing(until: wait(until, now: now))
    case .conclude(let outcome, let hasOutputs, let isMessage):
      conclude(outcome, hasOutputs: hasOutputs, isMessage: isMessage, now: now)
    case .end(let outcome): end(outcome, now: now)
    case .queryFinalBalance(let outcome):
      state = .queryingFinalBalance(outcome, since: now)
      generation.begin(.balance, now: now)
    case .finish(let outcome):
      state = .ended
      generation.finish(outcome, now: now)
    }
  }

  /// Records the wait before the next request.
  private mutating func wait(_ until: Int64, now: Int64) -> Int64 {
    generation.waited = until - now
    return until
  }

  private mutating func changeStream(
    now: Int64, _ rule: (inout Generation, inout StreamInFlight) -> GenerationStep
  ) {
    guard case .streaming(var stream) = state else { return }
    let step = rule(&generation, &stream)
    state = .streaming(stream)
    go(to: step, now: now)
  }

  private mutating func dropRequests() {
    if case .streaming(var stream) = state {
      generation.dropQuietPoll(&stream, "dropped")
      state = .streaming(stream)
    }
    generation.dropRequest()
  }

  /// Confirms a success that names no output by another poll, if there is an id and a request may start.
  private mutating func conclude(_ terminal: GenerationOutcome, hasOutputs: Bool, isMessage: Bool, now: Int64)
  {
    guard terminal.status == .ok, !hasOutputs else { return end(terminal, now: now) }
    var outcome = terminal
    outcome.lacksOutputs = true
    guard generation.id != nil, !generation.isStopWanted, !state.isEnding else {
      return go(to: generation.endWithoutOutputs(outcome), now: now)
    }
    dropRequests()
    generation.act(.keepAnswer)
    outcome.ownsAnswer = false
    // A longer wait that was announced is kept, because the platform may have requested it.
    let until = max(generation.confirmsAt(isMessage: isMessage, now: now), state.pausesUntil ?? now)
    state = .waitingToConfirm(outcome, until: wait(until, now: now))
  }

  /// Decides the outcome. It is reported after all messages that had arrived were delivered.
  private mutating func end(_ decided: GenerationOutcome, now: Int64) {
    dropRequests()
    var outcome = decided
    if case .idle = state {} else { outcome.elapsed = now - generation.startedAt }
    if case .creating(let create) = state {
      outcome.isPartlySent = create.hasLeft && generation.charge != .unknown
    }
    if outcome.ownsAnswer { generation.act(.keepAnswer) }
    state = .ending(outcome, beginning: "")
  }

  private mutating func totalIsOver(now: Int64) {
    // The head of an error answer decides the outcome. No further request is started.
    if case .creating(let create) = state, create.errorHeadAt != nil, !generation.isTotalOver {
      generation.isTotalOver = true
      return generation.act(.cutShort("the time limit is over (total_timeout_ms)"))
    }
    breakOff(generation.totalTimeoutStatus, generation.totalTimeoutMessage, ledger: "time limit", now: now)
  }

  /// Ends a generation whose outcome is not decided. A decided outcome stays.
  private mutating func breakOff(_ status: StatusCode, _ message: String, ledger words: String, now: Int64) {
    switch state {
    case .ending, .ended: break
    case .waitingToConfirm(let outcome, _), .confirming(let outcome, _):
      go(to: generation.endWithoutOutputs(outcome), now: now)
    case .queryingFinalBalance(let outcome, _):
      generation.dropRequest()
      go(to: generation.onBalanceAfterEndFailed(outcome, message), now: now)
    default: go(to: generation.endEarly(status, message, ledger: words), now: now)
    }
  }
}
