import SVProtocol
import SVText
import Testing

/// Plays the engine for one generation in virtual time, and records each action of the machine as a line. A
/// test gives inputs and then lists, with `expect`, every line that they must have caused.
struct MachineScript {
  var machine: GenerationMachine
  private(set) var now: Int64 = 1_000_000
  private(set) var outcome: GenerationOutcome?
  /// The announced delay of the latest repeat.
  private(set) var announcedDelay: Int64?
  /// The wait that the latest failed poll announced.
  private(set) var pollDelay: Int64?
  /// The latest message of an event.
  private(set) var lastMessage = ""
  private var lines: [String] = []
  /// The request in flight is a balance query.
  private var isBalanceQuery = false
  /// What has arrived of the answer in flight.
  private var held: RequestEnd?
  /// What has arrived of the answer to the poll beside the stream.
  private var heldBeside: RequestEnd?
  private let reader = JSONReader()

  init(seed: UInt64 = 7, _ configure: (inout GenerationSettings) -> Void = { _ in }) {
    var settings = GenerationSettings()
    configure(&settings)
    machine = GenerationMachine(settings: settings, seed: seed)
  }

  // MARK: Inputs

  mutating func start(_ request: GenerationRequest = .createStream) {
    machine.start(request, now: now)
    collect()
  }

  mutating func attach(_ id: String) {
    machine.attach(id: id, now: now)
    collect()
  }

  /// The request is sent, completely unless its upload takes time.
  mutating func leaves(isWhole: Bool = true) {
    machine.requestLeaves(now: now)
    if isWhole { sends(isWhole: true) }
    collect()
  }

  mutating func sends(isWhole: Bool = false) { machine.bodySent(isWhole: isWhole, now: now) }

  mutating func opens(_ httpStatus: Int = 200) { head(httpStatus, .eventStream) }

  mutating func head(_ httpStatus: Int, _ content: ResponseHead.Content = .json) {
    let head = ResponseHead(httpStatus: httpStatus, content: content, retryAfter: nil)
    held = RequestEnd(cause: .complete, head: head, fields: nil, excerpt: "")
    machine.answerBegins(httpStatus: httpStatus, now: now)
    machine.headArrived(head, now: now)
    collect()
  }

  mutating func bytes() { machine.bytesArrived(now: now) }

  /// Messages of a success name an output by default.
  mutating func message(_ json: String, hasOutputs: Bool = true) {
    machine.bytesArrived(now: now)
    machine.messageArrived(read(json), hasOutputs: hasOutputs, now: now)
    collect()
  }

  /// The request has ended with an answer whose body is `body`.
  mutating func answers(
    _ httpStatus: Int, _ body: String = "", _ content: ResponseHead.Content = .json, retryAfter: Int64? = nil,
    cause: RequestEnd.Cause = .complete, hasOutputs: Bool = true
  ) {
    var end = answer(httpStatus, body, content, retryAfter: retryAfter, cause: cause, hasOutputs: hasOutputs)
    if isBalanceQuery { end.balance = Array(body.utf8).withUnsafeBytes { try? CreditBalance(answer: $0) } }
    machine.requestEnded(end, now: now)
    collect()
  }

  /// The poll beside the stream has ended.
  mutating func quietPollAnswers(
    _ httpStatus: Int, _ body: String = "", retryAfter: Int64? = nil, cause: RequestEnd.Cause = .complete,
    hasOutputs: Bool = true
  ) {
    let end = answer(httpStatus, body, retryAfter: retryAfter, cause: cause, hasOutputs: hasOutputs)
    machine.quietPollEnded(end, now: now)
    collect()
  }

  /// A part of its answer has arrived.
  mutating func quietPollHolds(_ httpStatus: Int, _ body: String = "") {
    heldBeside = answer(httpStatus, body)
  }

  private func answer(
    _ httpStatus: Int, _ body: String, _ content: ResponseHead.Content = .json, retryAfter: Int64? = nil,
    cause: RequestEnd.Cause = .complete, hasOutputs: Bool = true
  ) -> RequestEnd {
    let head = ResponseHead(httpStatus: httpStatus, content: content, retryAfter: retryAfter)
    var end = RequestEnd(cause: cause, head: head, fields: fields(body, isError: head.isError), excerpt: body)
    end.hasOutputs = hasOutputs
    return end
  }

  /// The request has ended without a head.
  mutating func breaks(_ reason: String = "connection reset") { ends(.transport(reason)) }

  mutating func ends(_ cause: RequestEnd.Cause) {
    machine.requestEnded(RequestEnd(cause: cause, head: nil, fields: nil, excerpt: ""), now: now)
    collect()
  }

  /// The event stream has ended; `unfinished` is the data of an incomplete message.
  mutating func streamEnds(_ cause: RequestEnd.Cause = .complete, unfinished: String = "") {
    machine.requestEnded(answer(200, unfinished, .eventStream, cause: cause), now: now)
    collect()
  }

  /// A part of the answer has arrived. The script reports it if the machine asks for it.
  mutating func holds(_ httpStatus: Int, _ body: String = "", _ content: ResponseHead.Content = .json) {
    if content != .eventStream { head(httpStatus, content) }
    held = answer(httpStatus, body, content)
    machine.bytesArrived(now: now)
  }

  /// Advances the clock without the timer.
  mutating func pass(_ milliseconds: Int64) { now += milliseconds }

  /// Advances the clock, and fires the timer whenever it is due.
  mutating func wait(_ milliseconds: Int64) {
    let end = now + milliseconds
    while let deadline = machine.deadline, deadline <= end {
      now = max(now, deadline)
      machine.timerFired(now: now)
      collect()
    }
    now = end
  }

  /// Advances to the deadline and fires. Returns how long that took.
  @discardableResult
  mutating func fire(sourceLocation: SourceLocation = #_sourceLocation) -> Int64 {
    guard let deadline = machine.deadline else {
      Issue.record("no deadline", sourceLocation: sourceLocation)
      return 0
    }
    let waited = max(0, deadline - now)
    now += waited
    machine.timerFired(now: now)
    collect()
    return waited
  }

  /// Fires the timer now, due or not.
  mutating func tick() {
    machine.timerFired(now: now)
    collect()
  }

  mutating func cancel() {
    machine.cancel(now: now)
    collect()
  }

  mutating func cancelGracefully() {
    machine.cancelGracefully(now: now)
    collect()
  }

  mutating func runsOutOfMemory() {
    machine.fail(.memory, message: "no memory", now: now)
    collect()
  }

  mutating func drain() {
    if let held { machine.partArrived(held, now: now) }
    machine.drained(now: now)
    collect()
  }

  // MARK: Common beginnings

  /// Runs up to a stream in flight whose id is known.
  mutating func startStream(_ id: String = "gen_1") {
    start()
    leaves()
    opens()
    message(#"{"id":"\#(id)","status":"IN_QUEUE"}"#)
    lines = []
  }

  /// Runs up to the first poll after a lost stream.
  mutating func startPolling(_ id: String = "gen_1") {
    startStream(id)
    streamEnds()
    lines = []
  }

  // MARK: Answers

  var isEnding: Bool { machine.isEnding }

  /// Expects exactly these lines since the last call.
  mutating func expect(_ expected: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    expect(expected, sourceLocation: sourceLocation)
  }

  mutating func expect(_ expected: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(lines == expected, sourceLocation: sourceLocation)
    lines = []
  }

  /// Discards the lines so far.
  mutating func skip() { lines = [] }

  /// Lets the generation end and returns its outcome.
  mutating func end(sourceLocation: SourceLocation = #_sourceLocation) throws -> GenerationOutcome {
    drain()
    lines = []
    return try #require(outcome, "the generation has not ended", sourceLocation: sourceLocation)
  }

  func read(_ json: String) -> LifecycleFields {
    guard let reader else { return LifecycleFields() }
    return Array(json.utf8).withUnsafeBytes { reader.topLevel($0) }
  }

  /// Same as the engine's rule for bodies.
  private func fields(_ body: String, isError: Bool) -> LifecycleFields? {
    let found = read(body)
    return found.isObject && (found.parseError == nil || found.id != nil || isError) ? found : nil
  }

  private mutating func collect() {
    while let action = machine.takeAction() {
      if case .finish(let outcome) = action { self.outcome = outcome }
      if case .emit(let event) = action { note(event) }
      lines.append(action.line)
      obey(action)
    }
  }

  /// Does what the engine does at once.
  private mutating func obey(_ action: GenerationAction) {
    switch action {
    case .start(let request):
      isBalanceQuery = request == .balance
      held = nil
    case .startQuietPoll: heldBeside = nil
    case .cutShort(let reason): machine.requestEnded(cut(held, reason), now: now)
    case .cutShortQuietPoll(let reason): machine.quietPollEnded(cut(heldBeside, reason), now: now)
    case .examine: if let held { machine.partArrived(held, now: now) }
    default: break
    }
  }

  private func cut(_ held: RequestEnd?, _ reason: String) -> RequestEnd {
    var end = held ?? RequestEnd(cause: .complete, head: nil, fields: nil, excerpt: "")
    end.cause = .transport(reason)
    return end
  }

  private mutating func note(_ event: GenerationEvent) {
    switch event {
    case .retry(_, let delay, _, let message):
      announcedDelay = delay
      lastMessage = message
    case .pollFailed(_, _, _, let delay, let message):
      pollDelay = delay
      lastMessage = message
    case .streamLost(_, _, let message), .notice(_, let message): lastMessage = message
    default: break
    }
  }
}
