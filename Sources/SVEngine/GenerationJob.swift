import CLinux
import SVJSON
import SVProtocol

/// A generation: carries out what its machine decides, and feeds it what arrives.
final class GenerationJob: Job {
  enum Purpose {
    case create(EndpointPath, payload: ByteBuffer)
    case attach(id: String)
  }

  /// Stream bytes not yet looked at beyond which the transfer waits for the caller.
  private static let backlogMax = 1 << 20

  private let purpose: Purpose
  private let idempotencyKey: String
  private var machine: GenerationMachine
  private var parser: SSEParser
  private let stream = ByteBuffer()
  /// What the parser found when only a steady message was wanted.
  private var skipped: SSEParser.Step?
  /// Something in the stream buffer was not given to the parser yet.
  private var hasUnread = false
  private var body = ByteBuffer()
  /// The request in flight is a create: the answer to a poll is never a stream, whatever it says.
  private var mayStream = false
  /// The end of the stream's request, to be told when everything before it was.
  private var pendingEnd: RequestEnd?
  /// The latest message: where its data lie in the stream buffer, or a repaired copy, and what it says.
  private var message = 0..<0
  private var repairedMessage: ByteBuffer?
  private var fields = LifecycleFields()
  private var statusText: CText?
  /// The start of the latest message, when one that begins alike leaves the machine nothing to decide.
  private let steadyHead = ByteBuffer()
  private var keptAnswer: ByteBuffer?
  private var idText: CText?

  init(client: Client, settings: JobSettings, tag: UInt64, purpose: Purpose) throws(CallError) {
    self.purpose = purpose
    guard let seed = Random.seed(), let key = Random.key() else {
      throw CallError(.memory, "the system gives no random numbers")
    }
    idempotencyKey = settings.idempotencyKey.isEmpty ? key : settings.idempotencyKey
    machine = GenerationMachine(settings: settings.generation, seed: seed)
    parser = SSEParser(eventBytesMax: settings.eventBytesMax)
    super.init(client: client, settings: settings, tag: tag)
  }

  override var generationID: CText? { idText }
  override var deadline: Int64? { machine.deadline }

  override func begin() {
    guard let client else { return }
    switch purpose {
    case .create(let path, _): machine.start(path.stream == nil ? .createPolling : .createStream, now: client.now)
    case .attach(let id):
      idText = CText(id)
      machine.attach(id: id, now: client.now)
    }
    act()
  }

  override func timerFired() {
    guard let client else { return }
    // Nobody listened while the transfer was paused: that is not the server's silence.
    if request?.isPaused == true { machine.bytesArrived(now: client.now) }
    machine.timerFired(now: client.now)
    act()
  }

  override func stop() {
    guard let client else { return }
    machine.cancel(now: client.now)
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
  }

  override func headArrived(_ head: ResponseHead) {
    guard let client else { return }
    trace("HTTP \(head.httpStatus)")
    if head.isStream, case .none = machine.id {
      machine.streamOpens(httpStatus: head.httpStatus, now: client.now)
      act()
    }
  }

  override func bodyArrived(_ bytes: UnsafeRawBufferPointer) -> Taken {
    guard let client else { return .refuse("the client is gone") }
    machine.bytesArrived(now: client.now)
    guard mayStream, request?.head?.isStream == true else {
      guard body.count + bytes.count <= settings.bodyBytesMax else {
        return .refuse("the answer is longer than \(settings.bodyBytesMax) bytes")
      }
      return body.append(bytes) ? .all : .refuse("no memory for the answer")
    }
    if hasUnread, stream.count > GenerationJob.backlogMax { return .pause }
    guard makeRoom(for: bytes.count), stream.append(bytes) else { return .refuse("no memory for the stream") }
    if stream.count == bytes.count { parser.bufferIsASCII = true }
    if parser.bufferIsASCII { parser.bufferIsASCII = clinux_is_ascii(bytes.baseAddress, bytes.count) }
    hasUnread = true
    client.markReady(self)
    return .all
  }

  /// Closes the gap of consumed bytes in the stream buffer when that saves growing it, and no message lies in it.
  private func makeRoom(for count: Int) -> Bool {
    guard !hasUnread else { return true }
    if parser.reclaimableCount >= stream.count / 2 { compact() }
    return stream.reserve(count)
  }

  /// The latest message is gone with this.
  private func compact() {
    stream.truncate(to: parser.compact(stream.mutableBytes))
    message = 0..<0
  }

  override func requestEnded(_ cause: RequestEnd.Cause, head: ResponseHead?) {
    guard let client else { return }
    if mayStream, head?.isStream == true {
      pendingEnd = RequestEnd(cause: cause, head: head, fields: nil, excerpt: "")
      client.markReady(self)
      return
    }
    var end = RequestEnd(cause: cause, head: head, fields: nil, excerpt: Excerpt.of(body.bytes))
    var answer = body
    body = ByteBuffer()
    if let repaired = Repair.wellFormed(answer) { answer = repaired }
    if !answer.isEmpty {
      let read = client.reader.topLevel(answer.bytes, spare: ByteBuffer.spare)
      if read.isObject, read.parseError == nil || read.id != nil { end.fields = read }
    }
    machine.requestEnded(end, now: client.now)
    act(answer: answer)
  }

  // MARK: Steps

  override func step() -> Step {
    guard let client, ending == nil else { return .idle }
    switch takeSteadyOrNext() {
    case .message(let found): messageArrived(found, client)
    case .needsMore: return streamIsRead(client)
    case .tooLarge: streamIsTooLarge(client)
    case nil: return .message
    }
    return .done
  }

  @_optimize(speed)
  override func stepIfSteady() -> Bool {
    guard steadyHead.count > 0 else { return false }
    skipped = takeSteadyOrNext()
    return skipped == nil
  }

  /// nil for a message that says the same as the one before; else what the parser found, given once more after
  /// `stepIfSteady` had no use for it.
  @_optimize(speed)
  private func takeSteadyOrNext() -> SSEParser.Step? {
    if let step = skipped {
      skipped = nil
      return step
    }
    let step = parser.next(in: stream.mutableBytes)
    guard case .message(let found) = step else { return step }
    message = found.data
    guard found.isWellFormed, isSteady(found.data) else { return step }
    repairedMessage = nil
    return nil
  }

  /// Whether a message begins like the one before, up to the end of its `id` and its `status`, which is not terminal: parsing it
  /// would cost more than all else together. A second `status` further behind is not seen by this look; it could only be
  /// missed as an end, and then the poll after the stream's end tells it.
  @inline(__always)
  private func isSteady(_ data: Range<Int>) -> Bool {
    let count = steadyHead.count
    guard count > 0, data.count >= count, let head = steadyHead.bytes.baseAddress, let base = stream.bytes.baseAddress
    else {
      return false
    }
    return clinux_equal(base + data.lowerBound, head, count)
  }

  private func messageArrived(_ found: SSEMessage, _ client: Client) {
    steadyHead.truncate(to: 0)
    statusText = nil
    repairedMessage = found.isWellFormed ? nil : Repair.copy(part(found.data))
    guard found.isWellFormed || repairedMessage != nil else { return fail(.memory, "no memory for an event") }
    let data = messageData
    let spare = repairedMessage == nil ? stream.count - found.data.upperBound : 0
    fields = client.reader.topLevel(data, spare: spare + ByteBuffer.spare)
    machine.message(fields, now: client.now)
    act(answer: nil)
    if machine.isSteady(after: fields), found.isWellFormed, let count = fields.headCount {
      // Without memory for the head the next message is looked at in full: slower, but the same.
      _ = steadyHead.append(UnsafeRawBufferPointer(rebasing: data.prefix(count)))
    }
  }

  private func streamIsRead(_ client: Client) -> Step {
    hasUnread = false
    if let end = pendingEnd {
      pendingEnd = nil
      machine.requestEnded(end, now: client.now)
    } else if machine.isEnding {
      machine.drained(now: client.now)
    } else {
      return resumeStream(client)
    }
    act()
    return .done
  }

  /// Everything that had arrived is read: a transfer that waited for that goes on.
  private func resumeStream(_ client: Client) -> Step {
    guard let request, request.isPaused else { return .idle }
    compact()
    machine.bytesArrived(now: client.now)
    let before = stream.count
    guard client.resume(request) else {
      streamIsBroken("no memory for the stream", client)
      return .done
    }
    return stream.count > before ? .done : .idle
  }

  private func streamIsTooLarge(_ client: Client) {
    streamIsBroken("an event is longer than \(settings.eventBytesMax) bytes", client)
  }

  private func streamIsBroken(_ reason: String, _ client: Client) {
    dropRequest()
    pendingEnd = nil
    stream.truncate(to: 0)
    message = 0..<0
    parser = SSEParser(eventBytesMax: settings.eventBytesMax)
    let head = ResponseHead(httpStatus: 200, content: .eventStream, retryAfter: nil)
    let end = RequestEnd(cause: .violation(reason), head: head, fields: nil, excerpt: "")
    machine.requestEnded(end, now: client.now)
    act()
  }

  // MARK: The latest message

  private func part(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    guard range.upperBound <= stream.count else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(rebasing: stream.bytes[range])
  }

  override var messageData: UnsafeRawBufferPointer {
    if let repairedMessage { return repairedMessage.bytes }
    // Behind the data lies at least the end of its line, which is read already.
    guard !message.isEmpty else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    if message.upperBound < stream.count { stream.mutableBytes[message.upperBound] = 0 }
    return part(message)
  }

  override var messageName: String { parser.eventName }
  override var messageSSEID: String { parser.lastEventID }
  override var messageStatus: String? { fields.status }
  override var messageStatusText: CText? {
    if statusText == nil { statusText = fields.status.map { CText($0) } }
    return statusText
  }

  // MARK: Actions

  /// Performs what the machine has decided, in order.
  private func act(answer: ByteBuffer? = nil) {
    while let action = machine.takeAction() {
      switch action {
      case .start(let request): start(request)
      case .abort:
        dropRequest()
        pendingEnd = nil
        body = ByteBuffer()
      case .emit(let event): emit(event, answer)
      case .deliverMessage: push(.message(nil))
      case .keepAnswer: keptAnswer = answer ?? (messageData.isEmpty ? nil : ByteBuffer(copying: messageData))
      case .finish(let outcome): conclude(outcome)
      }
    }
    guard let client else { return }
    if machine.isEnding { client.markReady(self) }
    client.noteDeadline(machine.deadline)
  }

  private func emit(_ event: GenerationEvent, _ answer: ByteBuffer?) {
    switch event {
    case .accepted(let id):
      idText = CText(id)
      push(.generation(event))
    case .poll, .streamLost: push(.generation(event), answer: answer)
    default: push(.generation(event))
    }
  }

  private func start(_ kind: GenerationRequest) {
    guard let client else { return }
    body = ByteBuffer()
    mayStream = kind != .result
    let (specification, shown) = specification(kind, client)
    trace((specification.body == nil ? "GET " : "POST ") + shown)
    guard let request = CurlRequest(specification, owner: self) else {
      return fail(.memory, "no memory for a request")
    }
    self.request = request
    if !client.add(request) {
      self.request = nil
      fail(.memory, "no memory for a request")
    }
  }

  private func specification(_ kind: GenerationRequest, _ client: Client) -> (CurlRequest.Specification, String) {
    var path = ""
    var payload: ByteBuffer?
    switch (purpose, kind) {
    case (.create(let endpoint, let body), .createStream):
      path = endpoint.stream ?? endpoint.polling
      payload = body
    case (.create(let endpoint, let body), .createPolling):
      path = endpoint.polling
      payload = body
    default: path = "/generation/" + PathSegment.encoded(machine.id ?? "")
    }
    var headers = [kind == .createStream ? "Accept: text/event-stream" : "Accept: application/json"]
    if payload != nil { headers += ["Content-Type: application/json", "Idempotency-Key: " + idempotencyKey] }
    let url = clientSettings.baseURL.text + path
    return (client.specification(url: url, body: payload, headers: headers, of: self), url)
  }

  override func url(of request: GenerationRequest) -> String {
    client.map { specification(request, $0).1 } ?? ""
  }

  private func conclude(_ outcome: Outcome) {
    let record = ResultRecord(
      outcome: outcome, id: machine.id, idempotencyKey: isCreate ? idempotencyKey : nil, answer: keptAnswer, tag: tag)
    finish(record.result())
  }

  private var isCreate: Bool {
    if case .create = purpose { return true }
    return false
  }
}
