/// Where the deciding answer came from.
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

/// The credit balance before and after a generation, as it stands in the answers; nil where it was not told.
public struct CreditReport: Equatable, Sendable {
  public var before: String?
  public var after: String?
}

/// The end of a generation: everything a result says, but for the bytes of the deciding answer, which the
/// engine holds.
public struct Outcome: Sendable {
  public var status: StatusCode
  public var category: StatusCode
  public var httpStatus: Int = 0
  /// The platform's error code, as sent.
  public var code: String?
  public var message: String = ""
  public var remedy: String?
  /// After how many milliseconds the same call may be made again, unchanged; -1 where nothing proves that
  /// this buys only once.
  public var retryAfter: Int64 = -1
  /// How long the platform asks to wait, where it says so; `retryAfter` may be this library's own delay.
  var askedWait: Int64?
  public var charge: ChargeState
  public var source: OutcomeSource = .none
  /// The server's last status word.
  public var statusWord: String?
  /// The answer at hand when the machine finished belongs to this outcome.
  public var ownsAnswer: Bool = false
  public var elapsed: Int64 = 0
  /// A part of the request left, and the rest never did.
  public var isPartlySent = false
  /// It succeeded, and no answer names an output that can be read.
  public var lacksOutputs = false
  /// Where the credit balance was asked for.
  public var credits: CreditReport?
  public var ledger = AttemptLedger()

  public init(status: StatusCode, category: StatusCode, charge: ChargeState) {
    self.status = status
    self.category = category
    self.charge = charge
  }

  /// Turns a success into an end without memory for its answer.
  public mutating func answerIsLost(id: String?) {
    status = .memory
    category = .memory
    Wording.completeLoss(&self, id: id)
  }

  /// An end by a terminal status word; the word decides, never an event's name.
  public var isTerminal: Bool { status == .ok || status == .jobFailed || status == .jobCanceled }
}
