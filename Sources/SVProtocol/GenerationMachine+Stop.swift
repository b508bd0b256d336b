/// Ends that the caller wants, or that the engine must make.
extension GenerationMachine {
  /// A stop comes next: nothing is started any more.
  public mutating func willStop() { isStopWanted = true }

  /// Stop following. Messages that have arrived are still handed over.
  public mutating func cancel(now: Int64) {
    isStopWanted = true
    switch state {
    case .ending, .ended: break
    case .settling(let outcome): settlingIsOver(outcome, "following was stopped", now: now)
    case .waitingToConfirm(let outcome, _), .confirming(let outcome): endWithoutOutputs(outcome, now: now)
    default:
      ledger.close(httpStatus: 0, outcome: "stopped")
      end(stoppedOutcome(), now: now)
    }
  }

  /// Stop following, but not between a whole create and its answer: wait for the id of what may have been bought. Start
  /// nothing more.
  public mutating func cancelGracefully(now: Int64) {
    isStopWanted = true
    if case .creating = state, charge == .unknown { return }
    cancel(now: now)
  }

  /// Something the engine cannot go on after, such as a lack of memory.
  public mutating func fail(_ status: StatusCode, message: String, now: Int64) {
    isStopWanted = true
    switch state {
    case .ending, .ended: break
    case .settling(let outcome): settlingIsOver(outcome, message, now: now)
    case .waitingToConfirm(let outcome, _), .confirming(let outcome): endWithoutOutputs(outcome, now: now)
    default:
      var outcome = Outcome(status: status, category: status, charge: charge)
      outcome.message = message
      ledger.close(httpStatus: 0, outcome: message)
      end(outcome, now: now)
    }
  }
}
