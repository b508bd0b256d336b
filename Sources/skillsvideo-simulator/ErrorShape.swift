import NIOCore

/// The forms in which an error body may come: three generations of the documentation, and what proxies send.
enum ErrorShape: String, CaseIterable, Sendable {
  case newest, mid, old, nested, text, html, empty, broken

  static let names = allCases.map(\.rawValue)

  var contentType: String {
    switch self {
    case .text: "text/plain"
    case .html: "text/html; charset=utf-8"
    default: "application/json"
    }
  }

  func bytes(_ error: APIError) -> [UInt8] {
    let message = JSONValue.string(error.message)
    switch self {
    case .newest: return error.body.serialized
    case .mid: return (["error": .string(error.code), "message": message] as JSONValue).serialized
    case .old: return (["message": message] as JSONValue).serialized
    case .nested: return (["error": ["message": message]] as JSONValue).serialized
    case .text: return Array("upstream connect error or disconnect before headers\n".utf8)
    case .html: return Array("<html><head><title>\(error.status)</title></head><body>nginx</body></html>\n".utf8)
    case .empty: return []
    case .broken: return Array(error.body.serialized.dropLast(20))
    }
  }
}

/// Content types that do not belong to the body they come with.
enum ContentType: String, CaseIterable, Sendable {
  case text, octet, html, none

  static let names = allCases.map(\.rawValue)

  var value: String? {
    switch self {
    case .text: "text/plain; charset=utf-8"
    case .octet: "application/octet-stream"
    case .html: "text/html"
    case .none: nil
    }
  }
}

/// The words in which the generations of the documentation, and clients before ours, knew the same states.
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
  /// The page that a hotel's or a train's network puts in front of everything.
  static var captive: Reply {
    let page = "<!DOCTYPE html><html><head><title>Welcome</title></head><body>Please log in.</body></html>\n"
    return Reply(status: 200, headers: [("Content-Type", "text/html")], body: ByteBuffer(string: page))
  }
}
