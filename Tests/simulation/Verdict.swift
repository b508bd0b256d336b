import SVProtocol
import SVText

/// The result of a request by the rules. It is written independently of the machine.
enum Verdict: Equatable {
  /// A create returned an id.
  case accepted
  /// Nothing was sent; it may be repeated.
  case unsent
  /// Its body was never complete.
  case notWhole
  /// A temporary refusal.
  case refusedForNow(retryAfter: Int64?)
  case refused
  /// The stream path does not exist.
  case pathRefused
  /// It is unknown whether a job was made.
  case open
  /// A poll that returned a status.
  case status
  /// The poll after a success without outputs, with any result.
  case confirmed
  /// A poll that failed and may be repeated.
  case failed(retryAfter: Int64?)
  /// A poll that came too early.
  case early
  /// The balance before the create.
  case balance(CreditBalance)
  case noBalance(mayHelp: Bool, retryAfter: Int64?)
  /// The end of the final balance query, with any result.
  case finalBalance
}

extension RequestEnd {
  private var code: Int { head?.httpStatus ?? 0 }
  private var isSuccess: Bool { code >= 200 && code < 300 }

  /// Markup instead of JSON: not the platform's answer.
  private var isPage: Bool { fields == nil && excerpt.hasPrefix("<") }

  private var isCut: Bool {
    if case .complete = cause { return false }
    return true
  }

  /// Contains an id with a status word of the platform.
  func tellsOf(_ id: String?) -> Bool {
    guard let fields, let own = fields.id, let kind = fields.kind else { return false }
    return kind != .unknown && (id == nil || own == id)
  }

  /// The id of the job in a create's answer, in any state. Only in a final refusal may it be the id of the
  /// error.
  var namedID: String? {
    switch verdictOnAnswer(.createPolling) {
    case .open, .refusedForNow: fields?.id
    default: code == 429 || tellsOf(nil) ? fields?.id : nil
    }
  }

  private func names(_ endings: String...) -> Bool {
    endings.contains { ending in [fields?.code, fields?.error].contains { $0?.hasSuffix(ending) == true } }
  }

  func verdictOnCreate(_ request: GenerationRequest, left: Bool, isWhole: Bool) -> Verdict {
    if head != nil, namedID != nil { return .accepted }
    if !left { return .unsent }
    let verdict = verdictOnAnswer(request)
    if verdict == .pathRefused, fields?.id != nil { return .accepted }
    return verdict == .open && !isWhole && !isSuccess ? .notWhole : verdict
  }

  private func verdictOnAnswer(_ request: GenerationRequest) -> Verdict {
    if isSuccess || names("_GENERATION_TIMEOUT", "_GENERATION_FAILED") { return .open }
    switch code {
    case 503:
      guard names("_GENERATION_PROVIDER_UNAVAILABLE", "_GENERATION_RATE_LIMITED") else { return .open }
      return .refusedForNow(retryAfter: head?.retryAfter)
    case 429:
      let mayHelp = ErrorClassifier.classify(
        httpStatus: code, code: fields?.code, error: fields?.error, message: fields?.message
      ).retryable
      return mayHelp ? .refusedForNow(retryAfter: head?.retryAfter) : .refused
    case 302, 303, 304, 408, 409, 425, 499: return .open
    // A filter may have blocked only the answer.
    case 403, 406, 451: if isPage { return .open }
    default: break
    }
    switch code {
    case 405, 406, 415: return request == .createStream ? .pathRefused : .refused
    case 404:
      let isKnown = fields?.code.map { Platform.codes.contains($0) && $0 != "NEW_CODE" } ?? false
      return request == .createStream && !isKnown ? .pathRefused : .refused
    case 300..<500: return .refused
    default: return .open
    }
  }

  func verdictOnPoll(id: String?, sinceKnown: Int64, grace: Int64) -> Verdict {
    let isWhole = fields.map { $0.parseError == nil && $0.status != nil } ?? false
    if isWhole, let own = fields?.id, own == id, isSuccess || tellsOf(id) { return .status }
    if code >= 300 {
      if isPage, code != 301, code != 308 { return .failed(retryAfter: head?.retryAfter) }
      if code == 404, sinceKnown < grace { return .early }
      // From a proxy, a login or a cache, or temporary.
      let isLater =
        [300, 302, 303, 304, 307, 407, 408, 421, 425, 429].contains(code)
        || (code >= 500 && code != 501 && code != 505)
      return isLater ? .failed(retryAfter: head?.retryAfter) : .refused
    }
    if case .limit = cause { return .refused }
    if isCut { return .failed(retryAfter: head?.retryAfter) }
    guard isSuccess else { return .refused }
    return isWhole && fields?.id == nil ? .status : .failed(retryAfter: head?.retryAfter)
  }
}
