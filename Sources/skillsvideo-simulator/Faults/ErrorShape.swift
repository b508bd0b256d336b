import NIOCore
import NIOHTTP1

/// The formats of an error body: those of three versions of the documentation, and those of proxies and
/// gateways.
enum ErrorShape: String, CaseIterable, Sendable {
  case newest, mid, old, nested, text, html, empty, broken, challenge
  case aws, envoy, fastapi, numeric, google, cloudflare

  static let names = allCases.map(\.rawValue)

  var contentType: String {
    switch self {
    case .text: "text/plain"
    case .html, .challenge: "text/html; charset=utf-8"
    default: "application/json"
    }
  }

  /// The headers that a bot protection adds to its page.
  var headers: [(String, String)] {
    self == .challenge
      ? [("Server", "cloudflare"), ("CF-Mitigated", "challenge"), ("CF-Ray", "8f0c5a7bde3f9a1c-FRA")] : []
  }

  /// The page that bot protections send to clients that are not browsers.
  private static let challengePage = """
    <!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
    <meta name="robots" content="noindex,nofollow"></head><body><noscript>Enable JavaScript and cookies to \
    continue</noscript>
    <script src="/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1"></script></body></html>

    """

  func bytes(_ error: APIError) -> [UInt8] {
    switch self {
    case .text: return Array("upstream connect error or disconnect before headers\n".utf8)
    case .html:
      return Array("<html><head><title>\(error.status)</title></head><body>nginx</body></html>\n".utf8)
    case .challenge: return Array(Self.challengePage.utf8)
    case .empty: return []
    case .broken: return Array(error.body.serialized.dropLast(20))
    default: return json(error).serialized
    }
  }

  private func json(_ error: APIError) -> JSONValue {
    let id = error.id.map { [JSONMember(name: "id", value: $0)] } ?? []
    return .object(id + (members(error).members ?? []))
  }

  private func members(_ error: APIError) -> JSONValue {
    let message = JSONValue.string(error.message)
    let status = JSONValue.integer(error.status)
    let phrase = HTTPResponseStatus(statusCode: error.status).reasonPhrase
    let words = JSONValue.string(phrase.isEmpty ? "Service Unavailable" : phrase)
    switch self {
    case .mid: return ["error": .string(error.code), "message": message]
    case .old: return ["message": message]
    case .nested: return ["error": ["message": message]]
    case .aws: return ["message": words]
    case .envoy: return ["error": "no healthy upstream"]
    case .fastapi: return ["detail": "upstream timeout"]
    case .numeric: return ["code": status, "message": words]
    case .google: return ["error": ["code": status, "message": words, "status": "UNAVAILABLE"]]
    case .cloudflare:
      let inner: JSONValue = ["code": status, "message": words]
      return ["success": false, "errors": .array([inner]), "messages": .array([]), "result": .null]
    default: return error.body
    }
  }
}

/// Content types that do not match the body.
enum ContentType: String, CaseIterable, Sendable {
  case text, octet, html, events, none

  static let names = allCases.map(\.rawValue)

  var value: String? {
    switch self {
    case .text: "text/plain; charset=utf-8"
    case .octet: "application/octet-stream"
    case .html: "text/html"
    case .events: "text/event-stream"
    case .none: nil
    }
  }
}

/// The status words of the versions of the documentation, and those of older clients, for the same states.
enum StatusWords: String, CaseIterable, Sendable {
  case newest, old, webhook, upper

  static let names = allCases.map(\.rawValue)

  enum State: Int { case queued, running, completed, failed, canceled }

  subscript(state: State) -> String {
    let words =
      switch self {
      case .newest: ["IN_QUEUE", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELED"]
      case .old: ["starting", "processing", "succeeded", "failed", "canceled"]
      case .webhook: ["queued", "running", "succeeded", "failed", "canceled"]
      case .upper: ["STARTING", "PROCESSING", "SUCCEEDED", "FAILED", "CANCELLED"]
      }
    return words[state.rawValue]
  }
}

extension Reply {
  /// The login page that the network of a hotel or a train sends instead of any answer.
  static var captive: Reply {
    let page = "<!DOCTYPE html><html><head><title>Welcome</title></head><body>Please log in.</body></html>\n"
    return Reply(status: 200, headers: [("Content-Type", "text/html")], body: ByteBuffer(string: page))
  }
}
