import SVProtocol
import SVText

/// A generation: carries out the decisions of its machine, and passes on what arrives.
final class GenerationJob: Job {
  let purpose: Purpose
  let idempotencyKey: String
  var machine: GenerationMachine
  let messages: MessageStream
  /// The kind of the request in flight.
  private(set) var asked = GenerationRequest.result
  /// The request in flight is a create. Only its answer can be a stream.
  var mayStream: Bool { asked.isCreate }
  /// The answer is an event stream, by its Content-Type or its first bytes.
  var isStream = false
  var body = ByteBuffer()
  /// The head of the answer to the request in flight, or to the latest one.
  var answerHead: ResponseHead?
  /// The end of the stream's request. It is reported after all messages before it.
  var pendingEnd: RequestEnd.Cause?
  private var keptAnswer: ReceivedAnswer?
  var quietPoll: QuietPoll?
  private var idText: CText?

  /// Warnings of the client's document about the payload, reported when the job starts.
  private let warnings: [String]

  init(
    client: Client, settings: JobSettings, tag: UInt64, purpose: Purpose, warnings: [String] = []
  ) throws(CallError) {
    self.purpose = purpose
    self.warnings = warnings
    guard let seed = RandomNumber.seed(), let key = RandomNumber.key() else {
      throw CallError(.memory, "the system gives no random numbers")
    }
    idempotencyKey = settings.idempotencyKey.isEmpty ? key : settings.idempotencyKey
    var rules = settings.generation
    if case .create(_, .form) = purpose { rules.sendsFiles = true }
    machine = GenerationMachine(settings: rules, seed: seed)
    messages = MessageStream(
      eventBytesMax: settings.eventBytesMax, startBytesMax: Excerpt.needed(client.settings.key))
    super.init(client: client, settings: settings, tag: tag)
  }

  override var generationID: CText? { idText }
  override var deadline: Int64? { machine.deadline }

  override func begin() {
    guard let client else { return }
    switch purpose {
    case .create(let path, _):
      machine.start(path.stream == nil ? .createPolling : .createStream, now: client.now)
    case .attach(let id):
      idText = CText(id)
      machine.attach(id: id, now: client.now)
    }
    act()
    for warning in warnings { push(.generation(.notice(.payload, message: warning))) }
  }

  override func timerFired() {
    guard let client else { return }
    // What has arrived is handled before the timer: if the caller was away for long, both are due.
    while messages.hasUnread || hasEnd, queue.count < Client.keptEventsMax, stepAndKeep() {}
    // While the transfer was paused, bytes were not read, so the server was not silent.
    if request?.isPaused == true {
      machine.bytesArrived(now: client.now)
      machine.eventsRepeated(now: client.now)
    }
    if messages.takeRepeats() { machine.eventsRepeated(now: client.now) }
    machine.timerFired(now: client.now)
    act()
  }

  override func willStop() { machine.willStop() }

  override func stop() {
    guard let client else { return }
    machine.cancel(now: client.now)
    act()
  }

  override func stopGracefully() {
    guard let client else { return }
    machine.cancelGracefully(now: client.now)
    act()
  }

  override func fail(_ status: StatusCode, _ message: String) {
    guard let client else { return }
    machine.fail(status, message: message, now: client.now)
    act()
  }

  // MARK: From libcurl

  override func requestLeaves() {
    guard let client else { return }
    machine.requestLeaves(now: client.now)
    client.noteDeadline(machine.deadline)
  }

  override func bodySent(_ done: Int64, of total: Int64, isForm: Bool) {
    guard let client else { return }
    machine.bodySent(isWhole: done >= total, now: client.now)
    client.noteDeadline(machine.deadline)
    if isForm { reportBytes(done, of: total, isUpload: true, isLast: done == total) }
  }

  override func answerBegins(httpStatus: Int) {
    guard let client else { return }
    machine.answerBegins(httpStatus: httpStatus, now: client.now)
    client.noteDeadline(machine.deadline)
  }

  override func headArrived(_ head: ResponseHead) {
    guard let client else { return }
    answerHead = head
    if head.isStream { return openStream(head) }
    machine.headArrived(head, now: client.now)
    client.noteDeadline(machine.deadline)
  }

  override func bodyArrived(_ bytes: UnsafeRawBufferPointer) -> Taken {
    guard let client else { return .refuse("the client is gone") }
    machine.bytesArrived(now: client.now)
    if machine.id == nil { client.noteDeadline(machine.deadline) }
    if !isStream, body.isEmpty { openIfLikeStream(bytes) }
    guard isStream else {
      return body.take(bytes, max: settings.bodyBytesMax)
    }
    if messages.isFull { return .pause }
    guard messages.append(bytes) else { return .refuse("no memory for the stream") }
    if !isReady { client.markReady(self) }
    return .all
  }

  override func requestEnded(_ cause: RequestEnd.Cause, head: ResponseHead?) {
    guard let client else { return }
    takeLateStream(head)
    if isStream {
      pendingEnd = cause
      client.markReady(self)
      return
    }
    let (end, answer) = read(cause, head, body)
    body = ByteBuffer()
    machine.requestEnded(end, now: client.now)
    act(answer: answer)
  }

  func quietPollEnded(_ cause: RequestEnd.Cause, _ head: ResponseHead?, _ body: ByteBuffer) {
    guard let client else { return }
    quietPoll = nil
    let (end, answer) = read(cause, head, body)
    machine.quietPollEnded(end, now: client.now)
    act(answer: answer)
  }

  // MARK: Steps

  override func step() -> Step {
    guard let client, ending == nil else { return .idle }
    switch messages.next() {
    case .same: return .message(messages.latest)
    case .message: messageArrived(client)
    case .needsMore: return hasEnd ? .end : resumeStream(client)
    case .tooLarge:
      streamIsBroken("an event is longer than event_bytes_max, which is \(settings.eventBytesMax)", client)
    }
    return .done
  }

  override func stepToEnd() {
    if let client, ending == nil { streamIsRead(client) }
  }

  @_optimize(speed)
  override func stepIfUnchanged() -> Bool { queue.isEmpty && messages.skipSame() }

  override func keepLatest() -> Bool { messages.letGoOfLatest() }

  // MARK: Actions

  /// Carries out the decisions of the machine in order.
  func act(answer given: ReceivedAnswer? = nil) {
    var answer = given
    while let action = machine.takeAction() {
      switch action {
      case .start(let request): start(request)
      case .abort:
        dropRequest()
        pendingEnd = nil
      case .startQuietPoll: startQuietPoll()
      case .abortQuietPoll: dropQuietPoll()
      case .cutShort(let reason): cutShort(self, reason)
      case .cutShortQuietPoll(let reason): if let quietPoll { cutShort(quietPoll, reason) }
      case .examine:
        guard let client else { break }
        let part = leftover(.complete)
        answer = part.answer
        machine.partArrived(part.end, now: client.now)
      case .emit(let event): emit(event, answer)
      case .deliverMessage:
        messages.latest.isTerminal = machine.messageIsTerminal
        push(.message(messages.latest))
      case .keepAnswer:
        keptAnswer = answer ?? messages.answer
      case .finish(let outcome): conclude(outcome)
      }
    }
    guard let client else { return }
    if machine.isEnding { client.markReady(self) }
    client.noteDeadline(machine.deadline)
  }

  private func emit(_ event: GenerationEvent, _ answer: ReceivedAnswer?) {
    switch event {
    case .accepted(let id):
      idText = CText(id)
      push(.generation(event))
    case .poll, .streamLost(.httpError, _, _): push(.generation(event), answer: answer)
    default: push(.generation(event))
    }
  }

  private func start(_ kind: GenerationRequest) {
    body = ByteBuffer()
    asked = kind
    isStream = false
    answerHead = nil
    if mayStream { messages.reset() }
    send(kind, for: self)
  }

  override func dropRequest() {
    dropQuietPoll()
    super.dropRequest()
  }

  private func dropQuietPoll() {
    if let request = quietPoll?.request { client?.remove(request) }
    quietPoll = nil
  }

  override func url(of kind: GenerationRequest) -> String {
    let path: String
    switch (purpose, kind) {
    case (.create(let endpoint, _), .createStream): path = endpoint.stream ?? endpoint.polling
    case (.create(let endpoint, _), .createPolling): path = endpoint.polling
    case (_, .balance): path = "/credits"
    default: path = "/generation/" + PathSegment.encoded(machine.id ?? "")
    }
    return clientSettings.baseURL.text + path
  }

  private func conclude(_ outcome: GenerationOutcome) {
    guard let client else { return }
    messages.dropLatest()
    var record = ResultRecord(
      outcome: outcome, id: machine.id, idempotencyKey: createKey, answer: keptAnswer,
      reader: client.reader, tag: tag)
    keptAnswer = nil
    finish(record.result())
  }

  override var createKey: String? {
    if case .create = purpose { return idempotencyKey }
    return nil
  }
}
