/// The limits of one generation; times are in milliseconds. The initial values come from the table of
/// options.
public struct GenerationSettings: Sendable {
  public var total: Int64 = 0
  public var connect: Int64 = 0
  /// Longest time without progress of an upload.
  public var upload: Int64 = 0
  /// Longest time from a complete create request to the first byte of its answer. If it runs out, the outcome
  /// is unknown.
  public var firstByte: Int64 = 0
  /// Longest time without any byte once an id is known. Giving up a stream before that could lose money.
  public var silence: Int64 = 0
  /// Longest time without an event while other bytes may arrive. Then the id is polled beside the stream.
  public var quietPoll: Int64 = 0
  public var pollRequest: Int64 = 0
  public var pollFailures = 0
  public var pollInterval: Int64 = 0
  public var pollIntervalMax: Int64 = 0
  public var createTries = 0
  public var retryAfterMax: Int64 = 0
  /// No create is sent while the credit balance is lower than this. If it is 0, the balance is not queried.
  public var creditsMin: Int64 = 0
  /// The result contains the credit balance before and after.
  public var reportsCredits = false

  /// A 404 within this time after the start means that the job may not be visible yet. In milliseconds.
  public var notFoundGrace: Int64 = 10_000
  /// The create's body is a multipart form with files.
  public var sendsFiles = false

  public init() {
    TimeOption.forEach { set($0, $0.info.number) }
    RequestOption.forEach { set($0, $0.info.number) }
  }

  /// The caller has checked that the value is within the option's range.
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

  /// The caller has checked that the value is within the option's range.
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

  /// How much of total_timeout_ms must be left when a create is repeated, so that its answer can still
  /// arrive.
  var answerReserve: Int64 { min(total / 10, 10_000) }

  /// How long before the end of total_timeout_ms the id is polled once more. A job that has ended is then not
  /// given up.
  var lastPollReserve: Int64 { min(total / 10, pollRequest, 10_000) }

  /// How long a balance query for the report may take, before the create and again after the end.
  var reportTimeoutMax: Int64 { total == 0 ? 5000 : min(max(total / 10, 1), 5000) }
}
