/// Ends that the caller wants, or that the engine must make.
extension GenerationMachine {
  /// A stop comes next: nothing is started any more.
  public mutating func willStop() { isStopWanted = true }

  /// Stop following. Messages that have arrived are still handed over.
  public mutating func cancel(now: Int64) {
    isStopWanted = true
    breakOff(.stopped, "following was stopped", ledger: "stopped", now: now)
  }

  /// Stop following, but not between a whole create and its answer: wait for the id of what may have been
  /// bought. Start nothing more.
  public mutating func cancelGracefully(now: Int64) {
    isStopWanted = true
    if case .creating = state, charge == .unknown { return }
    cancel(now: now)
  }

  /// Something the engine cannot go on after, such as a lack of memory.
  public mutating func fail(_ status: StatusCode, message: String, now: Int64) {
    isStopWanted = true
    breakOff(status, message, ledger: message, now: now)
  }

  /// The wait for an id that another client gave ends as not found where that was the platform's last word. A
  /// job that this client made exists.
  private var endOfTotal: StatusCode {
    if id == nil, charge == .unknown { return .outcomeUnknown }
    return isMissing && createTries == 0 ? .notFound : .timeout
  }

  mutating func totalIsOver(now: Int64) {
    // The status of an error has come: it decides, and nothing more is started.
    if case .creating = state, errorHeadAt != nil, !isTotalOver {
      isTotalOver = true
      return act(.cutShort("the time limit is over (total_timeout_ms)"))
    }
    var message = "the time limit of \(settings.total) ms (total_timeout_ms) is over"
    if let cutDelay {
      message += "; the platform had asked to wait \(Wording.duration(cutDelay)) before the next poll"
    }
    if let lastStatus { message += "; the last status was " + lastStatus.wholeOrLength(max: 100) }
    if let pollProblem { message += "; the last poll failed: " + pollProblem.shortened(to: 300) }
    breakOff(endOfTotal, message, ledger: "time limit", now: now)
  }

  /// Ends what is not decided; an end that is decided stands, and nothing more is waited for.
  private mutating func breakOff(_ status: StatusCode, _ message: String, ledger words: String, now: Int64) {
    switch state {
    case .ending, .ended: break
    case .settling(let outcome): settlingIsOver(outcome, message, now: now)
    case .waitingToConfirm(let outcome, _), .confirming(let outcome): endWithoutOutputs(outcome, now: now)
    default:
      ledger.close(httpStatus: 0, outcome: words)
      var outcome = Outcome(status: status, category: status, charge: charge)
      outcome.message = message
      if status == .notFound { outcome.httpStatus = 404 }
      end(outcome, now: now)
    }
  }
}
