import SVText

/// The category of a platform error. The code decides first, then the HTTP status, and the message's words
/// only if neither is known. A 503 that mentions a "credit balance" is still a 503.
public struct ErrorClass: Equatable, Sendable {
  public let category: StatusCode

  init(_ category: StatusCode) { self.category = category }

  /// The same request may succeed later. This excludes a proxy and a server that is not the platform's: they
  /// would answer the same again.
  public var retryable: Bool { category.isTransient && category != .transport }
}

public enum ErrorClassifier {
  /// `error` is used if `code` is not a known code: answers have one of them, or both with different values.
  /// `isPage` is true for a web page, which the platform never sends.
  public static func classify(
    httpStatus: Int, code: String?, error: String? = nil, message: String?, isPage: Bool = false
  ) -> ErrorClass {
    if isPage, let known = byStatusOfPage(httpStatus) { return known }
    if let code, let known = byCode(code) { return known }
    if let error, let known = byCode(error) { return known }
    if let known = byStatus(httpStatus) { return known }
    return byWords(message ?? "")
  }

  /// Whether an answer contains a code from the platform's own list.
  static func isPlatformCode(_ fields: LifecycleFields?) -> Bool {
    [fields?.code, fields?.error].contains { $0.flatMap { byCode($0) } != nil }
  }

  /// Matches the end of the code after any prefix: IMAGE_GENERATION_TIMEOUT, VIDEO_GENERATION_TIMEOUT, or a
  /// new one.
  static func byCode(_ code: String) -> ErrorClass? {
    let code = code.asciiUppercased
    return code.withSlice { code in
      for (ending, result) in table where code.hasEnd(ending) {
        if code == ending || code[code.count &- ending.count &- 1] == UInt8(ascii: "_") { return result }
      }
      return nil
    }
  }

  private static var table: [(UTF8Slice, ErrorClass)] {
    [
      ("INSUFFICIENT_CREDITS", ErrorClass(.credits)),
      ("CONTENT_REJECTED", ErrorClass(.contentRejected)),
      ("INVALID_INPUT", ErrorClass(.validation)),
      ("UNSUPPORTED_MODEL", ErrorClass(.validation)),
      ("RATE_LIMITED", ErrorClass(.rateLimited)),
      ("PROVIDER_UNAVAILABLE", ErrorClass(.transient)),
      ("GENERATION_TIMEOUT", ErrorClass(.transient)),
      ("GENERATION_FAILED", ErrorClass(.transient)),
    ]
  }

  /// A web page does not mean that the key, the credits or the payload is wrong, because the platform did not
  /// answer.
  private static func byStatusOfPage(_ status: Int) -> ErrorClass? {
    switch status {
    case 407, 408, 421, 425, 429: nil
    case 400..<500: ErrorClass(.protocolViolation)
    default: nil
    }
  }

  static func byStatus(_ status: Int) -> ErrorClass? {
    switch status {
    case 401: ErrorClass(.auth)
    case 402: ErrorClass(.credits)
    case 403: ErrorClass(.forbidden)
    case 404, 410: ErrorClass(.notFound)
    // 407 comes from a proxy, 421 from a server that does not serve this host.
    case 407, 421: ErrorClass(.transport)
    case 408, 425: ErrorClass(.transient)
    case 429: ErrorClass(.rateLimited)
    case 400, 405, 406, 411, 413, 414, 415, 422: ErrorClass(.validation)
    case 501, 505: ErrorClass(.unknown)
    case 500...599: ErrorClass(.transient)
    default: nil
    }
  }

  private static func byWords(_ message: String) -> ErrorClass {
    let words = message.asciiUppercased
    if words.utf8Contains("INSUFFICIENT CREDIT") || words.utf8Contains("NOT ENOUGH CREDIT") {
      return ErrorClass(.credits)
    }
    if words.utf8Contains("UNAUTHORIZED") || words.utf8Contains("API KEY") {
      return ErrorClass(.auth)
    }
    return ErrorClass(.unknown)
  }
}
