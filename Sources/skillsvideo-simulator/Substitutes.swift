import Glibc

/// What faults put in the place of the platform's answer, before anything is made or looked up.
extension Simulator {
  /// Nil lets the request go on to the platform.
  func substitute(_ plan: FaultPlan, for request: Request, _ kind: MediaKind) -> Reply? {
    if let status = plan.count(.status) { return refusal(status, plan, kind) }
    if let status = plan.count(.redirect) { return redirection(status, to: origin + request.path) }
    if let status = plan.count(.redirectAway) { return redirection(status, to: elsewhere + request.path) }
    return plan.has(.captive) ? .captive : nil
  }

  /// The faults of polls meet the first so many, or all.
  func pollSubstitute(_ job: Job, for request: Request, _ delivery: inout Delivery) -> Reply? {
    let plan = job.order.plan
    let kind = job.endpoint.kind
    let first = plan.count(.pollFail)
    if let first, job.polls > first { return nil }
    delivery.breakPoll(plan)
    if let status = plan.count(.pollStatus) { return refusal(status, plan, kind) }
    if let status = plan.count(.pollRedirect) { return redirection(status, to: origin + request.path) }
    if let status = plan.count(.pollRedirectAway) { return redirection(status, to: elsewhere + request.path) }
    if plan.has(.pollCaptive) { return .captive }
    if let shape = plan.word(.pollBody).flatMap({ ErrorShape(rawValue: $0) }) {
      var error = APIError(.providerUnavailable, kind)
      error.status = 200
      error.shape = shape
      return Reply(error)
    }
    if plan.has(.pollOtherID) {
      return Reply(json: [
        "id": .string(job.id + "-other"), "status": .string(job.words[.completed]), "data": .null,
        "usage": job.usage.json,
      ])
    }
    guard first != nil, !delivery.breaksPoll(plan) else { return nil }
    return refusal(Failure.providerUnavailable.status, plan, kind)
  }

  private func refusal(_ status: Int, _ plan: FaultPlan, _ kind: MediaKind) -> Reply {
    var error = APIError(status: status, kind: kind)
    error.shape = plan.word(.errorBody).flatMap { ErrorShape(rawValue: $0) } ?? .newest
    if let seconds = plan.count(.retryAfter) { error.headers.append(("Retry-After", String(seconds))) }
    if let seconds = plan.count(.retryAfterDate) { error.headers.append(("Retry-After", HTTPDate.text(in: seconds))) }
    if let pause = plan.count(.retryAfterMilliseconds) { error.headers.append(("Retry-After-Ms", String(pause))) }
    return Reply(error)
  }

  private func redirection(_ status: Int, to place: String) -> Reply {
    var error = APIError(status: status, code: "", message: "")
    error.shape = .html
    error.headers = [("Location", place)]
    return Reply(error)
  }
}

extension Delivery {
  private static var ofPolls: [(FaultName, Start)] {
    [
      (.pollStall, .headers(.stall)), (.pollStallStart, .nothing(.stall)), (.pollClose, .nothing(.close)),
      (.pollReset, .nothing(.reset)),
    ]
  }

  func breaksPoll(_ plan: FaultPlan) -> Bool {
    plan.has(.pollCut) || Self.ofPolls.contains { plan.has($0.0) }
  }

  mutating func breakPoll(_ plan: FaultPlan) {
    if plan.has(.pollCut) { bodyBreak = .close }
    if let found = Self.ofPolls.first(where: { plan.has($0.0) }) { start = found.1 }
  }
}

/// A moment as HTTP headers write it.
enum HTTPDate {
  static func text(in seconds: Int) -> String {
    var moment = time(nil) + seconds
    var parts = tm()
    gmtime_r(&moment, &parts)
    var text: [CChar] = Array(repeating: 0, count: 64)
    let count = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
    return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
