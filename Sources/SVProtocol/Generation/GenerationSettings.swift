/// The budgets of one generation, in milliseconds where they are times. Each is 0 here and gets its default
/// from the table of options.
public struct GenerationSettings: Sendable {
  public var total: Int64 = 0
  public var connect: Int64 = 0
  /// Without progress of an upload that is not whole yet.
  public var upload: Int64 = 0
  /// From a whole request to the first byte of the answer to a create. Its end leaves the outcome unknown.
  public var firstByte: Int64 = 0
  /// Without any byte, once an id is known: giving up a stream before that can lose money.
  public var silence: Int64 = 0
  /// Without an event, while other bytes may come: then the id is polled beside the stream.
  public var quietPoll: Int64 = 0
  public var pollRequest: Int64 = 0
  public var pollFailures = 0
  public var pollInterval: Int64 = 0
  public var pollIntervalMax: Int64 = 0
  public var createTries = 0
  public var retryAfterMax: Int64 = 0
  /// A create is not sent while the credit balance is lower; 0 does not ask.
  public var creditsMin: Int64 = 0
  /// The end tells the credit balance before and after.
  public var reportsCredits = false

  /// A 404 this soon after the start is taken for a job that is not visible yet.
  public var notFoundGrace: Int64 = 10_000
  /// The body of the create is a form with files.
  public var sendsFiles = false

  public init() {
    TimeOption.forEach { set($0, $0.info.number) }
    RequestOption.forEach { set($0, $0.info.number) }
  }

  /// The value is within the option's range.
  public mutating func set(_ option: TimeOption, _ value: Int64) {
    switch option {
    case .total: total = value
    case .connect: connect = value
    case .upload: upload = value
    case .firstByte: firstByte = value
    case .silence: silence = value
    case .quietPoll: quietPoll = value
    case .poll: pollRequest = value
    }
  }

  /// The value is within the option's range.
  public mutating func set(_ option: RequestOption, _ value: Int64) {
    switch option {
    case .pollFailuresMax: pollFailures = Int(value)
    case .pollInterval: pollInterval = value
    case .pollIntervalMax: pollIntervalMax = value
    case .createTriesMax: createTries = Int(value)
    case .retryAfterMax: retryAfterMax = value
    case .creditsMin: creditsMin = value
    case .creditsReport: reportsCredits = value == 1
    }
  }

  /// What of the total a repeated create must find left when it starts, so that its answer can still come.
  var answerReserve: Int64 { min(total / 10, 10_000) }

  /// How long before the end of the total the id is polled once more, so that a job that has ended is not
  /// given up.
  var lastPollReserve: Int64 { min(total / 10, pollRequest, 10_000) }

  /// What the report of credits may cost before the create, and once more after the end.
  var reportBound: Int64 { total == 0 ? 5000 : min(max(total / 10, 1), 5000) }
}
