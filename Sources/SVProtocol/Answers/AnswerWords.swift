import SVText

/// The error message for an answer without the requested result, outside a generation.
public struct AnswerWords {
  public let category: StatusCode
  public let message: String
  /// The same request may succeed later.
  public let isRetryable: Bool

  public init(cause: RequestEnd.Cause, head: ResponseHead?, fields: LifecycleFields?, excerpt: String) {
    let end = RequestEnd(
      cause: cause, head: head, fields: fields?.isObject == true ? fields : nil, excerpt: excerpt)
    let httpStatus = head?.httpStatus ?? 0
    guard end.head?.isError == true else {
      category = .protocolViolation
      isRetryable = false
      let quoted =
        end.excerpt.isEmpty ? "the answer is empty" : "the answer is not a JSON object" + end.beginning()
      message = end.isPage ? end.pageWords : quoted
      return
    }
    let known = ErrorClassifier.classify(
      httpStatus: httpStatus, code: fields?.code, error: fields?.error, message: fields?.message,
      isPage: end.isPage)
    category = httpStatus < 400 ? .protocolViolation : known.category
    isRetryable = httpStatus >= 400 && known.retryable
    message = Wording.joined(
      end.words(httpStatus: httpStatus), known.retryable ? end.requestedWaitWords(httpStatus: httpStatus) : ""
    )
  }
}

extension String {
  /// Whether a body with this beginning is a web page or XML. The platform sends neither.
  var beginsAsPage: Bool { utf8.first == UInt8(ascii: "<") }
}

/// Describes an answer in messages. If the platform's own words are missing, the body is quoted.
extension RequestEnd {
  /// Whether a web page came in place of the platform's JSON, by its media type or its first byte.
  var isPage: Bool { fields == nil && (head?.content == .page || excerpt.beginsAsPage) }

  /// Why the answer is not complete; nil if it is.
  var reason: String? {
    switch cause {
    case .complete: nil
    case .transport(let text, _), .violation(let text), .limit(let text), .unsent(let text): text
    }
  }

  /// The start of the body, as a clause that follows a sentence about `subject`; "" if the body is empty.
  func beginning(of subject: String = "it") -> String {
    excerpt.isEmpty ? "" : "; \(subject) begins: " + excerpt
  }

  /// The message for an answer that is not a success: the platform's words, or the body instead.
  func words(httpStatus: Int) -> String {
    if httpStatus >= 300, httpStatus < 400 { return redirectWords(httpStatus) }
    let words = fields?.message ?? fields?.error ?? (isPage ? pageWords : quote(httpStatus: httpStatus))
    return Wording.joined(words, remark(httpStatus) ?? "")
  }

  /// The message for a success without a generation id.
  var messageWithoutID: String {
    if isPage { return pageWords }
    if let reason { return reason + beginning() }
    return excerpt.isEmpty ? "the answer is empty" : "the answer has no generation id" + beginning()
  }

  /// The message for a web page in place of an answer.
  var pageWords: String {
    let status = head.map { " (HTTP \($0.httpStatus))" } ?? ""
    return
      "the answer\(status) is a web page. The platform never sends one; it came from a proxy, a VPN, a "
      + "network login page or a bot protection" + beginning()
  }

  private func quote(httpStatus: Int) -> String {
    let status = "the platform answered HTTP \(httpStatus)"
    return excerpt.isEmpty ? status : status + ": " + excerpt
  }

  private func redirectWords(_ httpStatus: Int) -> String {
    switch httpStatus {
    case 301, 302, 303, 307, 308:
      let target = head?.redirectsTo.map { " to " + $0 } ?? ""
      return
        """
        the platform's address redirects (HTTP \(httpStatus))\(target); redirects are not followed with the \
        key
        """
    case 304:
      return
        "a cache answered HTTP 304 (not modified), although the request was not conditional"
    default: return quote(httpStatus: httpStatus) + ", which no request of this library asks for"
    }
  }

  /// A hint for statuses that are about neither the request nor the key.
  private func remark(_ httpStatus: Int) -> String? {
    switch httpStatus {
    case 407: return ProxyWords.asked(besides: head?.proxySetting)
    case 421:
      return
        """
        ; the request reached a server that does not serve this host: check base_url, the proxy and the \
        name look-up
        """
    case 511: return "; the network asks for a login: open any web page in a browser on this machine"
    default: return nil
    }
  }

  /// When the request may be sent again, if the answer contains that.
  func requestedWaitWords(httpStatus: Int) -> String {
    guard let wish = head?.retryAfter else {
      return httpStatus == 429 ? "; it does not say how long to wait" : ""
    }
    let date = head?.retryDate.map { ", until " + $0 } ?? ""
    return "; the platform requests a wait of \(Wording.duration(wish))\(date)"
  }
}

/// The advice for HTTP 407: the proxy requires a user and a password.
public enum ProxyWords {
  @inline(never)
  private static func words(_ advice: String) -> String {
    "; the proxy requires a user and a password (HTTP 407): " + advice
  }

  /// The proxy named by `setting` answered a CONNECT with 407.
  public static func asked(by setting: String) -> String {
    words("write USER:PASSWORD@ before its host in " + setting)
  }

  /// A 407 came in place of the platform's answer. `setting` names a proxy, but another one may have
  /// answered: no_proxy may exclude the host, and the network may have a proxy of its own.
  static func asked(besides setting: String?) -> String {
    words(
      setting.map {
        "if \($0) names this proxy, write USER:PASSWORD@ before its host. Otherwise ask the administrator "
          + "of this network"
      } ?? "set the option proxy or the variable https_proxy to http://USER:PASSWORD@HOST:PORT")
  }
}
