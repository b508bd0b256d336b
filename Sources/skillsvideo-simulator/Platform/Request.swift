import NIOCore
import NIOHTTP1

/// A complete request.
struct Request: Sendable {
  var method: HTTPMethod
  var path: String
  var headers: HTTPHeaders
  var body: [UInt8]
  var connection: Int
  /// It came to the second port, to which only redirects lead.
  var isElsewhere = false
  /// The parts of a form; nil if the body is not a form, empty if it is invalid.
  var form: [FormPart]?
  var bodyBytes: Int
  /// The faults of a path that begins with /simulate/FAULTS.
  private var pathFaults: String?

  init(
    method: HTTPMethod, path: String, headers: HTTPHeaders, body: [UInt8], connection: Int, isElsewhere: Bool
  ) {
    self.method = method
    self.headers = headers
    self.body = body
    bodyBytes = body.count
    self.connection = connection
    self.isElsewhere = isElsewhere
    let parts = path.split(separator: "/", maxSplits: 2)
    if path.hasPrefix("/simulate/"), parts.count == 3 {
      pathFaults = String(parts[1])
      self.path = "/" + parts[2]
    } else {
      self.path = path
    }
  }

  var idempotencyKey: String? { headers.first(name: "Idempotency-Key") }

  var acceptEncoding: String? { headers.first(name: "Accept-Encoding") }

  var hasAuthorization: Bool { headers.contains(name: "Authorization") }

  /// The header may occur several times; its lists are joined.
  var simulate: String? {
    let values = headers["X-Simulate"] + ownPathFaults
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }

  /// Faults in the path apply to creates, and balance faults to balance queries. All requests have them if
  /// they are part of a base URL.
  private var ownPathFaults: [String] {
    guard let pathFaults else { return [] }
    if method == .POST { return [pathFaults] }
    guard path == Route.creditsPath else { return [] }
    return pathFaults.split(separator: ",").map { $0.trimmed }.filter { $0.hasPrefix("credits-") }
  }

  var bearerToken: String? {
    guard let value = headers.first(name: "Authorization") else { return nil }
    let parts = value.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return String(parts[1])
  }
}

/// The contents of an answer. The delivery faults decide how it is sent.
enum Answer {
  case reply(Reply)
  case later(EventLoopFuture<Reply>)
  case stream(SimulatedJob, FaultPlan)
}

struct Reply: Sendable {
  var status: Int
  var headers: [(String, String)]
  var body: ByteBuffer

  init(status: Int, headers: [(String, String)], body: ByteBuffer) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  init(status: Int = 200, json: JSONValue, headers: [(String, String)] = []) {
    self.init(
      status: status, headers: [("Content-Type", "application/json")] + headers,
      body: ByteBuffer(bytes: json.serialized))
  }

  init(_ error: APIError) {
    self.init(
      status: error.status, headers: [("Content-Type", error.shape.contentType)] + error.headers,
      body: ByteBuffer(bytes: error.shape.bytes(error)))
  }
}
