import SVProtocol

/// The requests of a generation.
extension GenerationJob {
  private func plan(_ kind: GenerationRequest, _ client: Client) -> RequestPlan {
    var headers = [kind == .createStream ? "Accept: text/event-stream" : "Accept: application/json"]
    guard kind.isCreate, case .create(_, let payload) = purpose else {
      return client.plan(url: url(of: kind), headers: headers, of: self)
    }
    headers.append("Idempotency-Key: " + idempotencyKey)
    switch payload {
    case .json(let body):
      headers.append("Content-Type: application/json")
      var plan = client.plan(url: url(of: kind), body: body, headers: headers, of: self)
      plan.keepsConnection = kind != .createStream || !client.hasManyJobs
      return plan
    case .form(let form):
      var plan = client.plan(url: url(of: kind), headers: headers, of: self)
      plan.form = form
      return plan
    }
  }

  /// The create request that is or would be sent first.
  var createRequest: RequestPlan? {
    guard let client, case .create(let path, _) = purpose else { return nil }
    return plan(path.stream == nil ? .createPolling : .createStream, client)
  }

  func startQuietPoll() {
    let poll = QuietPoll(self)
    quietPoll = poll
    send(.result, for: poll)
  }

  func send(_ kind: GenerationRequest, for owner: RequestOwner) {
    guard let client else { return }
    let plan = plan(kind, client)
    trace((plan.isCreate ? "POST " : "GET ") + plan.url)
    if let change = plan.form?.change { return fail(.file, change) }
    guard let request = CurlRequest(plan, owner: owner) else {
      return fail(.memory, "no memory for a request")
    }
    owner.request = request
    if !client.add(request) {
      owner.request = nil
      fail(.memory, "no memory for a request")
    }
  }

  /// Ends a request in flight as if its transfer had failed.
  func cutShort(_ owner: RequestOwner, _ reason: String) {
    let head = owner.request?.knownHead
    if let request = owner.request {
      client?.remove(request)
      request.traceEnd(.transport(reason))
    }
    owner.request = nil
    owner.requestEnded(.transport(reason), head: head)
  }
}

extension GenerationJob {
  /// The body of a create.
  enum Payload {
    case json(ByteBuffer)
    case form(UploadForm)
  }

  enum Purpose {
    case create(EndpointPath, payload: Payload)
    case attach(id: String)
  }
}

/// A poll of the id beside the event stream in flight.
final class QuietPoll: RequestOwner {
  private unowned(unsafe) let generation: GenerationJob
  private let body = ByteBuffer()

  init(_ generation: GenerationJob) { self.generation = generation }

  override var job: Job? { generation }

  override func bodyArrived(_ bytes: UnsafeRawBufferPointer) -> Taken {
    body.take(bytes, max: generation.settings.bodyBytesMax)
  }

  override func requestEnded(_ cause: RequestEnd.Cause, head: ResponseHead?) {
    generation.quietPollEnded(cause, head, body)
  }
}
