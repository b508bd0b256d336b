import SVText

/// Decides from the answer to a create whether something was bought and whether the create may be repeated.
/// No other code decides this: the lifecycle, sv_classify_error and the messages use it.
///
/// Only the platform can say that it made nothing. A gateway in front of it (AWS, Envoy, Kong, Cloudflare)
/// may answer 5xx with JSON of its own after the platform accepted, so such an answer proves nothing.
public struct CreateRule: Equatable, Sendable {
  public let charge: ChargeState
  /// The refusal is temporary.
  public let mayRepeat: Bool

  /// No generation was made, and the same request would be refused again.
  public var isFinal: Bool { charge == .rejected && !mayRepeat }

  /// The rule for an answer without a generation id. `code` and `error` are members of the answer. `isPage`
  /// is true for a web page, which the platform never sends.
  public init(httpStatus: Int, code: String?, error: String?, isPage: Bool = false) {
    let codes = [code, error].map { $0.map { PlatformCode($0) } ?? .none }
    let isRefused = CreateRule.refuses(httpStatus, codes, isPage: isPage)
    charge = isRefused ? .rejected : .unknown
    mayRepeat = isRefused && (httpStatus == 429 || httpStatus == 503)
  }

  /// The rule for an answer with these fields.
  init(httpStatus: Int, fields: LifecycleFields?, isPage: Bool = false) {
    self.init(httpStatus: httpStatus, code: fields?.code, error: fields?.error, isPage: isPage)
  }

  /// The rule for the end of a request. A body that could not be decoded may contain a code that contradicts
  /// the status.
  init(httpStatus: Int, end: RequestEnd) {
    let isRead = end.fields.map { $0.parseError == nil } ?? false
    guard !isRead, end.head?.unreadCoding != nil else {
      self.init(httpStatus: httpStatus, fields: end.fields, isPage: end.isPage)
      return
    }
    self.init(charge: .unknown, mayRepeat: false)
  }

  private init(charge: ChargeState, mayRepeat: Bool) {
    self.charge = charge
    self.mayRepeat = mayRepeat
  }

  private static func refuses(_ httpStatus: Int, _ codes: [PlatformCode], isPage: Bool) -> Bool {
    // The platform started the work, so a generation was made.
    if codes.contains(.failedLate) { return false }
    switch httpStatus {
    // Some servers answer 302 or 303 after they carried out a POST.
    case 302, 303: return false
    // 304 answers a conditional GET. No server would refuse a create with it.
    case 304: return false
    // Time-outs, conflicts and "client closed request": the first request may have been accepted.
    case 408, 409, 425, 499: return false
    // A filter may replace an answer by a web page with one of these statuses, after the platform accepted.
    // Pages with other statuses come from a server that did not forward the request.
    case 403, 406, 451: return !isPage
    case 300..<500: return true
    case 503: return codes.contains(.refusedForNow)
    default: return false
    }
  }

  /// What a code from the platform's list of codes says about a create.
  private enum PlatformCode: Equatable {
    case none
    /// Nothing was made; a later request may succeed.
    case refusedForNow
    /// The request was accepted, and the generation failed later.
    case failedLate

    /// A code that proves a refusal must be spelt exactly as the platform spells it. A code that only raises
    /// a doubt counts in any case, because a relay may have changed it.
    init(_ code: String) {
      let capitals = code.asciiUppercased
      if code.hasEnd("_GENERATION_PROVIDER_UNAVAILABLE")
        || code.hasEnd("_GENERATION_RATE_LIMITED")
      {
        self = .refusedForNow
      } else if capitals.hasEnd("GENERATION_TIMEOUT") || capitals.hasEnd("GENERATION_FAILED") {
        self = .failedLate
      } else {
        self = .none
      }
    }
  }
}

extension LifecycleFields {
  /// The generation id in an answer with this HTTP status. `httpStatus` is 0 if only the body is known. In a
  /// final refusal an `id` without a status word may be the id of the error, so it does not count. In any
  /// other answer it counts, because ignoring it could lose a generation or buy it twice.
  func jobID(httpStatus: Int) -> String? {
    isAboutJob || !CreateRule(httpStatus: httpStatus, fields: self).isFinal ? id : nil
  }
}
