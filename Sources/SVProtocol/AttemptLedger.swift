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
  /// Polls in a row that ended alike share one entry.
  public var count: Int = 1
}

/// Every try of a job, bounded: of a very long wait the beginning and the latest part are kept.
public struct AttemptLedger: Sendable {
  private static let kept = 64
  private static let keptFromStart = 16
  /// The words are the server's, in part: long enough to tell, too short to fill the memory.
  private static let outcomeBytesMax = 200

  public private(set) var attempts: [Attempt] = []
  /// Tries that were dropped from the middle.
  public private(set) var omitted = 0
  private var lastIsOpen = false

  public init() {}

  mutating func open(_ request: GenerationRequest, startedAt: Int64, waited: Int64) {
    if attempts.count >= AttemptLedger.kept {
      omitted += attempts.remove(at: AttemptLedger.keptFromStart).count
    }
    attempts.append(Attempt(request: request, startedAt: startedAt, waited: waited))
    lastIsOpen = true
  }

  /// Says how the try in flight ended; a try that has ended keeps its words.
  mutating func close(httpStatus: Int, outcome: String) {
    guard lastIsOpen, var last = attempts.popLast() else { return }
    lastIsOpen = false
    last.httpStatus = httpStatus
    last.outcome = outcome.shortened(to: AttemptLedger.outcomeBytesMax)
    if let before = attempts.last, last.request == .result, before.request == .result, before.outcome == last.outcome,
      before.httpStatus == httpStatus
    {
      attempts[attempts.count - 1].count += last.count
    } else {
      attempts.append(last)
    }
  }
}

extension String {
  /// At most so many bytes, cut between characters, with three dots where something is missing.
  func shortened(to bytesMax: Int) -> String {
    guard utf8.count > bytesMax else { return self }
    var kept = utf8.prefix(bytesMax + 1)
    while let last = kept.popLast(), last & 0xC0 == 0x80 {}
    return String(decoding: kept, as: UTF8.self) + "..."
  }
}
