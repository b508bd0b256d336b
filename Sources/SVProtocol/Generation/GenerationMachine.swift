import SVText

/// The life of one generation as a pure state machine: inputs are the mutating methods, answers are the
/// queued actions. It reads no clock (`now` is any monotonic millisecond count) and does no I/O, so that a
/// test can drive every rule about money. The rules are those of the header's chapter MONEY. They stand in
/// the extensions of `Generation`, one file a phase; the machine knows which of them an input belongs to.
///
/// After each input the caller takes the actions, then arms a timer for `deadline`. When all messages were
/// given to `messageArrived`, it calls `drained`, which lets a generation that is ending end.
public struct GenerationMachine {
  private var state = GenerationState.idle
  private var generation: Generation
  /// The message given last ended the job by its status. Another id, a part of a message and what comes after
  /// the end do not.
  public private(set) var messageIsTerminal = false

  public init(settings: GenerationSettings, seed: UInt64) {
    generation = Generation(settings: settings, seed: seed)
  }

  public var id: String? { generation.id }
  /// For tests: a request was started and has neither ended nor been dropped.
  public var isInFlight: Bool { generation.isInFlight }
  public var isEnding: Bool { state.isEnding }

  /// The next action, first in, first out; nil when all are taken.
  public mutating func takeAction() -> GenerationAction? { generation.actions.take() }

  // MARK: What the caller wants

  /// Creates a generation, over its event stream or on the polling path.
  public mutating func start(_ request: GenerationRequest, now: Int64) {
    guard case .idle = state else { return }
    generation.start(request, now: now)
    go(to: generation.asksFirst ? .ask(request) : .create(request), now: now)
  }

  /// Follows a generation that exists.
  public mutating func attach(id: String, now: Int64) {
    guard case .idle = state else { return }
    generation.attach(id, now: now)
    go(to: .poll, now: now)
  }

  /// A stop comes next: nothing is started any more.
  public mutating func willStop() { generation.isStopWanted = true }

  /// Stop following. Messages that have arrived are still handed over.
  public mutating func cancel(now: Int64) {
    generation.isStopWanted = true
    breakOff(.stopped, "following was stopped", ledger: "stopped", now: now)
  }

  /// Stop following, but not between a whole create and its answer: wait for the id of what may have been
  /// bought. Start nothing more.
  public mutating func cancelGracefully(now: Int64) {
    generation.isStopWanted = true
    if state.isCreating, generation.charge == .unknown { return }
    cancel(now: now)
  }

  /// Something the engine cannot go on after, such as a lack of memory.
  public mutating func fail(_ status: StatusCode, message: String, now: Int64) {
    generation.isStopWanted = true
    breakOff(status, message, ledger: message, now: now)
  }

  // MARK: What the network tells

  /// The connection of the request in flight is ready and its first byte is about to be sent.
  public mutating func requestLeaves(now: Int64) { state.requestLeaves(now: now) }

  /// A part of the request's body was given to the network; `isWhole` when that was the last of it. From
  /// there on a create may have been accepted.
  public mutating func bodySent(isWhole: Bool, now: Int64) {
    state.bodySent(isWhole: isWhole, now: now)
    if isWhole, state.isCreating { generation.charge = .unknown }
  }

  /// The status line of the answer, not of an interim one, has come.
  public mutating func answerBegins(httpStatus: Int, now: Int64) {
    state.answerBegins(httpStatus: httpStatus, now: now)
  }

  /// The headers of the answer have arrived.
  public mutating func headArrived(_ head: ResponseHead, now: Int64) {
    answerBegins(httpStatus: head.httpStatus, now: now)
    if state.isCreating { generation.createAnswerBegins(head) }
  }

  /// Bytes of the answer's body have come. Any byte counts as life of the connection, though not of the job.
  public mutating func bytesArrived(now: Int64) { state.bytesArrived(now: now) }

  /// Events have come that `messageArrived` was not given, since they repeat the one before.
  public mutating func eventsRepeated(now: Int64) { state.eventArrived(now: now) }

  /// One message of the stream, with the fields of its JSON object, if it is one.
  ///
  /// `hasOutputs` where it says that the generation succeeded: whether it names an output that can be read.
  public mutating func messageArrived(_ fields: LifecycleFields, hasOutputs: Bool = false, now: Int64) {
    switch state {
    case .settling, .ended: return
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
      to: generation.messageTold(fields, hasOutputs, hasEnded: hasEnded, isPolling: state.isPolling), now: now
    )
    if state.isStreaming, generation.isStopWanted { cancel(now: now) }
  }

  /// Whether a message that repeats the id and the status of this one, which was just given, would leave
  /// nothing to decide: a terminal status has ended the streaming.
  public func isSteady(after fields: LifecycleFields) -> Bool {
    state.isStreaming && fields.status != nil && (fields.id.map { generation.isOwn($0) } ?? true)
  }

  /// What has arrived of a create's answer and is not a whole message, with its head. The engine calls it
  /// after `examine` and before `drained`. An id in it is the generation's.
  public mutating func partArrived(_ end: RequestEnd, now: Int64) {
    guard generation.id == nil else { return }
    switch state {
    case .creating(let create): go(to: generation.partArrived(create, end, now: now), now: now)
    case .ending(let outcome, _):
      state = .ending(outcome, beginning: end.beginning(of: "what had come"))
      if let found = end.jobID { generation.adopt(found, now: now) }
    default: break
    }
  }

  public mutating func requestEnded(_ end: RequestEnd, now: Int64) {
    generation.isInFlight = false
    switch state {
    case .asking(let create, _): go(to: generation.askedFirst(create, end, now: now), now: now)
    case .creating(let create): go(to: generation.createEnded(create, end, now: now), now: now)
    case .streaming: changeStream(now: now) { $0.streamEnded(&$1, end, now: now) }
    case .polling: go(to: generation.pollEnded(end, now: now), now: now)
    case .confirming(let outcome, _): go(to: generation.confirmationEnded(outcome, end, now: now), now: now)
    case .settling(let outcome, _): go(to: generation.askedAfter(outcome, end), now: now)
    default: break
    }
  }

  /// The poll beside the stream has ended.
  public mutating func quietPollEnded(_ end: RequestEnd, now: Int64) {
    guard case .streaming(let stream) = state, stream.quietPollStartedAt != nil else { return }
    changeStream(now: now) { $0.quietPollEnded(&$1, end, now: now) }
  }

  /// No message that has arrived is left, and `partArrived` was called where an id is missing.
  public mutating func drained(now: Int64) {
    guard case .ending(let outcome, let beginning) = state else { return }
    go(to: generation.handedOver(outcome, beginning, now: now), now: now)
  }

  // MARK: Time

  /// When `timerFired` is due; nil when only the network can move things.
  public var deadline: Int64? { state.deadline(in: generation) }

  public mutating func timerFired(now: Int64) {
    guard let deadline, now >= deadline else { return }
    if case .settling = state { return generation.cutShort(after: generation.boundOfReport) }
    if let total = generation.totalDeadline, now >= total { return totalIsOver(now: now) }
    switch state {
    case .asking: generation.cutShort(after: generation.boundOfAskingFirst)
    case .waitingToAsk(let create, _): go(to: .ask(create), now: now)
    case .creating(var create):
      let step = generation.createIsLate(&create, now: now)
      state = .creating(create)
      go(to: step, now: now)
    case .waitingToCreate(let request, _): go(to: .create(request), now: now)
    case .streaming: changeStream(now: now) { $0.streamIsQuiet(&$1, now: now) }
    case .polling, .confirming: generation.act(.cutShort(generation.lateAnswer))
    case .pausing: go(to: .poll, now: now)
    case .waitingToConfirm(let outcome, _):
      state = .confirming(outcome, since: now)
      generation.beginPoll(now: now)
    case .idle, .ending, .settling, .ended: break
    }
  }

  // MARK: Steps

  private mutating func go(to step: GenerationStep, now: Int64) {
    switch step {
    case .stay: break
    case .stop: cancel(now: now)
    case .totalIsOver: totalIsOver(now: now)
    case .ask(let create):
      state = .asking(create, since: now)
      generation.beginAsking(now: now)
    case .askLater(let create, let until): state = .waitingToAsk(create, until: wait(until, now: now))
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
    case .settle(let outcome):
      state = .settling(outcome, since: now)
      generation.begin(.balance, now: now)
    case .finish(let outcome):
      state = .ended
      generation.finish(outcome, now: now)
    }
  }

  /// Where it waits before the next request.
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

  /// A success that names no output is confirmed by another poll, unless there is no id or nothing is started
  /// any more.
  private mutating func conclude(_ terminal: Outcome, hasOutputs: Bool, isMessage: Bool, now: Int64) {
    guard terminal.status == .ok, !hasOutputs else { return end(terminal, now: now) }
    var outcome = terminal
    outcome.lacksOutputs = true
    guard generation.id != nil, !generation.isStopWanted, !state.isEnding else {
      return go(to: generation.endWithoutOutputs(outcome), now: now)
    }
    dropRequests()
    generation.act(.keepAnswer)
    outcome.ownsAnswer = false
    // A wait that was announced is kept: the platform may have asked for it.
    let until = max(generation.confirmsAt(isMessage: isMessage, now: now), state.pausesUntil ?? now)
    state = .waitingToConfirm(outcome, until: wait(until, now: now))
  }

  /// Decides the end; it is reported when what has arrived was handed over.
  private mutating func end(_ decided: Outcome, now: Int64) {
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
    // The status of an error has come: it decides, and nothing more is started.
    if case .creating(let create) = state, create.errorHeadAt != nil, !generation.isTotalOver {
      generation.isTotalOver = true
      return generation.act(.cutShort("the time limit is over (total_timeout_ms)"))
    }
    breakOff(generation.endOfTotal, generation.wordsOfTotal, ledger: "time limit", now: now)
  }

  /// Ends what is not decided; an end that is decided stands, and nothing more is waited for.
  private mutating func breakOff(_ status: StatusCode, _ message: String, ledger words: String, now: Int64) {
    switch state {
    case .ending, .ended: break
    case .waitingToConfirm(let outcome, _), .confirming(let outcome, _):
      go(to: generation.endWithoutOutputs(outcome), now: now)
    case .settling(let outcome, _):
      generation.dropRequest()
      go(to: generation.reportFailed(outcome, message), now: now)
    default: go(to: generation.brokenOff(status, message, ledger: words), now: now)
    }
  }
}
