/// The budgets of one generation, all in milliseconds; a total of 0 means none.
public struct GenerationSettings: Sendable {
  public var total: Int64 = 3_600_000
  public var connect: Int64 = 10_000
  /// Without progress of an upload that is not whole yet.
  public var upload: Int64 = 60_000
  /// From a whole request to the first byte of the answer to a create; 0 means none. Its end leaves the outcome unknown.
  public var firstByte: Int64 = 0
  /// Without any byte, once an id is known: giving up a stream before that can lose money.
  public var silence: Int64 = 60_000
  /// Without an event, while other bytes may come: then the id is polled beside the stream. 0 means never.
  public var quietPoll: Int64 = 60_000
  public var pollRequest: Int64 = 20_000
  public var pollFailures: Int = 10
  public var pollInterval: Int64 = 1000
  public var pollIntervalMax: Int64 = 5000
  public var createTries: Int = 4
  public var retryAfterMax: Int64 = 120_000
  /// A 404 this soon after the start is taken for a job that is not visible yet.
  public var notFoundGrace: Int64 = 10_000

  /// The body of the create is a form with files.
  public var sendsFiles = false

  /// A create is not sent while the credit balance is lower; 0 does not ask.
  public var creditsMin: Int64 = 0
  /// The end tells the credit balance before and after.
  public var reportsCredits = false

  public init() {}

  /// What of the total a repeated create must find left when it starts, so that its answer can still come.
  var answerReserve: Int64 { min(total / 10, 10_000) }

  /// How long before the end of the total the id is polled once more, so that a job that has ended is not given up.
  var lastPollReserve: Int64 { min(total / 10, pollRequest, 10_000) }

  /// What the report of credits may cost before the create, and once more after the end.
  var reportBound: Int64 { total == 0 ? 5000 : min(max(total / 10, 1), 5000) }
}
