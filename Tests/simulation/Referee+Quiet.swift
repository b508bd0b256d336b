import SVProtocol

/// The rules of polls beside a stream, of the last poll before the total, and of the poll that confirms a
/// success without outputs.
extension Referee {
  struct Quiet {
    var startedAt: Int64?
    var polledAt: Int64?
    var lastEventAt: Int64 = 0
    var lastPollStartedAt: Int64 = 0
    var lastPollEndedAt: Int64 = 0
    /// No poll may be sent before this time; .max after a refusal.
    var notBefore: Int64 = 0
  }

  struct Confirmation {
    /// The success named no output, so the id must be polled once more.
    var isWanted = false
    var lacksOutputs = false
    var startedAt: Int64?
    var isOver = false
    /// Until then the machine may wait before it confirms.
    var isPending: Bool { isWanted && !isOver }
  }

  mutating func quietPollStarted(now: Int64) {
    polls += 1
    let isStreaming = inFlight == .createStream || inFlight == .createPolling
    require(isStreaming && id != nil && terminal == nil, "a poll beside no stream")
    require(
      quiet.startedAt == nil && !isStopRequested && !hasFailed && !isDecided,
      "a quiet poll that is not allowed")
    let isQuiet = quietPollAt.map { now >= $0 } ?? false
    let isLast = lastPollAt.map { now >= $0 && (quiet.polledAt ?? 0) < $0 } ?? false
    require(isQuiet || isLast, "a quiet poll although events come")
    quiet.startedAt = now
    quiet.polledAt = now
    quiet.lastEventAt = now
    quiet.lastPollStartedAt = now
  }

  mutating func quietPollDropped(now: Int64) {
    require(quiet.startedAt != nil, "an abort without a quiet poll")
    quiet.startedAt = nil
    quiet.lastPollEndedAt = now
  }

  mutating func quietPollEnded(_ end: RequestEnd, now: Int64) {
    quiet.startedAt = nil
    quiet.lastPollEndedAt = now
    let verdict = end.verdictOnPoll(id: id, sinceKnown: now - knownAt, grace: settings.notFoundGrace)
    guard verdict == .status, let fields = end.fields else {
      quiet.notBefore = verdict == .refused ? .max : now + (end.head?.retryAfter ?? 0)
      return
    }
    onFields(fields, hasOutputs: end.hasOutputs)
  }

  /// When a stream without events must be polled.
  private var quietPollAt: Int64? {
    guard settings.quietPoll > 0, quiet.notBefore != .max else { return nil }
    return max(quiet.lastEventAt + settings.quietPoll, quiet.notBefore)
  }

  /// When a stream whose id is known must be checked.
  var streamDeadline: Int64 {
    var bound = max(lastByteAt, knownAt) + settings.silence
    if let startedAt = quiet.startedAt { return min(bound, startedAt + settings.pollRequest) }
    if let quietPollAt { bound = min(bound, quietPollAt) }
    if let lastPollAt, (quiet.polledAt ?? 0) < lastPollAt { bound = min(bound, lastPollAt) }
    return bound
  }

  /// A job must not be given up at the total without a last poll.
  mutating func checkLastPoll() {
    guard let lastPollAt, id != nil else { return }
    let hasLooked = max(quiet.lastPollStartedAt, quiet.lastPollEndedAt) >= lastPollAt
    require(hasLooked || knownAt >= lastPollAt, "given up at the total without a last poll")
  }

  mutating func confirmationStarted(now: Int64) {
    require(confirmation.isPending && confirmation.startedAt == nil, "a poll after a terminal status")
    confirmation.startedAt = now
  }

  mutating func confirmationEnded(_ end: RequestEnd, now: Int64) -> Verdict {
    let verdict = end.verdictOnPoll(id: id, sinceKnown: now - knownAt, grace: settings.notFoundGrace)
    if verdict == .status, end.fields?.kind == .succeeded, end.hasOutputs {
      confirmation.lacksOutputs = false
    }
    confirmation.isOver = true
    return .confirmed
  }
}
