import NIOCore
import NIOHTTP1

/// The target of a path.
enum Route {
  /// `rest` is a model for a create and an id for a poll. Both have the same syntax.
  case generation(rest: String, isStream: Bool)
  case credits
  case output
  case simulator(String)
  case unknown

  static let creditsPath = "/api/v1/credits"

  init(_ path: String) {
    let generation = "/api/v1/generation/"
    if path.hasPrefix(generation + "sse/") {
      self = .generation(rest: String(path.dropFirst(generation.count + 4)), isStream: true)
    } else if path.hasPrefix(generation) {
      self = .generation(rest: String(path.dropFirst(generation.count)), isStream: false)
    } else if path == Route.creditsPath {
      self = .credits
    } else if path.hasPrefix("/outputs/") {
      self = .output
    } else if path.hasPrefix("/simulator/") {
      self = .simulator(String(path.dropFirst("/simulator/".count)))
    } else {
      self = .unknown
    }
  }

  var isGeneration: Bool {
    if case .generation = self { true } else { false }
  }

  /// Whether a request on this route can have faults of the scope.
  func takes(_ scope: FaultKind.Scope, isCreate: Bool) -> Bool {
    switch scope {
    case .anyRequest: return true
    case .creates: return isCreate
    // These apply while the body arrives.
    case .uploads: return false
    case .credits:
      if case .credits = self { return true }
      return false
    }
  }

  var isAPI: Bool {
    switch self {
    case .generation, .credits: true
    default: false
    }
  }
}

extension Simulator {
  func answer(
    _ request: Request, on route: Route, _ plan: FaultPlan, _ delivery: inout AnswerDelivery
  ) throws(APIError) -> (Answer, SimulatedJob?) {
    if route.isAPI, request.bearerToken != settings.key { throw APIError.unauthorized }
    switch route {
    case .generation(let model, let isStream) where request.method == .POST:
      return try create(request, model: model, isStream: isStream, plan)
    case .generation(let id, let isStream):
      guard request.method == .GET, !isStream, !id.contains("/") else {
        throw APIError.methodNotAllowed("POST")
      }
      if let reply = substitute(plan, for: request, .image) { return (.reply(reply), nil) }
      return try poll(id, request, &delivery)
    case .credits:
      guard request.method == .GET else { throw APIError.methodNotAllowed("GET") }
      if let reply = substitute(plan, for: request, .image) { return (.reply(reply), nil) }
      return (.reply(creditsReply(plan, &delivery)), nil)
    case .output: return try download(request, plan, &delivery)
    case .simulator, .unknown: throw APIError.notFound("There is no \(request.path).")
    }
  }

  private func create(
    _ request: Request, model: String, isStream: Bool, _ plan: FaultPlan
  ) throws(APIError) -> (Answer, SimulatedJob?) {
    guard let endpoint = catalogue.endpoints[model] else {
      throw APIError(.unsupportedModel, .guess(from: model), message: "There is no model \(model).")
    }
    if let reply = substitute(plan, for: request, endpoint.kind) { return (.reply(reply), nil) }
    if isStream, request.form != nil, let status = plan.count(.refuseForm) {
      let message = "The Content-Type must be application/json, not multipart/form-data."
      throw APIError(status: status, code: "INVALID_INPUT", message: message)
    }
    let payload = try BodyCheck(endpoint: endpoint).payload(request)
    var hash = Hash()
    hash.combine(model.utf8)
    hash.combine(request.body)
    for part in request.form ?? [] { hash.combine((part.name + part.digest).utf8 + part.text) }
    let order = CreateOrder(
      endpoint: endpoint, isStream: isStream, input: endpoint.normalized(payload),
      count: BodyCheck.count(.object(payload)), payloadHash: hash.value.hex,
      idempotencyKey: request.idempotencyKey,
      plan: plan)
    let job = try jobs.create(order)
    return (answer(about: job, isStream: isStream, plan), job)
  }

  /// The answer after a job was made.
  private func answer(about job: SimulatedJob, isStream: Bool, _ plan: FaultPlan) -> Answer {
    if let status = plan.count(.madeStatus) {
      return .reply(refusal(status, plan, job.endpoint.kind, about: job))
    }
    if plan.has(.noContent) { return .reply(Reply(status: 204, headers: [], body: ByteBuffer())) }
    let created = job.created.padded(to: plan.count(.answerBytes) ?? 0)
    if let comments = plan.count(.bareJSON) {
      let text = String(repeating: ": heartbeat\n\n", count: comments) + created.description
      let body = ByteBuffer(string: text)
      return .reply(Reply(status: 200, headers: [("Content-Type", "text/event-stream")], body: body))
    }
    if let status = plan.count(.json) { return .reply(Reply(status: status, json: created)) }
    return isStream ? .stream(job, plan) : .reply(Reply(json: created))
  }

  private func poll(_ id: String, _ request: Request, _ delivery: inout AnswerDelivery) throws(APIError) -> (
    Answer, SimulatedJob?
  ) {
    guard let job = jobs.job(id) else { throw APIError.notFound("There is no generation \(id).") }
    job.polls += 1
    let faults = PollFaults(job)
    faults.apply(to: &delivery)
    if let reply = faults.substitute(for: request, self) { return (.reply(reply), job) }
    jobs.poll(job)
    return (.reply(Reply(json: faults.changed(job.result(origin: origin)))), job)
  }

  private func download(
    _ request: Request, _ plan: FaultPlan, _ delivery: inout AnswerDelivery
  ) throws(APIError) -> (Answer, SimulatedJob?) {
    log.addDownload(request)
    guard request.method == .GET || request.method == .HEAD else {
      throw APIError.methodNotAllowed("GET, HEAD")
    }
    let id = request.path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    guard let job = jobs.job(id), job.isCompleted,
      let file = job.outputs.first(where: { $0.path.percentDecoded == request.path.percentDecoded })
    else { throw APIError.notFound("There is no such file.") }
    if let reply = substitute(plan, for: request, job.endpoint.kind) { return (.reply(reply), job) }
    let faults = OutputFaults(job: job, origin: origin, elsewhere: elsewhere)
    faults.encode(&delivery)
    job.downloads += 1
    if let reply = try faults.substitute(for: request) { return (.reply(reply), job) }
    faults.apply(to: &delivery)
    let reply = outputs.reply(to: faults.changed(request), for: faults.changed(file))
    return (.later(reply.map { faults.changed($0) }), job)
  }
}
