import SVText

/// Handles a success whose answer names no readable output. The id is polled once more, because the poll's
/// result may name outputs. If it does not, the generation ends with a notice.
extension Generation {
  /// When to send that poll. If a stream message reported the success, the poll is sent at once, because the
  /// message may be sent before the outputs are listed.
  func confirmsAt(isMessage: Bool, now: Int64) -> Int64 {
    endOfWait(isMessage ? 0 : settings.pollInterval, now: now)
  }

  mutating func confirmationEnded(_ decided: GenerationOutcome, _ end: RequestEnd, now: Int64)
    -> GenerationStep
  {
    let httpStatus = end.head?.httpStatus ?? 0
    let reading = readPoll(end, now: now)
    ledger.close(httpStatus: httpStatus, outcome: reading.words)
    guard case .status(let fields, let word) = reading else {
      // The success is already known, so a failed poll for its outputs is not repeated.
      reportFailedPoll(httpStatus, reading.words, isTransient: false, delay: nil)
      var outcome = decided
      outcome.message = reading.words
      return endWithoutOutputs(outcome)
    }
    let status = GenerationStatus(word: word)
    reportPoll(httpStatus, word, isTerminal: status == .succeeded)
    guard status == .succeeded, end.hasOutputs else { return endWithoutOutputs(decided) }
    return .end(terminalOutcome(status, fields, httpStatus: httpStatus, source: .poll))
  }

  mutating func endWithoutOutputs(_ outcome: GenerationOutcome) -> GenerationStep {
    ledger.close(httpStatus: 0, outcome: "dropped")
    emit(
      .notice(
        .noOutputs, message: "the generation succeeded, but its answer names no output that can be read"))
    return .end(outcome)
  }
}
