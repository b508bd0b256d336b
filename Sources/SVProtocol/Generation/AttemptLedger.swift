import SVText

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
  fileprivate var isOpen = true
  /// A poll beside the stream.
  fileprivate var isBeside = false
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

  /// Says how the try in flight ended, or the one beside it; a try that has ended keeps its words.
  mutating func close(httpStatus: Int, outcome: String, isBeside: Bool = false) {
    guard let place = attempts.lastIndex(where: { $0.isOpen && $0.isBeside == isBeside }) else { return }
    attempts[place].isOpen = false
    attempts[place].httpStatus = httpStatus
    attempts[place].outcome = outcome.shortened(to: AttemptLedger.outcomeBytesMax)
    joinAlike(place)
  }

  private mutating func joinAlike(_ place: Int) {
    guard place > 0, attempts[place - 1].isAlike(attempts[place]) else { return }
    attempts[place - 1].count += attempts.remove(at: place).count
  }
}

extension Attempt {
  fileprivate func isAlike(_ other: Attempt) -> Bool {
    request == .result && other.request == .result && !isOpen && !other.isOpen
      && httpStatus == other.httpStatus
      && outcome.isSameText(as: other.outcome)
  }
}

extension String {
  /// The text, or its length where it is longer: a part of it could end in a part of the key, which nothing
  /// would mask.
  public func wholeOrLength(max bytesMax: Int) -> String {
    utf8.count <= bytesMax ? self : "(\(utf8.count) bytes)"
  }

  /// At most so many bytes, cut between characters, with three dots where something is missing.
  public func shortened(to bytesMax: Int) -> String {
    guard utf8.count > bytesMax else { return self }
    var kept = utf8.prefix(bytesMax + 1)
    while let last = kept.popLast(), last & 0xC0 == 0x80 {}
    return String(decoding: kept, as: UTF8.self) + "..."
  }
}
