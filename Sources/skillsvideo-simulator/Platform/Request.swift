import NIOCore
import NIOHTTP1

/// One request, read whole.
struct Request: Sendable {
  var method: HTTPMethod
  var path: String
  var headers: HTTPHeaders
  var body: [UInt8]
  var connection: Int
  /// Came to the second port, to which only a redirect leads.
  var isElsewhere = false
  /// The parts of a form; nil when the body is none, empty when it is one that cannot be read.
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

  /// The header may come several times; its lists add up.
  var simulate: String? {
    let values = headers["X-Simulate"] + ownPathFaults
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }

  /// Those of the path are for creates, and for the credits where they are about them: whoever has them in a
  /// base URL sends every request there.
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

/// What is to be answered; how it goes out is decided by the delivery faults.
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
