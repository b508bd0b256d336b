import NIOHTTP1

/// The prefix of error codes for a kind of output.
enum MediaKind: String, Sendable {
  case image, video, audio

  var codeFamily: String {
    switch self {
    case .image: "IMAGE_GENERATION"
    case .video: "VIDEO_GENERATION"
    case .audio: "TTS_GENERATION"
    }
  }

  /// A guess for a model that is not in the catalogue.
  static func guess(from model: String) -> MediaKind {
    if model.contains("video") || model.contains("lipsync") { return .video }
    if model.contains("speech") || model.contains("tts") { return .audio }
    return .image
  }
}

/// An error in the newest format of the API: {error, code, message}.
struct APIError: Error {
  var status: Int
  var error: String
  var code: String
  var message: String
  var headers: [(String, String)] = []
  var shape = ErrorShape.newest
  /// The id of the job, if the error body contains one.
  var id: JSONValue?

  var body: JSONValue { ["error": .string(error), "code": .string(code), "message": .string(message)] }

  mutating func setShape(_ name: String?) {
    shape = name.flatMap { ErrorShape(rawValue: $0) } ?? .newest
    headers += shape.headers
  }

  mutating func setCode(_ code: String) {
    error = code
    self.code = code
  }

  init(status: Int, code: String, message: String) {
    self.status = status
    self.error = code
    self.code = code
    self.message = message
  }

  /// The documented error for a sub-code and a kind of output.
  init(_ failure: Failure, _ kind: MediaKind, message: String? = nil) {
    self.init(status: failure.status, code: failure.code(kind), message: message ?? failure.message)
    // In the documented example, `error` is the sub-code alone, and `code` has the prefix.
    if failure == .insufficientCredits { error = failure.rawValue }
  }

  /// The error for a status that a fault sets.
  init(status: Int, kind: MediaKind) {
    if let failure = Failure.allCases.first(where: { $0.status == status }) {
      self.init(failure, kind)
      return
    }
    switch status {
    case 401: self = .unauthorized
    case 407:
      self.init(status: 407, code: "HTTP_407", message: "Simulated answer: a proxy wants a password.")
      headers = [("Proxy-Authenticate", "Basic realm=\"proxy\"")]
    case 403: self.init(status: 403, code: "FORBIDDEN", message: "This key may not use the endpoint.")
    case 404: self = .notFound("There is nothing here.")
    case 500: self.init(status: 500, code: "INTERNAL_SERVER_ERROR", message: "The server failed.")
    default:
      let phrase = HTTPResponseStatus(statusCode: status).reasonPhrase
      self.init(status: status, code: "HTTP_\(status)", message: "Simulated answer: \(status) \(phrase).")
    }
  }

  static var unauthorized: APIError {
    var error = APIError(status: 401, code: "UNAUTHORIZED", message: "The API key is missing or not valid.")
    error.headers = [("WWW-Authenticate", "Bearer")]
    return error
  }

  static func notFound(_ message: String) -> APIError {
    APIError(status: 404, code: "NOT_FOUND", message: message)
  }

  static func methodNotAllowed(_ allowed: String) -> APIError {
    var error = APIError(status: 405, code: "METHOD_NOT_ALLOWED", message: "This path takes \(allowed) only.")
    error.headers = [("Allow", allowed)]
    return error
  }
}

/// The sub-codes, with their usual status and message.
enum Failure: String, CaseIterable, Sendable {
  case failed = "FAILED"
  case timeout = "TIMEOUT"
  case rateLimited = "RATE_LIMITED"
  case providerUnavailable = "PROVIDER_UNAVAILABLE"
  case invalidInput = "INVALID_INPUT"
  case unsupportedModel = "UNSUPPORTED_MODEL"
  case insufficientCredits = "INSUFFICIENT_CREDITS"
  case contentRejected = "CONTENT_REJECTED"

  /// The code for a fault's value, which may lack the prefix.
  static func code(_ word: String, _ kind: MediaKind) -> String {
    Failure(rawValue: word)?.code(kind) ?? word
  }

  func code(_ kind: MediaKind) -> String { kind.codeFamily + "_" + rawValue }

  var status: Int {
    switch self {
    case .failed: 502
    case .timeout: 504
    case .rateLimited: 429
    case .providerUnavailable: 503
    case .invalidInput, .unsupportedModel: 400
    case .insufficientCredits: 402
    case .contentRejected: 422
    }
  }

  var message: String {
    switch self {
    case .failed: "The generation failed."
    case .timeout: "The generation took too long."
    case .rateLimited: "Too many requests at once; try again later."
    case .providerUnavailable: "The provider is not available at the moment."
    case .unsupportedModel: "There is no such model."
    case .invalidInput: "The input is not valid."
    case .insufficientCredits: "The workspace has not enough credits."
    case .contentRejected: "The content was rejected by moderation."
    }
  }
}
