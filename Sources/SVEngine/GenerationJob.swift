import SVJSON
import SVProtocol

/// A generation: carries out what its machine decides, and feeds it what arrives.
final class GenerationJob: Job {
  enum Purpose {
    case create(EndpointPath, payload: ByteBuffer)
    case attach(id: String)
  }

  /// Stream bytes not yet looked at beyond which the transfer waits for the caller.
  private static let backlogMax = 256 << 10

  private let purpose: Purpose
  private let idempotencyKey: String
  private var machine: GenerationMachine
  private var parser: SSEParser
  private let stream = ByteBuffer()
  private var body = ByteBuffer()
  /// The end of the stream's request, to be told when everything before it was.
  private var pendingEnd: RequestEnd?
  /// The message that is being looked at.
  private var message: Event.Message?
  private var keptAnswer: ByteBuffer?
  private var fields = LifecycleFields()
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
    guard request?.head?.isStream == true else {
      guard body.count + bytes.count <= settings.bodyBytesMax else {
        return .refuse("the answer is longer than \(settings.bodyBytesMax) bytes")
      }
      return body.append(bytes) ? .all : .refuse("no memory for the answer")
    }
    if isReady, stream.count > GenerationJob.backlogMax { return .pause }
    guard makeRoom(for: bytes.count), stream.append(bytes) else { return .refuse("no memory for the stream") }
    client.markReady(self)
    return .all
  }

  /// Closes the gap of consumed bytes in the stream buffer when that saves growing it, and no message lies in it.
  private func makeRoom(for count: Int) -> Bool {
    guard !isReady else { return true }
    if parser.reclaimableCount >= stream.count / 2 {
      stream.truncate(to: parser.compact(stream.mutableBytes))
    }
    return stream.reserve(count)
  }

  override func requestEnded(_ cause: RequestEnd.Cause, head: ResponseHead?) {
    guard let client else { return }
    if head?.isStream == true {
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

  override func step() -> Bool {
    guard let client, ending == nil else { return false }
    switch parser.next(in: stream.mutableBytes) {
    case .message(let found):
      messageArrived(found, client)
      return true
    case .needsMore: return streamIsRead(client)
    case .tooLarge:
      dropRequest()
      pendingEnd = nil
      stream.truncate(to: 0)
      let reason = "an event is longer than \(settings.eventBytesMax) bytes"
      parser = SSEParser(eventBytesMax: settings.eventBytesMax)
      let head = ResponseHead(httpStatus: 200, content: .eventStream, retryAfter: nil)
      machine.requestEnded(RequestEnd(cause: .violation(reason), head: head, fields: nil, excerpt: ""), now: client.now)
      act()
      return true
    }
  }

  private func streamIsRead(_ client: Client) -> Bool {
    if let end = pendingEnd {
      pendingEnd = nil
      machine.requestEnded(end, now: client.now)
      act()
      return true
    }
    if machine.isEnding {
      machine.drained(now: client.now)
      act()
      return true
    }
    if let request, request.isPaused {
      stream.truncate(to: parser.compact(stream.mutableBytes))
      machine.bytesArrived(now: client.now)
      isReady = false
      request.resume()
      return isReady
    }
    return false
  }

  private func messageArrived(_ found: SSEMessage, _ client: Client) {
    var bytes = UnsafeRawBufferPointer(rebasing: stream.bytes[found.data])
    var copy: ByteBuffer?
    if !found.isWellFormed {
      guard let repaired = Repair.copy(bytes) else { return fail(.memory, "no memory for an event") }
      copy = repaired
      bytes = repaired.bytes
    }
    fields = client.reader.topLevel(
      bytes, spare: copy == nil ? stream.count - found.data.upperBound + ByteBuffer.spare : ByteBuffer.spare)
    message = Event.Message(
      data: copy == nil ? found.data : 0..<bytes.count, copy: copy, name: parser.eventName, sseID: parser.lastEventID,
      id: fields.id, status: fields.status)
    machine.message(fields, now: client.now)
    act(answer: nil)
    message = nil
  }

  /// The data of a message, wherever it lies now.
  override func data(of message: Event.Message) -> UnsafeRawBufferPointer {
    if let copy = message.copy { return copy.bytes }
    guard message.data.upperBound <= stream.count else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(rebasing: stream.bytes[message.data])
  }

  override func terminate(_ message: Event.Message) {
    // Behind the data lies at least the end of its line, which is read already.
    guard message.copy == nil, message.data.upperBound < stream.count else { return }
    stream.mutableBytes[message.data.upperBound] = 0
  }

  override func keepMessage() {
    if !queue.keepMessage(from: stream) { fail(.memory, "no memory for events that wait") }
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
      case .deliverMessage: if let message { push(.message(message)) }
      case .keepAnswer: keptAnswer = answer ?? message.flatMap { ByteBuffer(copying: data(of: $0)) }
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
    let url = client.settings.baseURL.text + path
    return (client.specification(url: url, body: payload, headers: headers, settings), url)
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
