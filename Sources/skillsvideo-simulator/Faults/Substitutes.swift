import Glibc

/// Answers that faults send instead of the platform's, before anything is made or looked up.
extension Simulator {
  /// Nil if the platform handles the request.
  func substitute(_ plan: FaultPlan, for request: Request, _ kind: MediaKind) -> Reply? {
    if let status = plan.count(.status) { return refusal(status, plan, kind) }
    if let status = plan.count(.redirect) { return redirection(status, to: origin + request.path) }
    if let status = plan.count(.redirectAway) { return redirection(status, to: elsewhere + request.path) }
    return plan.has(.captive) ? .captive : nil
  }

  /// An error with the faults for error bodies applied. `job` is nil if nothing was made.
  func refusal(_ status: Int, _ plan: FaultPlan, _ kind: MediaKind, about job: SimulatedJob? = nil) -> Reply {
    var error = APIError(status: status, kind: kind)
    if let word = plan.word(.errorCode) { error.setCode(Failure.code(word, kind)) }
    if plan.has(.errorID) { error.id = job?.idValue }
    error.setShape(plan.word(.errorBody))
    if let seconds = plan.count(.retryAfter) { error.headers.append(("Retry-After", String(seconds))) }
    if let seconds = plan.count(.retryAfterDate) {
      error.headers.append(("Retry-After", HTTPDate.text(in: seconds)))
    }
    if let pause = plan.count(.retryAfterMilliseconds) {
      error.headers.append(("Retry-After-Ms", String(pause)))
    }
    return Reply(error)
  }

  func redirection(_ status: Int, to place: String) -> Reply {
    var error = APIError(status: status, code: "", message: "")
    error.shape = .html
    error.headers = [("Location", place)]
    return Reply(error)
  }
}

/// Formats a time for HTTP headers.
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
