import SVText

/// A success whose answer names no output, or none that can be read. The id is polled once more, because its
/// result may have them; then the generation ends, with a notice.
extension GenerationMachine {
  /// Ends with a terminal outcome, or polls once more if it lacks outputs: at once after a message of the
  /// stream, which may be ahead of the result.
  mutating func conclude(_ terminal: Outcome, hasOutputs: Bool, isMessage: Bool = false, now: Int64) {
    guard terminal.status == .ok, !hasOutputs else { return end(terminal, now: now) }
    var outcome = terminal
    outcome.lacksOutputs = true
    guard id != nil, !isStopWanted, !isEnding else { return endWithoutOutputs(outcome, now: now) }
    dropRequest()
    act(.keepAnswer)
    outcome.ownsAnswer = false
    let until = endOfWait(isMessage ? 0 : settings.pollInterval, now: now)
    waited = until - now
    state = .waitingToConfirm(outcome, until: until)
  }

  mutating func confirm(_ outcome: Outcome, now: Int64) {
    pollAttempt += 1
    state = .confirming(outcome)
    begin(.result, now: now)
  }

  mutating func confirmationEnded(_ decided: Outcome, _ end: RequestEnd, now: Int64) {
    let httpStatus = end.head?.httpStatus ?? 0
    let reading = readPoll(end, now: now)
    ledger.close(httpStatus: httpStatus, outcome: reading.words)
    guard case .status(let fields, let word) = reading else {
      // The success is known: no other poll follows for what it lacks.
      reportFailedPoll(httpStatus, reading.words, isTransient: false, delay: nil)
      var outcome = decided
      outcome.message = reading.words
      return endWithoutOutputs(outcome, now: now)
    }
    let status = GenerationStatus(word: word)
    emit(.poll(attempt: pollAttempt, httpStatus: httpStatus, status: word, isTerminal: status == .succeeded))
    guard status == .succeeded, end.hasOutputs else { return endWithoutOutputs(decided, now: now) }
    self.end(terminalOutcome(status, fields, httpStatus: httpStatus, source: .poll), now: now)
  }

  mutating func endWithoutOutputs(_ outcome: Outcome, now: Int64) {
    ledger.close(httpStatus: 0, outcome: "dropped")
    emit(
      .notice(
        .noOutputs, message: "the generation succeeded, but its answer names no output that can be read"))
    end(outcome, now: now)
  }
}
