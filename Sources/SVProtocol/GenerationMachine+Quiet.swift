import SVJSON

/// A stream whose connection lives but brings no event: the id is polled beside it, since comments say nothing of the job. Only a
/// terminal status of such a poll counts; its failures are reported and end nothing while the stream goes on.
extension GenerationMachine {
  /// When a stream must be looked at: it is silent, a poll beside it is late, or one is due.
  var streamDeadline: Int64 {
    let silence = later(lastByteAt, settings.silence)
    if let quietPollStartedAt { return min(silence, later(quietPollStartedAt, settings.pollRequest)) }
    return min(silence, nextQuietPoll ?? .max)
  }

  /// After a while without events, and once more before the total is over.
  private var nextQuietPoll: Int64? {
    let quiet = settings.quietPoll == 0 ? nil : later(lastEventAt, settings.quietPoll)
    guard let lastPollAt, quietPolledAt.map({ $0 < lastPollAt }) ?? true else { return quiet }
    return min(quiet ?? .max, lastPollAt)
  }

  mutating func streamIsQuiet(now: Int64) {
    if now >= later(lastByteAt, settings.silence) { return silenceIsOver(now: now) }
    if quietPollStartedAt != nil { return act(.cutShortQuietPoll("no answer within \(settings.pollRequest) ms")) }
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
    ledger.close(httpStatus: httpStatus, outcome: reading.words, isBeside: true)
    guard case .told(let fields, let word) = reading else {
      return emit(
        .pollFailed(attempt: pollAttempt, httpStatus: httpStatus, transient: true, delay: nil, message: reading.words))
    }
    lastStatus = word
    emit(.poll(attempt: pollAttempt, httpStatus: httpStatus, status: word))
    let status = GenerationStatus(word: word)
    guard status.isTerminal else { return reportIfUnknown(status, word) }
    ledger.close(httpStatus: 200, outcome: "dropped, a poll had told the end")
    let outcome = terminalOutcome(status, fields, httpStatus: httpStatus, source: .poll)
    conclude(outcome, hasOutputs: end.hasOutputs, by: end, now: now)
  }

  mutating func dropQuietPoll(_ reason: String) {
    guard quietPollStartedAt != nil else { return }
    quietPollStartedAt = nil
    ledger.close(httpStatus: 0, outcome: reason, isBeside: true)
    act(.abortQuietPoll)
  }
}
