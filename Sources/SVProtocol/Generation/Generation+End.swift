import SVText

/// The ends of a generation.
extension Generation {
  /// All that had arrived was handed over: the last word on the outcome. `beginning` tells what had come of
  /// an answer without an id.
  mutating func handedOver(_ decided: Outcome, _ beginning: String, now: Int64) -> GenerationStep {
    var outcome = decided
    // An end without an answer of its own, such as the time limit, shows what had come.
    if id == nil, outcome.charge == .unknown, outcome.httpStatus == 0 { outcome.message += beginning }
    // An id may have come with the last messages: then the job is known, and only the time was up.
    if id != nil {
      outcome.charge = .accepted
      if outcome.status == .outcomeUnknown {
        outcome.status = .timeout
        outcome.category = .timeout
      }
    }
    return asksAfter(outcome, now: now) ? .settle(outcome) : .finish(outcome)
  }

  mutating func finish(_ decided: Outcome, now: Int64) {
    var outcome = decided
    // Later than the decision, if messages had to be handed over first: times of events never go back.
    if !ledger.attempts.isEmpty { outcome.elapsed = now - startedAt }
    outcome.statusWord = outcome.statusWord ?? lastStatus
    // The same call would buy again: an id is to be followed.
    if !outcome.charge.isNothingBought { outcome.retryAfter = -1 }
    outcome.ledger = ledger
    if asksFirst, createTries + balanceTries > 0 { outcome.credits = credits }
    Wording.complete(&outcome, id: id)
    if fellBack { emit(.fallbackEnded(ok: outcome.status == .ok)) }
    act(.finish(outcome))
  }

  /// The wait for an id that another client gave ends as not found where that was the platform's last word. A
  /// job that this client made exists.
  var endOfTotal: StatusCode {
    if id == nil, charge == .unknown { return .outcomeUnknown }
    return polls.isMissing && createTries == 0 ? .notFound : .timeout
  }

  var wordsOfTotal: String {
    var message = "the time limit of \(settings.total) ms (total_timeout_ms) is over"
    if let cutDelay = polls.cutDelay {
      message += "; the platform had asked to wait \(Wording.duration(cutDelay)) before the next poll"
    }
    if let lastStatus { message += "; the last status was " + lastStatus.wholeOrLength(max: 100) }
    if let problem = polls.problem { message += "; the last poll failed: " + problem.shortened(to: 300) }
    return message
  }

  /// An end that the caller wants, or that the engine or the total makes.
  mutating func brokenOff(_ status: StatusCode, _ message: String, ledger words: String) -> GenerationStep {
    ledger.close(httpStatus: 0, outcome: words)
    var outcome = Outcome(status: status, category: status, charge: charge)
    outcome.message = message
    if status == .notFound { outcome.httpStatus = 404 }
    return .end(outcome)
  }

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
    }
    return outcome
  }

  /// A refusal by the platform, of a create or of a poll.
  func refusal(httpStatus: Int, _ end: RequestEnd) -> Outcome {
    let fields = end.fields
    if httpStatus >= 300, httpStatus < 400 {
      var outcome = Outcome(status: .protocolViolation, category: .protocolViolation, charge: charge)
      outcome.httpStatus = httpStatus
      outcome.message = end.words(httpStatus: httpStatus)
      return outcome
    }
    let errorClass = ErrorClassifier.classify(
      httpStatus: httpStatus, code: fields?.code, error: fields?.error, message: fields?.message,
      isPage: end.isPage)
    var outcome = Outcome(status: errorClass.category, category: errorClass.category, charge: charge)
    outcome.httpStatus = httpStatus
    outcome.code = fields?.code
    outcome.message = end.words(httpStatus: httpStatus)
    if errorClass.retryable {
      outcome.askedWait = end.head?.retryAfter
      outcome.message = Wording.joined(outcome.message, end.wishWords(httpStatus: httpStatus))
    }
    outcome.retryAfter = errorClass.retryable ? end.head?.retryAfter ?? 0 : -1
    outcome.ownsAnswer = true
    return outcome
  }
}
