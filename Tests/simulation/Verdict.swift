import SVProtocol
import SVText

/// What the rules say about the end of a request: written a second time, from the rules and not from the
/// machine.
enum Verdict: Equatable {
  /// A create told an id.
  case accepted
  /// Nothing left; it may be tried again.
  case unsent
  /// Its body was never whole.
  case notWhole
  /// Refused for the time being.
  case refusedForNow(retryAfter: Int64?)
  case refused
  /// The stream path is not there.
  case pathRefused
  /// Whether a job was made is open.
  case open
  /// A poll that told a status.
  case told
  /// The poll after a success without outputs, whatever it says.
  case confirmed
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

  /// No JSON, but markup: not the platform's.
  private var isPage: Bool { fields == nil && excerpt.hasPrefix("<") }

  private var isCut: Bool {
    if case .complete = cause { return false }
    return true
  }

  /// An id with a status word of the platform.
  func tellsOf(_ id: String?) -> Bool {
    guard let fields, let own = fields.id, let kind = fields.kind else { return false }
    return kind != .unknown && (id == nil || own == id)
  }

  /// The id of a job that a create's answer names, in whatever state it came. Only a final refusal may have
  /// one of its own.
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
    // A filter may have stopped the answer and not the request.
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
    if isWhole, let own = fields?.id, own == id, isSuccess || tellsOf(id) { return .told }
    if code >= 300 {
      if isPage, code != 301, code != 308 { return .failed(retryAfter: head?.retryAfter) }
      if code == 404, sinceKnown < grace { return .early }
      // Of a proxy, a login or a cache, or for the time being.
      let isLater =
        [300, 302, 303, 304, 307, 407, 408, 421, 425, 429].contains(code)
        || (code >= 500 && code != 501 && code != 505)
      return isLater ? .failed(retryAfter: head?.retryAfter) : .refused
    }
    if case .limit = cause { return .refused }
    if isCut { return .failed(retryAfter: head?.retryAfter) }
    guard isSuccess else { return .refused }
    return isWhole && fields?.id == nil ? .told : .failed(retryAfter: head?.retryAfter)
  }
}
