import SVJSON

/// The ends of a generation.
extension GenerationMachine {
  func terminalOutcome(
    _ status: GenerationStatus, _ fields: LifecycleFields, httpStatus: Int, source: OutcomeSource
  ) -> Outcome {
    let code: StatusCode =
      switch status {
      case .succeeded: .ok
      case .canceled: .jobCanceled
      default: .jobFailed
      }
    var outcome = Outcome(status: code, category: code, charge: charge)
    outcome.httpStatus = httpStatus
    outcome.source = source
    outcome.statusWord = fields.status
    outcome.ownsAnswer = true
    guard code != .ok else {
      // Without an id too: what was completed had been accepted.
      outcome.charge = .accepted
      return outcome
    }
    outcome.code = fields.code
    outcome.message = fields.message ?? fields.code ?? ""
    if code == .jobFailed {
      let errorClass = ErrorClassifier.classify(
        httpStatus: 0, code: fields.code, error: fields.error, message: fields.message)
      outcome.category = errorClass.category == .unknown ? .jobFailed : errorClass.category
      outcome.retryAfter = errorClass.retryable ? 0 : -1
    }
    return outcome
  }

  /// A refusal by the platform, of a create or of a poll.
  func refusal(httpStatus: Int, _ end: RequestEnd) -> Outcome {
    let fields = end.fields
    if httpStatus >= 300, httpStatus < 400 {
      var outcome = Outcome(status: .protocolViolation, category: .protocolViolation, charge: charge)
      outcome.httpStatus = httpStatus
      outcome.message = "the platform's address redirects (HTTP \(httpStatus)); redirects are not followed with the key"
      return outcome
    }
    let errorClass = ErrorClassifier.classify(
      httpStatus: httpStatus, code: fields?.code, error: fields?.error, message: fields?.message)
    var outcome = Outcome(status: errorClass.category, category: errorClass.category, charge: charge)
    outcome.httpStatus = httpStatus
    outcome.code = fields?.code
    outcome.message = fields?.message ?? fields?.error ?? end.quote(httpStatus: httpStatus)
    outcome.retryAfter = errorClass.retryable ? end.head?.retryAfter ?? 0 : -1
    outcome.ownsAnswer = true
    return outcome
  }

  mutating func totalIsOver(now: Int64) {
    let isOpen = id == nil && charge == .unknown
    let status: StatusCode = isOpen ? .outcomeUnknown : .timeout
    var outcome = Outcome(status: status, category: status, charge: charge)
    outcome.message = "the time limit of \(settings.total) ms is over"
    ledger.close(httpStatus: 0, outcome: "time limit")
    end(outcome, now: now)
  }

  func stoppedOutcome() -> Outcome {
    var outcome = Outcome(status: .stopped, category: .stopped, charge: charge)
    outcome.message = "following was stopped"
    return outcome
  }
}
