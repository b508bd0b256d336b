import SVText

/// Compares the observed answers with what this client expects of the platform.
struct Assumptions {
  typealias Vote = Assumption.Vote
  let exchanges: [LiveExchange]
  let isHTTPS: Bool

  private var answered: [LiveExchange] { exchanges.filter { $0.head != nil } }
  private func answers(to request: LiveRequest) -> [LiveExchange] {
    answered.filter { $0.request == request }
  }

  var all: [Assumption] {
    [
      https, httpVersion, redirects, wholeness, keyAccepted, wrongKey, jsonType, contentCoding, balance,
      unknownID, errorShape, errorCode, unknownPath, cookies, gateway,
      headers("retry_after", "Answers that refuse for a time say for how long (Retry-After).") {
        $0 == "retry-after"
      },
      headers("rate_limit", "Answers tell the limits of the rate in headers.") {
        $0.hasPrefix("x-ratelimit") || $0.hasPrefix("x-rate-limit") || $0.hasPrefix("ratelimit")
      },
      headers("request_id", "Answers carry an id of the request, to quote to the platform.") {
        [
          "x-request-id", "request-id", "x-correlation-id", "x-trace-id", "traceparent", "x-amzn-requestid",
          "cf-ray",
        ].contains($0)
      },
      headers("idempotency_header", "Answers name headers about idempotency.") { $0.contains("idempot") },
    ] + Self.paid
  }

  // MARK: The path to the platform

  private var https: Assumption {
    let text = "The address speaks https with a certificate that this machine trusts."
    guard isHTTPS else {
      return Assumption("https", text, .notSeen, "the address is plain http on this machine")
    }
    return Assumption(
      "https", text,
      votes(of: exchanges.filter(\.wasSent)) { exchange in
        if exchange.head != nil { return (true, "verified") }
        let why = exchange.failure ?? .time
        return (why == .certificate ? false : nil, why.rawValue)
      })
  }

  /// The votes of all answers, or of the given ones.
  private func votes(
    of exchanges: [LiveExchange]? = nil, _ judge: (LiveExchange) -> (isYes: Bool?, seen: String)
  ) -> [Vote] {
    (exchanges ?? answered).map { exchange in
      let (isYes, seen) = judge(exchange)
      return Vote(number: exchange.number, isYes: isYes, seen: seen)
    }
  }

  private static let tooMany = "more headers than are looked at"

  /// A missing header supports the assumption only if all headers are known.
  private func absent(in exchange: LiveExchange) -> (isYes: Bool?, seen: String) {
    exchange.hasAllHeaders ? (true, "none") : (nil, Self.tooMany)
  }

  private var httpVersion: Assumption {
    Assumption(
      "http_version", "Answers come by HTTP/1.1 or HTTP/2.",
      votes { exchange in
        let version = exchange.head?.version ?? ""
        return (["1.1", "2"].contains(version), "HTTP/" + version)
      })
  }

  private var redirects: Assumption {
    Assumption(
      "no_redirect", "No request is redirected.",
      votes { exchange in
        let status = exchange.httpStatus ?? 0
        let isRedirect = status >= 300 && status < 400
        return (!isRedirect, isRedirect ? "\(status), not followed" : "none")
      })
  }

  private var wholeness: Assumption {
    Assumption(
      "whole_answers", "Answers arrive whole and in time.",
      votes { exchange in
        (exchange.isComplete, exchange.isComplete ? "whole" : (exchange.failure ?? .time).rawValue)
      })
  }

  // MARK: Key and balance

  private var keyAccepted: Assumption {
    Assumption(
      "key_accepted", "GET /credits exists and the key is accepted there.",
      votes(of: answers(to: .credits)) { exchange in
        let status = exchange.httpStatus ?? 0
        let isRefused = [401, 403, 404, 405, 410].contains(status)
        return (status == 200 ? true : isRefused ? false : nil, String(status))
      })
  }

  private var wrongKey: Assumption {
    Assumption(
      "wrong_key", "A key that does not exist is answered with 401.",
      votes(of: answers(to: .creditsWithWrongKey)) { exchange in
        let status = exchange.httpStatus ?? 0
        return (status == 401 ? true : status == 429 || status >= 500 ? nil : false, String(status))
      })
  }

  private var balance: Assumption {
    Assumption(
      "balance", "The balance is a clear number in a JSON object.",
      votes(of: answers(to: .credits).filter { $0.httpStatus == 200 }) { exchange in
        let isKnown = exchange.isComplete || exchange.hasBalance
        let shape = exchange.json.map { "shape " + Safe.shape($0) } ?? "not a JSON object"
        return (isKnown ? exchange.hasBalance : nil, shape)
      })
  }

  // MARK: Bodies

  private var jsonType: Assumption {
    Assumption(
      "json_type", "JSON is sent as application/json, and what is called so is JSON.",
      votes { exchange in
        let type = exchange.mediaType ?? "no content type"
        if exchange.json != nil {
          if exchange.mediaType == nil, !exchange.hasAllHeaders { return (nil, Self.tooMany) }
          return (exchange.isCalledJSON, exchange.isCalledJSON ? type : type + " for JSON")
        }
        let isBroken = exchange.isCalledJSON && exchange.isBodyKnown
        return isBroken ? (false, type + ", but the body is not JSON") : (nil, type)
      })
  }

  private var contentCoding: Assumption {
    Assumption(
      "content_coding", "Bodies come without a content coding, or in gzip, which the client asks for.",
      votes { exchange in
        guard let coding = exchange.header("content-encoding") else { return absent(in: exchange) }
        let name = coding.lowercased()
        if name == "identity" { return (true, "none") }
        return (name == "gzip", Safe.word(name))
      })
  }

  private var cookies: Assumption {
    Assumption(
      "no_cookies", "Answers set no cookies; the client would ignore them.",
      votes { exchange in
        exchange.header("set-cookie") == nil ? absent(in: exchange) : (false, "set-cookie")
      })
  }

  // MARK: Errors

  /// Statuses that say nothing about the request itself, because another rule refused it first.
  private static let undecided = [401, 403, 429, 502, 503, 504]

  private var unknownID: Assumption {
    Assumption(
      "unknown_id", "A generation that does not exist is answered with 404.",
      votes(of: answered.filter(\.request.isUnknownID)) { exchange in
        let status = exchange.httpStatus ?? 0
        return (Self.undecided.contains(status) ? nil : status == 404, String(status))
      })
  }

  /// Answers that the API itself refused. The answer for an unknown path may come from elsewhere.
  private var refusals: [LiveExchange] {
    answered.filter { ($0.httpStatus ?? 0) >= 400 && $0.request != .unknownPath }
  }

  private var errorShape: Assumption {
    Assumption(
      "error_shape", "Errors are JSON: {error, code, message}, {error, message} or {message}.",
      votes(of: refusals) { exchange in
        let shape = DocumentedError(exchange)
        return (shape.isKnown, "\(exchange.httpStatus ?? 0) \(shape.words)")
      })
  }

  private var errorCode: Assumption {
    Assumption(
      "error_code", "Errors have a code word.",
      votes(of: refusals) { exchange in
        let code = DocumentedError(exchange).code
        let seen = "\(exchange.httpStatus ?? 0) " + (code.map { Safe.word($0) } ?? "without one")
        return (code == nil ? nil : true, seen)
      })
  }

  private var unknownPath: Assumption {
    Assumption(
      "unknown_path", "A path that does not exist is answered with 404 and JSON.",
      votes(of: answers(to: .unknownPath)) { exchange in
        let status = exchange.httpStatus ?? 0
        let isUnclear = exchange.mediaType == nil && !exchange.hasAllHeaders
        let saysNothing = isUnclear || Self.undecided.contains(status)
        let type = exchange.mediaType ?? "no content type"
        return (saysNothing ? nil : status == 404 && exchange.isCalledJSON, "\(status) \(type)")
      })
  }

  // MARK: Headers

  private var gateway: Assumption {
    Assumption(
      "gateway", "Headers name the proxy or gateway before the platform.",
      votes { exchange in
        let names = Gateway.names(exchange.head?.headers ?? [:])
        let server = exchange.header("server").map { "server: " + Safe.product($0) }
        let seen = (names + [server].compactMap { $0 }).joined(separator: ", ")
        return seen.isEmpty ? (nil, "nothing") : (true, seen)
      })
  }

  private func headers(_ name: String, _ text: String, _ isWanted: (String) -> Bool) -> Assumption {
    Assumption(
      name, text,
      votes { exchange in
        let names = (exchange.head?.headers.keys).map { $0.filter(isWanted).sorted() } ?? []
        return names.isEmpty ? (nil, "none") : (true, names.map { Safe.word($0) }.joined(separator: ", "))
      })
  }
}

/// Which documented shape an error has.
struct DocumentedError {
  let words: String
  let isKnown: Bool?
  let code: String?

  init(_ exchange: LiveExchange) {
    guard let json = exchange.json else {
      words =
        exchange.isBodyKnown ? exchange.isCalledHTML ? "HTML" : "not JSON" : "no body that could be read"
      isKnown = exchange.isBodyKnown ? false : nil
      code = nil
      return
    }
    let texts = ["error", "code", "message"].filter { json[$0]?.kind == .string }
    isKnown = texts.contains("message")
    code = json["code"]?.string ?? json["error"]?.string.flatMap { Self.isCode($0) ? $0 : nil }
    let others = json.members.reduce(0) { $0 + (texts.contains($1.key) ? 0 : 1) }
    let more = others == 0 ? "" : " and \(others) more"
    words = isKnown == true ? "{\(texts.joined(separator: ", "))}\(more)" : "other: " + Safe.shape(json)
  }

  /// A word such as NOT_FOUND. `error` may also contain a sentence.
  private static func isCode(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { $0 == 0x5F || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
  }
}

extension Assumptions {
  /// The assumptions that only a paid generation can show.
  private static let paid: [Assumption] = [
    .paid("create_status", "A create is answered with 200 or 202 and JSON with id, status, input and usage."),
    .paid("sse_content_type", "The event-stream path answers as text/event-stream."),
    .paid("sse_event_shape", "Events are data-only; each is a JSON object with id, status, data and usage."),
    .paid("sse_first_event", "The first event comes at once and has the id."),
    .paid("sse_heartbeats", "A stream without news is kept alive by comments, or not at all."),
    .paid("sse_end", "A stream ends by itself after a terminal status."),
    .paid("status_words", "Status words are IN_QUEUE, IN_PROGRESS, COMPLETED, FAILED and CANCELED."),
    .paid("outputs", "A completed generation has its files in data, each an object with url."),
    .paid("usage", "usage has total, subscription and permanent, final at the end."),
    .paid("failed_shape", "A failed generation has code and message, and data is null."),
    .paid("rate_limited_shape", "429 has a code that ends in RATE_LIMITED."),
    .paid("unavailable_shape", "503 of the platform has a code that ends in PROVIDER_UNAVAILABLE."),
    .paid("idempotency_key", "Idempotency-Key is honoured: the same key creates nothing twice."),
    .paid("multipart", "Local files are taken as multipart/form-data, on the event-stream path too."),
  ]
}
