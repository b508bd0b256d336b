import SVText

/// Ends a generation and completes its outcome.
extension Generation {
  /// Completes the outcome after all messages that had arrived were delivered. `beginning` quotes what
  /// arrived of an answer without an id.
  mutating func onMessagesDelivered(_ decided: GenerationOutcome, _ beginning: String, now: Int64)
    -> GenerationStep
  {
    var outcome = decided
    // An outcome without an answer of its own, such as a time-out, quotes what had arrived.
    if id == nil, outcome.charge == .unknown, outcome.httpStatus == 0 { outcome.message += beginning }
    // The last messages may have contained the id. The job is then known, and only the time ran out.
    if id != nil {
      outcome.charge = .accepted
      if outcome.status == .outcomeUnknown {
        outcome.status = .timeout
        outcome.category = .timeout
      }
    }
    return needsBalanceAfterEnd(outcome, now: now) ? .queryFinalBalance(outcome) : .finish(outcome)
  }

  mutating func finish(_ decided: GenerationOutcome, now: Int64) {
    var outcome = decided
    // Messages may have been delivered after the decision. The end is timed last, because times of events
    // never go backwards.
    if !ledger.attempts.isEmpty { outcome.elapsed = now - startedAt }
    outcome.statusWord = outcome.statusWord ?? lastStatus
    // The same call would buy again. Instead, the id can be followed.
    if !outcome.charge.isNothingBought { outcome.retryAfter = -1 }
    outcome.ledger = ledger
    if needsBalanceBeforeCreate, createTries + balanceTries > 0 { outcome.credits = credits }
    Wording.complete(&outcome, id: id)
    if fellBack { emit(.fallbackEnded(ok: outcome.status == .ok)) }
    act(.finish(outcome))
  }

  /// The status of an end by total_timeout_ms. An id that the caller attached ends as not found if the last
  /// poll answered 404. A job that this client created does exist, so it times out.
  var totalTimeoutStatus: StatusCode {
    if id == nil, charge == .unknown { return .outcomeUnknown }
    return polls.isMissing && createTries == 0 ? .notFound : .timeout
  }

  var totalTimeoutMessage: String {
    var message = "the time limit of \(settings.total) ms (total_timeout_ms) is over"
    if let cutDelay = polls.cutDelay {
      message += "; the platform had requested a wait of \(Wording.duration(cutDelay)) before the next poll"
    }
    if let lastStatus { message += "; the last status was " + lastStatus.wholeOrLength(max: 100) }
    if let problem = polls.problem { message += "; the last poll failed: " + problem.shortened(to: 300) }
    return message
  }

  /// Ends early: the caller stopped, the engine failed, or total_timeout_ms ran out.
  mutating func endEarly(_ status: StatusCode, _ message: String, ledger words: String) -> GenerationStep {
    ledger.close(httpStatus: 0, outcome: words)
    var outcome = GenerationOutcome(status: status, category: status, charge: charge)
    outcome.message = message
    if status == .notFound { outcome.httpStatus = 404 }
    return .end(outcome)
  }

  func terminalOutcome(
    _ status: GenerationStatus, _ fields: LifecycleFields, httpStatus: Int, source: OutcomeSource
  ) -> GenerationOutcome {
    let code: StatusCode =
      switch status {
      case .succeeded: .ok
      case .canceled: .jobCanceled
      default: .jobFailed
      }
    var outcome = GenerationOutcome(status: code, category: code, charge: charge)
    outcome.httpStatus = httpStatus
    outcome.source = source
    outcome.statusWord = fields.status
    outcome.ownsAnswer = true
    guard code != .ok else {
      // This also holds without an id: a completed generation was accepted.
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

  /// The outcome of a refusal by the platform, of a create or of a poll.
  func refusal(httpStatus: Int, _ end: RequestEnd) -> GenerationOutcome {
    let fields = end.fields
    if httpStatus >= 300, httpStatus < 400 {
      var outcome = GenerationOutcome(
        status: .protocolViolation, category: .protocolViolation, charge: charge)
      outcome.httpStatus = httpStatus
      outcome.message = end.words(httpStatus: httpStatus)
      return outcome
    }
    let errorClass = ErrorClassifier.classify(
      httpStatus: httpStatus, code: fields?.code, error: fields?.error, message: fields?.message,
      isPage: end.isPage)
    var outcome = GenerationOutcome(
      status: errorClass.category, category: errorClass.category, charge: charge)
    outcome.httpStatus = httpStatus
    outcome.code = fields?.code
    outcome.message = end.words(httpStatus: httpStatus)
    if errorClass.retryable {
      outcome.askedWait = end.head?.retryAfter
      outcome.message = Wording.joined(outcome.message, end.requestedWaitWords(httpStatus: httpStatus))
    }
    outcome.retryAfter = errorClass.retryable ? end.head?.retryAfter ?? 0 : -1
    outcome.ownsAnswer = true
    return outcome
  }
}
