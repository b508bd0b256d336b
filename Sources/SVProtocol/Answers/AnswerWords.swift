import SVText

/// What is said of an answer without the result that was asked for, outside a generation.
public struct AnswerWords {
  public let category: StatusCode
  public let message: String
  /// The same request may work later.
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
      end.words(httpStatus: httpStatus), known.retryable ? end.wishWords(httpStatus: httpStatus) : "")
  }
}

extension String {
  /// Whether a body that begins so is a web page, or XML. None of the platform's is.
  var beginsAsPage: Bool { utf8.first == UInt8(ascii: "<") }
}

/// What an answer was, in words for messages. Whatever came is quoted where the platform's own words are
/// missing.
extension RequestEnd {
  /// A web page in place of the platform's JSON, by its type or by its first byte.
  var isPage: Bool { fields == nil && (head?.content == .page || excerpt.beginsAsPage) }

  /// How it broke off; nil where it is complete.
  var reason: String? {
    switch cause {
    case .complete: nil
    case .transport(let text), .violation(let text), .limit(let text), .unsent(let text): text
    }
  }

  /// The start of what came, to follow a sentence about `subject`; "" where nothing came.
  func beginning(of subject: String = "it") -> String {
    excerpt.isEmpty ? "" : "; \(subject) begins: " + excerpt
  }

  /// An answer that is not a success: the platform's words, or what came instead of them.
  func words(httpStatus: Int) -> String {
    if httpStatus >= 300, httpStatus < 400 { return redirectWords(httpStatus) }
    let told = fields?.message ?? fields?.error ?? (isPage ? pageWords : quote(httpStatus: httpStatus))
    return Wording.joined(told, remark(httpStatus) ?? "")
  }

  /// A success in which no generation id was found.
  var wordsWithoutID: String {
    if isPage { return pageWords }
    if let reason { return reason + beginning() }
    return excerpt.isEmpty ? "the answer is empty" : "the answer has no generation id" + beginning()
  }

  /// A page in place of an answer.
  var pageWords: String {
    let status = head.map { " (HTTP \($0.httpStatus))" } ?? ""
    return
      "the answer is a web page and not the platform's\(status): a proxy, a VPN, a login page of the network "
      + "or a bot protection between here and the platform has sent it" + beginning()
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
        """
        a cache between here and the platform answered that nothing has changed (HTTP 304), which was not \
        asked for
        """
    default: return quote(httpStatus: httpStatus) + ", which no request of this library asks for"
    }
  }

  /// What a status means that says nothing about the request or the key.
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

  /// When a request may be sent again, as far as the answer says it.
  func wishWords(httpStatus: Int) -> String {
    guard let wish = head?.retryAfter else {
      return httpStatus == 429 ? "; it does not say how long to wait" : ""
    }
    let date = head?.retryDate.map { ", until " + $0 } ?? ""
    return "; it asks to wait \(Wording.duration(wish))\(date)"
  }
}

/// What to do when a proxy asks for a user and a password (HTTP 407).
public enum ProxyWords {
  private static let question = " asks for a user and a password (HTTP 407): "

  /// The proxy that `setting` names has answered a CONNECT.
  public static func asked(by setting: String) -> String {
    "; the proxy" + question + "put them into its address, in " + setting
  }

  /// The 407 came in place of the platform's answer. `setting` names a proxy, which need not be the one that
  /// asks: no_proxy may except the host, and a network may have a proxy of its own.
  static func asked(besides setting: String?) -> String {
    let advice =
      setting.map {
        "if it is the one that \($0) names, put them into its address there; if not, or if no_proxy "
          + "excepts this host, ask whoever runs this network"
      } ?? "name it, with them in its address, by the option proxy or the variable https_proxy"
    return "; a proxy between here and the platform" + question + advice
  }
}
