import SVText

/// What an answer to a create proves about money. This is the one place that decides the charge and whether a
/// create may be sent again: the lifecycle, sv_classify_error and the texts follow it.
///
/// Only the platform can say that it made nothing. A gateway before it (AWS, Envoy, Kong, Cloudflare) answers
/// 5xx in JSON of its own after the platform has accepted, so such an answer proves nothing.
public struct CreateRule: Equatable, Sendable {
  public let charge: ChargeState
  /// The refusal is for the time being.
  public let mayRepeat: Bool

  /// No generation was made, and none will be if the request is sent again unchanged.
  public var isFinal: Bool { charge == .rejected && !mayRepeat }

  /// The rule for an answer without a generation id. `code` and `error` are the answer's members of these
  /// names; `isPage` where it is a web page, which the platform never sends.
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

  /// The rule for an answer as it ended. A body that could not be decoded may hold a code that the status
  /// does not tell.
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
    // The platform worked on it: a generation was made.
    if codes.contains(.failedLate) { return false }
    switch httpStatus {
    // A server answers a POST that it has carried out with these two.
    case 302, 303: return false
    // Answers a GET with a condition. No server sends it for a create that it has refused.
    case 304: return false
    // Time-outs, conflicts and "client closed request": the first copy may have been accepted.
    case 408, 409, 425, 499: return false
    // A filter sends a page with one of these in place of an answer that it does not let through. The
    // platform may have accepted by then. Other pages are about the request, and come from a server that has
    // not passed it on.
    case 403, 406, 451: return !isPage
    case 300..<500: return true
    case 503: return codes.contains(.refusedForNow)
    default: return false
    }
  }

  /// What the platform's own list of codes says about a create.
  private enum PlatformCode: Equatable {
    case none
    /// It made nothing and may later.
    case refusedForNow
    /// It failed after it had accepted.
    case failedLate

    /// A proof must be in the platform's own letters; of a doubt those of a relay are enough.
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
  /// The id of the generation that an answer with this HTTP status names; 0 where only the body is known. A
  /// final refusal may have an `id` of its own, unless a status word is beside it. Of any other answer the id
  /// counts: without it a create would be lost, or sent again.
  func jobID(httpStatus: Int) -> String? {
    isAboutJob || !CreateRule(httpStatus: httpStatus, fields: self).isFinal ? id : nil
  }
}
