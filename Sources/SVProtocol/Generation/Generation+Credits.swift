/// Queries the credit balance. It is queried before the first create if the user set min_credits or
/// report_credits, and after the end for report_credits. Only min_credits can prevent a create. A failed
/// report never fails the generation, and its time is bounded.
extension Generation {
  var needsBalanceBeforeCreate: Bool { settings.creditsMin > 0 || settings.reportsCredits }

  mutating func beginBalanceQuery(now: Int64) {
    balanceTries += 1
    begin(.balance, now: now)
  }

  mutating func onBalanceBeforeCreate(
    _ create: GenerationRequest, _ end: RequestEnd, now: Int64
  ) -> GenerationStep {
    switch read(end) {
    case .found(let balance):
      credits.before = balance.raw
      if settings.creditsMin > 0, balance.value < Double(settings.creditsMin) {
        return .end(tooLow(balance, httpStatus: end.head?.httpStatus ?? 0))
      }
      return createAfterBalance(create, now: now)
    case .missing(let problem):
      guard settings.creditsMin > 0 else {
        emit(.notice(.credits, message: "before the generation " + problem.message))
        return createAfterBalance(create, now: now)
      }
      return repeatBalanceQuery(create, after: problem, now: now) ?? .end(problem)
    }
  }

  /// Whether the final balance is queried. It decides this at the very end, because the query delays the
  /// result.
  func needsBalanceAfterEnd(_ outcome: GenerationOutcome, now: Int64) -> Bool {
    let mayHaveCost = outcome.isTerminal || outcome.charge == .unknown
    return settings.reportsCredits && createTries > 0 && mayHaveCost && !isStopWanted
      && outcome.status != .memory && totalDeadline.map { now < $0 } ?? true
  }

  /// Records the balance after the end. The outcome of the generation does not depend on it.
  mutating func onBalanceAfterEnd(_ outcome: GenerationOutcome, _ end: RequestEnd) -> GenerationStep {
    switch read(end) {
    case .found(let balance): credits.after = balance.raw
    case .missing(let problem): emit(.notice(.credits, message: "after the generation " + problem.message))
    }
    return .finish(outcome)
  }

  mutating func onBalanceAfterEndFailed(_ outcome: GenerationOutcome, _ reason: String) -> GenerationStep {
    onBalanceAfterEnd(outcome, RequestEnd(cause: .transport(reason), head: nil, fields: nil, excerpt: ""))
  }

  /// With min_credits the balance query may take poll_timeout_ms. For the report alone it may take less.
  var balanceTimeoutBeforeCreate: Int64 {
    settings.creditsMin > 0 ? settings.pollRequest : reportTimeout
  }
  var reportTimeout: Int64 { min(settings.pollRequest, settings.reportTimeoutMax) }

  mutating func cutShort(after bound: Int64) {
    act(.cutShort(bound == settings.pollRequest ? lateAnswer : "no answer within \(bound) ms"))
  }

  private enum Reading {
    case found(CreditBalance)
    // `indirect` works around a fault of Embedded Swift: when it releases this enum with both payloads
    // inline, it reads memory of the other case.
    indirect case missing(GenerationOutcome)
  }

  private mutating func read(_ end: RequestEnd) -> Reading {
    let httpStatus = end.head?.httpStatus ?? 0
    // A complete answer counts, even if its transfer then failed.
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

  private func problem(_ end: RequestEnd, httpStatus: Int) -> GenerationOutcome {
    if end.head?.isError == true { return refusal(httpStatus: httpStatus, end) }
    var status = StatusCode.protocolViolation
    if case .transport = end.cause { status = .transport }
    if end.lacksMemory { status = .memory }
    var outcome = GenerationOutcome(status: status, category: status, charge: charge)
    outcome.httpStatus = httpStatus
    let quoted =
      end.excerpt.isEmpty
      ? "the answer is empty" : "the answer contains no unambiguous balance" + end.beginning()
    outcome.message =
      end.lacksMemory
      ? "no memory to read the answer"
      : end.isPage ? end.pageWords : end.reason.map { $0 + end.beginning() } ?? quoted
    if end.namesStep { outcome.remedy = Remedy.correctThis.text }
    outcome.retryAfter = status == .transport ? 0 : -1
    return outcome
  }

  private func tooLow(_ balance: CreditBalance, httpStatus: Int) -> GenerationOutcome {
    var outcome = GenerationOutcome(status: .credits, category: .credits, charge: charge)
    outcome.httpStatus = httpStatus
    outcome.message =
      "the credit balance \(balance.raw) is lower than min_credits, which is \(settings.creditsMin)"
    return outcome
  }

  /// A balance query costs nothing, so it is repeated as often as a create would be.
  private mutating func repeatBalanceQuery(
    _ create: GenerationRequest, after problem: GenerationOutcome, now: Int64
  ) -> GenerationStep? {
    guard problem.retryAfter >= 0, balanceTries < settings.createTries else { return nil }
    let delay =
      problem.retryAfter > 0
      ? problem.retryAfter : jitter.spread(RetrySchedule.backOff(failures: balanceTries))
    guard delay <= settings.retryAfterMax, leavesTime(for: later(now, delay)) else { return nil }
    emit(.retry(attempt: balanceTries + 1, delay: delay, reason: problem.category, message: problem.message))
    return .queryBalanceLater(create, until: later(now, delay))
  }

  private func createAfterBalance(_ create: GenerationRequest, now: Int64) -> GenerationStep {
    if leavesTime(for: now) { return .create(create) }
    var outcome = GenerationOutcome(status: .timeout, category: .timeout, charge: charge)
    outcome.message =
      "the credit balance query left too little of the time limit of \(settings.total) ms (total_timeout_ms)"
    return .end(outcome)
  }
}
