import SVText

/// Polls the id beside a stream that is connected but brings no event: the comments it sends say nothing
/// about the job. Only a terminal status of such a poll changes the state. Its failures are reported, and the
/// stream continues.
extension Generation {
  /// When to check the stream: it is silent, a poll beside it is late, or a poll is due.
  func deadline(of stream: StreamInFlight) -> Int64 {
    let silence = later(stream.lastByteAt, settings.silence)
    if let startedAt = stream.quietPollStartedAt {
      return min(silence, later(startedAt, settings.pollRequest))
    }
    return min(silence, nextQuietPoll(stream) ?? .max)
  }

  /// When to poll: after quiet_poll_ms without an event, and once shortly before total_timeout_ms.
  private func nextQuietPoll(_ stream: StreamInFlight) -> Int64? {
    let isOff = settings.quietPoll == 0 || stream.quietPollNotBefore == .max
    let quiet = isOff ? nil : max(later(stream.lastEventAt, settings.quietPoll), stream.quietPollNotBefore)
    guard let lastPollAt, stream.quietPolledAt.map({ $0 < lastPollAt }) ?? true else { return quiet }
    return min(quiet ?? .max, lastPollAt)
  }

  mutating func onStreamTimeout(_ stream: inout StreamInFlight, now: Int64) -> GenerationStep {
    if now >= later(stream.lastByteAt, settings.silence) { return streamIsSilent(&stream) }
    guard stream.quietPollStartedAt == nil else {
      act(.cutShortQuietPoll(lateAnswer))
      return .stay
    }
    stream.lastEventAt = now
    stream.quietPolledAt = now
    stream.quietPollStartedAt = now
    polls.attempt += 1
    ledger.open(.result, startedAt: now - startedAt, waited: 0, isBeside: true)
    act(.startQuietPoll)
    return .stay
  }

  mutating func quietPollEnded(
    _ stream: inout StreamInFlight, _ end: RequestEnd, now: Int64
  ) -> GenerationStep {
    stream.quietPollStartedAt = nil
    let httpStatus = end.head?.httpStatus ?? 0
    let reading = readPoll(end, now: now)
    polls.problem = reading.problem
    ledger.close(httpStatus: httpStatus, outcome: reading.words, isBeside: true)
    guard case .status(let fields, let word) = reading else {
      quietPollFailed(&stream, reading, end, httpStatus: httpStatus, now: now)
      return .stay
    }
    lastStatus = word
    let status = GenerationStatus(word: word)
    reportPoll(httpStatus, word, isTerminal: status.isTerminal)
    guard status.isTerminal else {
      reportIfUnknown(status, word)
      return .stay
    }
    ledger.close(httpStatus: 200, outcome: "dropped, a poll had reported the end")
    let outcome = terminalOutcome(status, fields, httpStatus: httpStatus, source: .poll)
    return .conclude(outcome, hasOutputs: end.hasOutputs, isMessage: false)
  }

  /// After a refusal, no more polls are sent beside the stream except the last one before total_timeout_ms.
  private mutating func quietPollFailed(
    _ stream: inout StreamInFlight, _ reading: PollReading, _ end: RequestEnd, httpStatus: Int, now: Int64
  ) {
    var isRefused = false
    if case .refused = reading { isRefused = true }
    stream.quietPollNotBefore = isRefused ? .max : later(now, end.head?.retryAfter ?? 0)
    let next = nextQuietPoll(stream).flatMap { $0 < totalDeadline ?? .max ? max($0 - now, 0) : nil }
    reportFailedPoll(httpStatus, reading.words, isTransient: !isRefused, delay: next)
  }

  mutating func dropQuietPoll(_ stream: inout StreamInFlight, _ reason: String) {
    guard stream.quietPollStartedAt != nil else { return }
    stream.quietPollStartedAt = nil
    ledger.close(httpStatus: 0, outcome: reason, isBeside: true)
    act(.abortQuietPoll)
  }
}
