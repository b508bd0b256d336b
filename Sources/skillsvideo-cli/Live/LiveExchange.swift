import SVText

/// The observations about one request and its answer.
struct LiveExchange {
  struct Head {
    var version: String
    var httpStatus: Int
    /// The headers by name in lower case.
    var headers: [String: String]
    /// False if there were too many headers to record them all. A missing name may then have been sent.
    var hasAllHeaders: Bool
  }

  /// Why no answer came, in words that contain nothing about this machine.
  enum Failure: String {
    case certificate = "TLS failed"
    case name = "the name was not found"
    case proxy = "the proxy refused"
    case time = "no answer in time"
    case connection = "no connection, or it was lost"
    case limit = "the answer is over a limit"
  }

  /// The number in the report.
  let number: Int
  let request: LiveRequest
  var wasSent = false
  var head: Head?
  /// The whole answer has arrived.
  var isComplete = false
  /// The size of the body in bytes; nil if the answer broke off.
  var bytes: Int64?
  var body = ""
  var failure: Failure?
  /// The client found an unambiguous balance in the answer.
  var hasBalance = false
  /// The parsed answer of the engine.
  var response: JSONNode?
  private static let bodyBytesShown: Int64 = 4096

  init(number: Int, request: LiveRequest) {
    self.number = number
    self.request = request
  }

  var httpStatus: Int? { head?.httpStatus }

  func header(_ name: String) -> String? { head?.headers[name] }

  var hasAllHeaders: Bool { head?.hasAllHeaders ?? false }

  /// The media type without parameters, in lower case; nil if missing.
  var mediaType: String? {
    guard let type = header("content-type") else { return nil }
    return Safe.mediaType(String(type.prefix { $0 != ";" }))
  }

  var isCalledJSON: Bool { mediaType.map { $0 == "application/json" || $0.hasSuffix("+json") } ?? false }
  var isCalledHTML: Bool { mediaType == "text/html" || mediaType == "application/xhtml+xml" }

  /// The body as JSON; nil if it is not JSON or too long to be shown.
  var json: JSONNode? {
    if let response, response.kind != .string { return response }
    guard let value = JSON.parse(Array(body.utf8)), value.kind == .object || value.kind == .array
    else { return nil }
    return value
  }

  /// Whether enough of the body is known to say that it is not JSON.
  var isBodyKnown: Bool { isComplete && (bytes ?? 0) > 0 && (bytes ?? 0) <= Self.bodyBytesShown }

  /// Adds a record of the engine.
  mutating func take(_ record: JSONNode) {
    switch record["event"]?.string {
    case "trace": takeTrace(record)
    case "credits":
      response = record["response"]
      if let balance = record["balance"] { hasBalance = !balance.isNull }
    case "error", "timeout": if head == nil, failure == nil { failure = .time }
    default: break
    }
  }

  private mutating func takeTrace(_ record: JSONNode) {
    let message = record["message"]?.string ?? ""
    if let status = record["http_status"]?.int, let version = record["protocol"]?.string {
      var headers: [String: String] = [:]
      if let members = record["headers"]?.members {
        for member in members { headers[member.key] = member.value.string ?? "" }
      }
      let hasAll = record["headers_complete"]?.boolean ?? false
      head = Head(version: version, httpStatus: Int(status), headers: headers, hasAllHeaders: hasAll)
    } else if let complete = record["complete"]?.boolean {
      isComplete = complete
      bytes = record["bytes"]?.int
      body = record["body"]?.string ?? ""
      if !complete { failure = Self.failure(message.lowercased()) }
    } else {
      wasSent = true
    }
  }

  /// libcurl's messages contain hosts and files of this machine, so only their kind is kept.
  private static func failure(_ words: String) -> Failure {
    let kinds: [(Failure, [String])] = [
      (.proxy, ["proxy"]), (.name, ["resolve"]), (.certificate, ["certificate", "ssl", "tls"]),
      (.limit, ["longer than", "too large", "too long"]), (.time, ["timed out", "timeout"]),
    ]
    return kinds.first { $0.1.contains { words.contains($0) } }?.0 ?? .connection
  }

  /// "HTTP/2 404 application/json, 82 bytes".
  var summary: String {
    guard let head else { return wasSent ? failure?.rawValue ?? Failure.time.rawValue : "not sent" }
    let type = mediaType ?? "no content type"
    let size = isComplete ? "\(bytes ?? 0) bytes" : "not whole: \((failure ?? .time).rawValue)"
    return "HTTP/\(head.version) \(head.httpStatus) \(type), \(size)"
  }
}
