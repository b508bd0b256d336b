import SVText

/// What was seen of one request and its answer.
struct LiveExchange {
  struct Head {
    var version: String
    var httpStatus: Int
    /// By their names in small letters.
    var headers: [String: String]
    /// False where there were too many: then one that is not among them may still have been there.
    var hasAllHeaders: Bool
  }

  /// Why no answer came, in words that hold nothing of this machine.
  enum Failure: String {
    case certificate = "TLS failed"
    case name = "the name was not found"
    case proxy = "the proxy refused"
    case time = "no answer in time"
    case connection = "no connection, or it was lost"
    case limit = "the answer is over a limit"
  }

  /// Its number in the report.
  let number: Int
  let request: LiveRequest
  var wasSent = false
  var head: Head?
  /// The whole answer has come.
  var isComplete = false
  /// Bytes of its body, where the answer ended by itself.
  var bytes: Int64?
  var body = ""
  var failure: Failure?
  /// The client finds a clear balance in the answer.
  var hasBalance = false
  /// The answer as the engine has read it.
  var response: JSONNode?
  private static let bodyBytesShown: Int64 = 4096

  init(number: Int, request: LiveRequest) {
    self.number = number
    self.request = request
  }

  var httpStatus: Int? { head?.httpStatus }

  func header(_ name: String) -> String? { head?.headers[name] }

  var hasAllHeaders: Bool { head?.hasAllHeaders ?? false }

  /// The media type without its parameters, in small letters; nil where the answer has none.
  var mediaType: String? {
    guard let type = header("content-type") else { return nil }
    return Safe.mediaType(String(type.prefix { $0 != ";" }))
  }

  var isCalledJSON: Bool { mediaType.map { $0 == "application/json" || $0.hasSuffix("+json") } ?? false }
  var isCalledHTML: Bool { mediaType == "text/html" || mediaType == "application/xhtml+xml" }

  /// The body as JSON; nil where it is none, or too long to be shown.
  var json: JSONNode? {
    if let response, response.kind != .string { return response }
    guard let value = JSON.parse(Array(body.utf8)), value.kind == .object || value.kind == .array
    else { return nil }
    return value
  }

  /// Whether enough of the body is there to say that it is no JSON.
  var isBodyKnown: Bool { isComplete && (bytes ?? 0) > 0 && (bytes ?? 0) <= Self.bodyBytesShown }

  /// Takes in one record of the engine.
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

  /// libcurl's words name hosts and files of this machine, so that only their kind is kept.
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
