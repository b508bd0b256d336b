/// The kind of answer that decided the outcome.
public enum OutcomeSource: Sendable {
  case none
  case create
  case stream
  case poll

  public var name: String? {
    switch self {
    case .none: nil
    case .create: "create"
    case .stream: "sse"
    case .poll: "poll"
    }
  }
}

/// The credit balance before and after a generation, as written in the answers; nil if unknown.
public struct CreditReport: Equatable, Sendable {
  public var before: String?
  public var after: String?
}

/// The outcome of a generation. It contains all of a result except the bytes of the deciding answer, which
/// the engine keeps.
public struct GenerationOutcome: Sendable {
  public var status: StatusCode
  public var category: StatusCode
  public var httpStatus: Int = 0
  /// The platform's error code, unchanged.
  public var code: String?
  public var message: String = ""
  /// The next step. If it is set before the message is completed, it is kept.
  public var remedy: String?
  /// After how many milliseconds the same call may be repeated unchanged; -1 if a repeat could buy a second
  /// time.
  public var retryAfter: Int64 = -1
  /// The wait that the platform requests, if it does. `retryAfter` may be this library's own delay instead.
  var askedWait: Int64?
  public var charge: ChargeState
  public var source: OutcomeSource = .none
  /// The latest status word of the server.
  public var statusWord: String?
  /// The answer that is in hand when the machine finishes belongs to this outcome.
  public var ownsAnswer: Bool = false
  public var elapsed: Int64 = 0
  /// Only a part of the request was sent.
  public var isPartlySent = false
  /// The generation succeeded, but no answer names a readable output.
  public var lacksOutputs = false
  /// Set if the credit balance was queried.
  public var credits: CreditReport?
  public var ledger = AttemptLedger()

  public init(status: StatusCode, category: StatusCode, charge: ChargeState) {
    self.status = status
    self.category = category
    self.charge = charge
  }

  /// Turns a success into an out-of-memory error: the answer could not be kept.
  public mutating func answerIsLost(id: String?) {
    status = .memory
    category = .memory
    Wording.completeLoss(&self, id: id)
  }

  /// A terminal status word decided the outcome. Names of events never do.
  public var isTerminal: Bool { status == .ok || status == .jobFailed || status == .jobCanceled }
}
