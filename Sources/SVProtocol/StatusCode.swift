/// How an operation ended, in the numbers of the C header.
public struct StatusCode: Equatable, Sendable {
  public let rawValue: Int32

  public init(rawValue: Int32) { self.rawValue = rawValue }

  public static let ok = StatusCode(rawValue: 0)
  public static let argument = StatusCode(rawValue: -1)
  public static let handle = StatusCode(rawValue: -2)
  public static let misuse = StatusCode(rawValue: -3)
  public static let memory = StatusCode(rawValue: -4)
  public static let file = StatusCode(rawValue: -5)
  public static let system = StatusCode(rawValue: -6)
  public static let transport = StatusCode(rawValue: -10)
  public static let timeout = StatusCode(rawValue: -11)
  public static let protocolViolation = StatusCode(rawValue: -12)
  public static let stopped = StatusCode(rawValue: -13)
  public static let outcomeUnknown = StatusCode(rawValue: -14)
  public static let credits = StatusCode(rawValue: -20)
  public static let auth = StatusCode(rawValue: -21)
  public static let validation = StatusCode(rawValue: -22)
  public static let notFound = StatusCode(rawValue: -23)
  public static let transient = StatusCode(rawValue: -24)
  public static let unknown = StatusCode(rawValue: -25)
  public static let rateLimited = StatusCode(rawValue: -26)
  public static let contentRejected = StatusCode(rawValue: -27)
  public static let forbidden = StatusCode(rawValue: -28)
  public static let jobFailed = StatusCode(rawValue: -30)
  public static let jobCanceled = StatusCode(rawValue: -31)
  public static let signature = StatusCode(rawValue: -40)

  /// The word used in records, static for the life of the process.
  public var name: StaticString {
    switch rawValue {
    case 0: "ok"
    case -1: "invalid_arguments"
    case -2: "invalid_handle"
    case -3: "misuse"
    case -4: "out_of_memory"
    case -5: "file"
    case -6: "system"
    case -10: "transport"
    case -11: "timeout"
    case -12: "protocol"
    case -13: "stopped"
    case -14: "outcome_unknown"
    case -20: "insufficient_credits"
    case -21: "auth"
    case -22: "validation"
    case -23: "not_found"
    case -24: "transient"
    case -25: "unknown"
    case -26: "rate_limited"
    case -27: "content_rejected"
    case -28: "forbidden"
    case -30: "job_failed"
    case -31: "job_canceled"
    case -40: "signature"
    default: "unknown_status"
    }
  }
}

/// What is known about payment: the question every error has to answer first.
public enum ChargeState: Sendable {
  /// Provably never left this machine.
  case notSent
  /// The platform refused it.
  case rejected
  /// It may have been accepted.
  case unknown
  /// The platform gave an id.
  case accepted

  /// It is proven that there is no generation, so that the same create may be sent again.
  public var isNothingBought: Bool {
    switch self {
    case .notSent, .rejected: true
    case .unknown, .accepted: false
    }
  }

  public var name: String {
    switch self {
    case .notSent: "not_sent"
    case .rejected: "rejected"
    case .unknown: "unknown"
    case .accepted: "accepted"
    }
  }
}
