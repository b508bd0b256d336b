import SVJSON

/// The id is known and is asked for, until a terminal status or the end of a budget.
extension GenerationMachine {
  mutating func beginPoll(now: Int64) {
    if isStopWanted { return cancel(now: now) }
    pollAttempt += 1
    state = .polling
    begin(.result, now: now)
  }

  mutating func pause(_ delay: Int64, now: Int64) {
    if isStopWanted { return cancel(now: now) }
    waited = delay
    state = .pausing(until: later(now, delay))
  }

  mutating func pollEnded(_ end: RequestEnd, now: Int64) {
    let httpStatus = end.head?.httpStatus ?? 0
    if let reason = end.reason {
      return pollFailed(.transport, httpStatus: httpStatus, reason: reason, end: end, now: now)
    }
    let tellsOfIt = end.fields.map { $0.isAboutJob && $0.id == id } ?? false
    guard end.head?.isSuccess == true || tellsOfIt else {
      return pollRefused(httpStatus: httpStatus, end, now: now)
    }
    guard let fields = end.fields, fields.parseError == nil, let word = fields.status else {
      let reason = (end.fields?.parseError?.message ?? "the answer has no status") + "; it begins: " + end.excerpt
      return pollFailed(.protocolViolation, httpStatus: httpStatus, reason: reason, end: end, now: now)
    }
    if let other = fields.id, other != id {
      emit(.notice(.otherID, message: "the answer carries another id, \(other); it moves nothing"))
      let reason = "the answer is about another generation"
      return pollFailed(.protocolViolation, httpStatus: httpStatus, reason: reason, end: end, now: now)
    }
    pollFailures = 0
    lastStatus = word
    ledger.close(httpStatus: httpStatus, outcome: word)
    emit(.poll(attempt: pollAttempt, httpStatus: httpStatus, status: word))
    let status = GenerationStatus(word: word)
    if status.isTerminal {
      return self.end(terminalOutcome(status, fields, httpStatus: httpStatus, source: .poll), now: now)
    }
    reportIfUnknown(status, word)
    pollDelay = RetrySchedule.pace(previous: pollDelay, first: settings.pollInterval, last: settings.pollIntervalMax)
    pause(max(jitter.spread(pollDelay), end.head?.retryAfter ?? 0), now: now)
  }

  mutating func pollRequestIsOver(now: Int64) {
    dropRequest()
    let end = RequestEnd(cause: .complete, head: nil, fields: nil, excerpt: "")
    pollFailed(
      .transport, httpStatus: 0, reason: "no answer within \(settings.pollRequest) ms", end: end, now: now)
  }

  private mutating func pollRefused(httpStatus: Int, _ end: RequestEnd, now: Int64) {
    let reason = end.fields?.message ?? end.fields?.error ?? end.quote(httpStatus: httpStatus)
    if httpStatus == 404, now - knownAt < settings.notFoundGrace {
      ledger.close(httpStatus: httpStatus, outcome: "not visible yet")
      emit(.pollFailed(attempt: pollAttempt, httpStatus: httpStatus, transient: true, message: reason))
      return pause(jitter.spread(settings.pollInterval), now: now)
    }
    let outcome = refusal(httpStatus: httpStatus, end)
    let isTransient = httpStatus >= 500 && httpStatus != 501 && httpStatus != 505
    if isTransient || [408, 425, 429].contains(httpStatus) {
      return pollFailed(outcome.category, httpStatus: httpStatus, reason: reason, end: end, now: now)
    }
    ledger.close(httpStatus: httpStatus, outcome: end.fields?.code ?? "refused")
    emit(.pollFailed(attempt: pollAttempt, httpStatus: httpStatus, transient: false, message: reason))
    self.end(outcome, now: now)
  }

  /// One lost poll is not a lost job: only a run of them ends the wait.
  private mutating func pollFailed(
    _ category: StatusCode, httpStatus: Int, reason: String, end: RequestEnd, now: Int64
  ) {
    pollFailures += 1
    ledger.close(httpStatus: httpStatus, outcome: reason)
    emit(.pollFailed(attempt: pollAttempt, httpStatus: httpStatus, transient: true, message: reason))
    let delay = end.head?.retryAfter ?? jitter.spread(RetrySchedule.backOff(failures: pollFailures))
    guard pollFailures >= settings.pollFailures else { return pause(delay, now: now) }
    var outcome = Outcome(status: category, category: category, charge: .accepted)
    outcome.httpStatus = httpStatus
    outcome.message = "\(pollFailures) polls in a row failed, the last one with: \(reason)"
    outcome.code = end.fields?.code ?? streamError?.code
    outcome.retryAfter = delay
    outcome.ownsAnswer = httpStatus != 0
    self.end(outcome, now: now)
  }
}
