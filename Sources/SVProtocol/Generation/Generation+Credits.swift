/// The credit balance: asked for before the first create where the user set a floor or wants a report, and
/// after the end for the report. Only the floor can keep a create from being sent; the report never fails and
/// is bounded.
extension Generation {
  var asksFirst: Bool { settings.creditsMin > 0 || settings.reportsCredits }

  mutating func beginAsking(now: Int64) {
    balanceTries += 1
    begin(.balance, now: now)
  }

  mutating func askedFirst(
    _ create: GenerationRequest, _ end: RequestEnd, now: Int64
  ) -> GenerationStep {
    switch read(end) {
    case .found(let balance):
      credits.before = balance.raw
      if settings.creditsMin > 0, balance.value < Double(settings.creditsMin) {
        return .end(tooLow(balance, httpStatus: end.head?.httpStatus ?? 0))
      }
      return createAfterAsking(create, now: now)
    case .missing(let problem):
      guard settings.creditsMin > 0 else {
        emit(.notice(.credits, message: "before the generation " + problem.message))
        return createAfterAsking(create, now: now)
      }
      return askAgain(create, after: problem, now: now) ?? .end(problem)
    }
  }

  /// Decides at the very end whether the report needs another answer, which nobody waits for long.
  func asksAfter(_ outcome: Outcome, now: Int64) -> Bool {
    let mayHaveCost = outcome.isTerminal || outcome.charge == .unknown
    return settings.reportsCredits && createTries > 0 && mayHaveCost && !isStopWanted
      && outcome.status != .memory && totalDeadline.map { now < $0 } ?? true
  }

  /// The balance after the end was told or not; the end stands either way.
  mutating func askedAfter(_ outcome: Outcome, _ end: RequestEnd) -> GenerationStep {
    switch read(end) {
    case .found(let balance): credits.after = balance.raw
    case .missing(let problem): emit(.notice(.credits, message: "after the generation " + problem.message))
    }
    return .finish(outcome)
  }

  mutating func reportFailed(_ outcome: Outcome, _ reason: String) -> GenerationStep {
    askedAfter(outcome, RequestEnd(cause: .transport(reason), head: nil, fields: nil, excerpt: ""))
  }

  /// The floor has the time of a poll. For the report alone nobody waits that long.
  var boundOfAskingFirst: Int64 { settings.creditsMin > 0 ? settings.pollRequest : boundOfReport }
  var boundOfReport: Int64 { min(settings.pollRequest, settings.reportBound) }

  mutating func cutShort(after bound: Int64) { act(.cutShort("no answer within \(bound) ms")) }

  private enum Reading {
    case found(CreditBalance)
    // Indirect: of the two kinds in one place, Embedded Swift looks at memory of the other one when it lets
    // go.
    indirect case missing(Outcome)
  }

  private mutating func read(_ end: RequestEnd) -> Reading {
    let httpStatus = end.head?.httpStatus ?? 0
    // A whole answer counts, however its transfer ended.
    if end.head?.isSuccess == true, let balance = end.balance {
      ledger.close(httpStatus: httpStatus, outcome: "balance " + balance.raw)
      return .found(balance)
    }
    var problem = problem(end, httpStatus: httpStatus)
    ledger.close(httpStatus: httpStatus, outcome: problem.message)
    problem.ownsAnswer = false
    problem.message = "the credit balance could not be read: " + problem.message
    return .missing(problem)
  }

  private func problem(_ end: RequestEnd, httpStatus: Int) -> Outcome {
    if end.head?.isError == true { return refusal(httpStatus: httpStatus, end) }
    var status = StatusCode.protocolViolation
    if case .transport = end.cause { status = .transport }
    if end.lacksMemory { status = .memory }
    var outcome = Outcome(status: status, category: status, charge: charge)
    outcome.httpStatus = httpStatus
    let quoted =
      end.excerpt.isEmpty
      ? "the answer names none: it is empty" : "the answer names none that is clear" + end.beginning()
    outcome.message =
      end.lacksMemory
      ? "no memory to read the answer"
      : end.isPage ? end.pageWords : end.reason.map { $0 + end.beginning() } ?? quoted
    outcome.retryAfter = status == .transport ? 0 : -1
    return outcome
  }

  private func tooLow(_ balance: CreditBalance, httpStatus: Int) -> Outcome {
    var outcome = Outcome(status: .credits, category: .credits, charge: charge)
    outcome.httpStatus = httpStatus
    outcome.message =
      "the credit balance \(balance.raw) is lower than min_credits, which is \(settings.creditsMin)"
    return outcome
  }

  /// Asking costs nothing, so it is as patient as the create that waits for it.
  private mutating func askAgain(
    _ create: GenerationRequest, after problem: Outcome, now: Int64
  ) -> GenerationStep? {
    guard problem.retryAfter >= 0, balanceTries < settings.createTries else { return nil }
    let delay =
      problem.retryAfter > 0
      ? problem.retryAfter : jitter.spread(RetrySchedule.backOff(failures: balanceTries))
    guard delay <= settings.retryAfterMax, leavesTime(for: later(now, delay)) else { return nil }
    emit(.retry(attempt: balanceTries + 1, delay: delay, reason: problem.category, message: problem.message))
    return .askLater(create, until: later(now, delay))
  }

  private func createAfterAsking(_ create: GenerationRequest, now: Int64) -> GenerationStep {
    if leavesTime(for: now) { return .create(create) }
    var outcome = Outcome(status: .timeout, category: .timeout, charge: charge)
    outcome.message =
      "asking for the credit balance left too little of the time limit of \(settings.total) ms"
    return .end(outcome)
  }
}
