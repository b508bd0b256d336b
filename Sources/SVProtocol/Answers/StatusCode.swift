import CSkillsVideo

/// How an operation ended. The C header defines the numbers.
public struct StatusCode: Equatable, Sendable {
  public let rawValue: Int32

  public init(rawValue: Int32) { self.rawValue = rawValue }
  private init(_ number: Int) { rawValue = Int32(truncatingIfNeeded: number) }

  public static let ok = StatusCode(SV_OK)
  public static let argument = StatusCode(SV_ERR_ARGUMENT)
  public static let handle = StatusCode(SV_ERR_HANDLE)
  public static let misuse = StatusCode(SV_ERR_MISUSE)
  public static let memory = StatusCode(SV_ERR_MEMORY)
  public static let file = StatusCode(SV_ERR_FILE)
  public static let system = StatusCode(SV_ERR_SYSTEM)
  public static let transport = StatusCode(SV_ERR_TRANSPORT)
  public static let timeout = StatusCode(SV_ERR_TIMEOUT)
  public static let protocolViolation = StatusCode(SV_ERR_PROTOCOL)
  public static let stopped = StatusCode(SV_ERR_STOPPED)
  public static let outcomeUnknown = StatusCode(SV_ERR_OUTCOME_UNKNOWN)
  public static let credits = StatusCode(SV_ERR_CREDITS)
  public static let auth = StatusCode(SV_ERR_AUTH)
  public static let validation = StatusCode(SV_ERR_VALIDATION)
  public static let notFound = StatusCode(SV_ERR_NOT_FOUND)
  public static let transient = StatusCode(SV_ERR_TRANSIENT)
  public static let unknown = StatusCode(SV_ERR_UNKNOWN)
  public static let rateLimited = StatusCode(SV_ERR_RATE_LIMITED)
  public static let contentRejected = StatusCode(SV_ERR_CONTENT_REJECTED)
  public static let forbidden = StatusCode(SV_ERR_FORBIDDEN)
  public static let jobFailed = StatusCode(SV_ERR_JOB_FAILED)
  public static let jobCanceled = StatusCode(SV_ERR_JOB_CANCELED)
  public static let signature = StatusCode(SV_ERR_SIGNATURE)

  /// The word used in records. It stays valid for the life of the process.
  public var name: StaticString {
    switch self {
    case .ok: "ok"
    case .argument: "invalid_arguments"
    case .handle: "invalid_handle"
    case .misuse: "misuse"
    case .memory: "out_of_memory"
    case .file: "file"
    case .system: "system"
    case .transport: "transport"
    case .timeout: "timeout"
    case .protocolViolation: "protocol"
    case .stopped: "stopped"
    case .outcomeUnknown: "outcome_unknown"
    case .credits: "insufficient_credits"
    case .auth: "auth"
    case .validation: "validation"
    case .notFound: "not_found"
    case .transient: "transient"
    case .unknown: "unknown"
    case .rateLimited: "rate_limited"
    case .contentRejected: "content_rejected"
    case .forbidden: "forbidden"
    case .jobFailed: "job_failed"
    case .jobCanceled: "job_canceled"
    case .signature: "signature"
    default: "unknown_status"
    }
  }
}

extension StatusCode {
  /// The cause may have passed later, so that the same request may succeed then. Whether it may be repeated
  /// depends on the charge too.
  public var isTransient: Bool {
    switch self {
    case .transport, .timeout, .transient, .rateLimited: true
    default: false
    }
  }
}

/// What is known about payment. Every error message states it.
public enum ChargeState: Sendable {
  /// The request provably did not leave this machine.
  case notSent
  /// The platform refused the request.
  case rejected
  /// The platform may have accepted the request.
  case unknown
  /// The platform returned an id.
  case accepted

  /// It is proven that no generation exists, so the same create may be sent again.
  public var isNothingBought: Bool {
    switch self {
    case .notSent, .rejected: true
    case .unknown, .accepted: false
    }
  }

  public var name: String { word.description }

  /// The word used in records, static for the life of the process.
  public var word: StaticString {
    switch self {
    case .notSent: "not_sent"
    case .rejected: "rejected"
    case .unknown: "unknown"
    case .accepted: "accepted"
    }
  }
}
