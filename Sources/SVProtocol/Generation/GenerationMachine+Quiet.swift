import SVText

/// A stream whose connection lives but brings no event: the id is polled beside it, since comments say
/// nothing of the job. Only a terminal status of such a poll counts; its failures are reported and end
/// nothing while the stream goes on.
extension GenerationMachine {
  /// When a stream must be looked at: it is silent, a poll beside it is late, or one is due.
  var streamDeadline: Int64 {
    let silence = later(lastByteAt, settings.silence)
    if let quietPollStartedAt { return min(silence, later(quietPollStartedAt, settings.pollRequest)) }
    return min(silence, nextQuietPoll ?? .max)
  }

  /// After a while without events, and once more before the total is over.
  private var nextQuietPoll: Int64? {
    let isOff = settings.quietPoll == 0 || quietPollNotBefore == .max
    let quiet = isOff ? nil : max(later(lastEventAt, settings.quietPoll), quietPollNotBefore)
    guard let lastPollAt, quietPolledAt.map({ $0 < lastPollAt }) ?? true else { return quiet }
    return min(quiet ?? .max, lastPollAt)
  }

  mutating func streamIsQuiet(now: Int64) {
    if now >= later(lastByteAt, settings.silence) { return silenceIsOver(now: now) }
    if quietPollStartedAt != nil { return act(.cutShortQuietPoll(lateAnswer)) }
    lastEventAt = now
    quietPolledAt = now
    quietPollStartedAt = now
    pollAttempt += 1
    ledger.open(.result, startedAt: now - startedAt, waited: 0, isBeside: true)
    act(.startQuietPoll)
  }

  /// The poll beside the stream has ended.
  public mutating func quietPollEnded(_ end: RequestEnd, now: Int64) {
    guard case .streaming = state, quietPollStartedAt != nil else { return }
    quietPollStartedAt = nil
    let httpStatus = end.head?.httpStatus ?? 0
    let reading = readPoll(end, now: now)
    pollProblem = reading.problem
    ledger.close(httpStatus: httpStatus, outcome: reading.words, isBeside: true)
    guard case .status(let fields, let word) = reading else {
      return quietPollFailed(reading, end, httpStatus: httpStatus, now: now)
    }
    lastStatus = word
    let status = GenerationStatus(word: word)
    emit(.poll(attempt: pollAttempt, httpStatus: httpStatus, status: word, isTerminal: status.isTerminal))
    guard status.isTerminal else { return reportIfUnknown(status, word) }
    ledger.close(httpStatus: 200, outcome: "dropped, a poll had reported the end")
    let outcome = terminalOutcome(status, fields, httpStatus: httpStatus, source: .poll)
    conclude(outcome, hasOutputs: end.hasOutputs, now: now)
  }

  /// What is refused is refused again, so that only the last poll before the total tries once more.
  private mutating func quietPollFailed(
    _ reading: PollReading, _ end: RequestEnd, httpStatus: Int, now: Int64
  ) {
    var isRefused = false
    if case .refused = reading { isRefused = true }
    quietPollNotBefore = isRefused ? .max : later(now, end.head?.retryAfter ?? 0)
    let next = nextQuietPoll.flatMap { $0 < totalDeadline ?? .max ? max($0 - now, 0) : nil }
    reportFailedPoll(httpStatus, reading.words, isTransient: !isRefused, delay: next)
  }

  mutating func dropQuietPoll(_ reason: String) {
    guard quietPollStartedAt != nil else { return }
    quietPollStartedAt = nil
    ledger.close(httpStatus: 0, outcome: reason, isBeside: true)
    act(.abortQuietPoll)
  }
}
