import SVText

/// The ends of a generation.
extension GenerationMachine {
  /// What has arrived of a create's answer and is not a whole message, with its head. The engine calls it
  /// after `examine` and before `drained`. An id in it is the generation's.
  public mutating func leftover(_ end: RequestEnd, now: Int64) {
    guard id == nil else { return }
    beginningOfAnswer = end.beginning(of: "what had come")
    guard let found = end.jobID else { return }
    switch state {
    case .creating: idWasHeldBack(found, end, now: now)
    case .ending: adopt(found, now: now)
    default: break
    }
  }

  /// No message that has arrived is left, and `leftover` was called where an id is missing.
  public mutating func drained(now: Int64) {
    guard case .ending(var outcome) = state else { return }
    // An end without an answer of its own, such as the time limit, shows what had come.
    if id == nil, outcome.charge == .unknown, outcome.httpStatus == 0 { outcome.message += beginningOfAnswer }
    // An id may have come with the last messages: then the job is known, and only the time was up.
    if id != nil {
      outcome.charge = .accepted
      if outcome.status == .outcomeUnknown {
        outcome.status = .timeout
        outcome.category = .timeout
      }
    }
    if !askAfter(outcome, now: now) { finish(outcome, now: now) }
  }

  mutating func finish(_ decided: Outcome, now: Int64) {
    state = .ended
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

  /// Decides the end; it is reported when what has arrived was handed over.
  mutating func end(_ outcome: Outcome, now: Int64) {
    dropRequest()
    var outcome = outcome
    if case .idle = state {} else { outcome.elapsed = now - startedAt }
    if case .creating = state { outcome.isPartlySent = requestLeft && charge != .unknown }
    if outcome.ownsAnswer { act(.keepAnswer) }
    state = .ending(outcome)
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
