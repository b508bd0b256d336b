import SVText

/// One entry of the ledger that every result carries: a request and how it ended.
public struct Attempt: Sendable {
  public var request: GenerationRequest
  /// In milliseconds since the start of the job.
  public var startedAt: Int64
  /// The wait before the request, in milliseconds.
  public var waited: Int64
  public var httpStatus: Int = 0
  /// How the request ended, in a few words.
  public var outcome: String = "in flight"
  /// How many requests this entry stands for. Consecutive polls with the same outcome share one entry.
  public var count: Int = 1
  fileprivate var isOpen = true
  /// The poll ran at the same time as the event stream.
  fileprivate var isBeside = false
}

/// The requests of a job. It keeps a bounded number of entries: the first ones and the latest ones.
public struct AttemptLedger: Sendable {
  private static let kept = 64
  private static let keptFromStart = 16
  /// An outcome may quote the server, so its length is bounded.
  private static let outcomeBytesMax = 200

  public private(set) var attempts: [Attempt] = []
  /// How many requests were dropped from the middle of the list.
  public private(set) var omitted = 0

  public init() {}

  mutating func open(_ request: GenerationRequest, startedAt: Int64, waited: Int64, isBeside: Bool = false) {
    if attempts.count >= AttemptLedger.kept {
      let oldest =
        attempts[AttemptLedger.keptFromStart...].firstIndex { !$0.isOpen } ?? AttemptLedger.keptFromStart
      omitted += attempts.remove(at: oldest).count
    }
    var attempt = Attempt(request: request, startedAt: startedAt, waited: waited)
    attempt.isBeside = isBeside
    attempts.append(attempt)
  }

  /// Records the outcome of the open entry: the main request, or the poll beside the stream if `isBeside`. An
  /// entry that is already closed does not change.
  mutating func close(httpStatus: Int, outcome: String, isBeside: Bool = false) {
    guard let place = attempts.lastIndex(where: { $0.isOpen && $0.isBeside == isBeside }) else { return }
    attempts[place].isOpen = false
    attempts[place].httpStatus = httpStatus
    attempts[place].outcome = outcome.shortened(to: AttemptLedger.outcomeBytesMax)
    joinWithSameOutcome(place)
  }

  private mutating func joinWithSameOutcome(_ place: Int) {
    guard place > 0, attempts[place - 1].hasSameOutcome(attempts[place]) else { return }
    attempts[place - 1].count += attempts.remove(at: place).count
  }
}

extension Attempt {
  fileprivate func hasSameOutcome(_ other: Attempt) -> Bool {
    request == .result && other.request == .result && !isOpen && !other.isOpen
      && httpStatus == other.httpStatus
      && outcome.isSameText(as: other.outcome)
  }
}

extension String {
  /// The text, or only its length if it is longer than `bytesMax`. A truncated text could end in a part of
  /// the API key, which masking would miss.
  public func wholeOrLength(max bytesMax: Int) -> String {
    utf8.count <= bytesMax ? self : "(\(utf8.count) bytes)"
  }

  /// At most `bytesMax` bytes, cut between characters; "..." marks the cut.
  public func shortened(to bytesMax: Int) -> String {
    guard utf8.count > bytesMax else { return self }
    return withSlice { text in
      var end = bytesMax
      while end > 0, text[end] & 0xC0 == 0x80 { end &-= 1 }
      return text.part(0, end).copied()
    } + "..."
  }
}
