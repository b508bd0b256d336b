/// One try of a request, for the ledger that every result carries.
public struct Attempt: Sendable {
  public var request: GenerationRequest
  /// Milliseconds after the start of the job.
  public var startedAt: Int64
  /// Milliseconds waited before it.
  public var waited: Int64
  public var httpStatus: Int = 0
  /// What came of it, in a few words.
  public var outcome: String = "in flight"
  /// Good polls in a row share one entry.
  public var count: Int = 1
}

/// Every try of a job, bounded: of a very long wait the beginning and the latest part are kept.
public struct AttemptLedger: Sendable {
  private static let kept = 64
  private static let keptFromStart = 16

  public private(set) var attempts: [Attempt] = []
  public private(set) var omitted = 0

  public init() {}

  mutating func open(_ request: GenerationRequest, startedAt: Int64, waited: Int64) {
    if attempts.count >= AttemptLedger.kept {
      attempts.remove(at: AttemptLedger.keptFromStart)
      omitted += 1
    }
    attempts.append(Attempt(request: request, startedAt: startedAt, waited: waited))
  }

  mutating func close(httpStatus: Int, outcome: String) {
    guard var last = attempts.popLast() else { return }
    last.httpStatus = httpStatus
    last.outcome = outcome
    if let before = attempts.last, last.request == .result, before.request == .result, before.outcome == outcome,
      before.httpStatus == httpStatus
    {
      attempts[attempts.count - 1].count += last.count
    } else {
      attempts.append(last)
    }
  }
}
