import SVJSON
import SVProtocol

/// What the rules say about the end of a request: written a second time, from the rules and not from the machine.
enum Verdict: Equatable {
  /// A create told an id.
  case accepted
  /// Nothing left; it may be tried again.
  case unsent
  /// Refused for the time being.
  case refusedForNow(retryAfter: Int64?)
  case refused
  /// The stream path is not there.
  case pathRefused
  /// Whether a job was made is open.
  case open
  /// A poll that told a status.
  case told
  /// A poll that failed, one of a row.
  case failed(retryAfter: Int64?)
  /// A poll that came too early.
  case early
  /// The credit balance before the create, told or not.
  case balance(CreditBalance)
  case noBalance(mayHelp: Bool, retryAfter: Int64?)
  /// The balance after the end, whatever was told.
  case settled
}

extension RequestEnd {
  private var code: Int { head?.httpStatus ?? 0 }
  private var isSuccess: Bool { code >= 200 && code < 300 }

  private var isCut: Bool {
    if case .complete = cause { return false }
    return true
  }

  /// An id with a status word of the platform.
  func tellsOf(_ id: String?) -> Bool {
    guard let fields, let own = fields.id, let kind = fields.kind else { return false }
    return kind != .unknown && (id == nil || own == id)
  }

  func verdictOnCreate(_ request: GenerationRequest, left: Bool) -> Verdict {
    if head?.isStream == true { return .open }
    if fields?.id != nil, isSuccess || tellsOf(nil) { return .accepted }
    if !left { return .unsent }
    if code < 200 || isSuccess || code == 302 || code == 303 { return .open }
    if request == .createStream, [404, 405, 406, 415, 501].contains(code) { return .pathRefused }
    if code >= 500, fields?.isError != true { return .open }
    guard code == 429 || code == 503 else { return .refused }
    let mayHelp = ErrorClassifier.classify(
      httpStatus: code, code: fields?.code, error: fields?.error, message: fields?.message
    ).retryable
    return mayHelp ? .refusedForNow(retryAfter: head?.retryAfter) : .refused
  }

  func verdictOnPoll(id: String?, sinceKnown: Int64, grace: Int64) -> Verdict {
    if isCut { return .failed(retryAfter: head?.retryAfter) }
    if isSuccess || tellsOf(id) {
      guard let fields, fields.parseError == nil, fields.status != nil, fields.id == nil || fields.id == id else {
        return .failed(retryAfter: head?.retryAfter)
      }
      return .told
    }
    if code == 404, sinceKnown < grace { return .early }
    if [408, 425, 429].contains(code) || (code >= 500 && code != 501 && code != 505) {
      return .failed(retryAfter: head?.retryAfter)
    }
    return .refused
  }
}
