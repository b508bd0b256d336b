import SVProtocol

/// The rules of balance queries: no create is sent below the floor (min_credits), and the report never
/// changes the outcome.
extension Referee {
  struct Credits {
    var asks = 0
    var hasAskedAfter = false
    var before: CreditBalance?
    var after: CreditBalance?
    /// No usable answer came, and another query is not allowed or not useful.
    var isGivenUp = false
  }

  var hasFloor: Bool { settings.creditsMin > 0 }
  var asksForCredits: Bool { hasFloor || settings.reportsCredits }

  private var isTooLow: Bool {
    hasFloor && (credits.before.map { $0.value < Double(settings.creditsMin) } ?? true)
  }

  /// How long one balance query may take.
  var balanceTimeout: Int64 {
    if hasFloor, !isDecided { return settings.pollRequest }
    return min(settings.pollRequest, settings.total == 0 ? 5000 : min(5000, settings.total / 10))
  }

  mutating func balanceStarted() {
    require(asksForCredits, "a balance query that was not requested")
    guard isDecided else {
      credits.asks += 1
      require(id == nil && tries.isEmpty, "a balance query after a create")
      require(credits.before == nil && !credits.isGivenUp, "one balance query too many")
      return require(credits.asks <= (hasFloor ? settings.createTries : 1), "too many balance queries")
    }
    require(settings.reportsCredits && !tries.isEmpty, "a report that was not requested")
    require(!credits.hasAskedAfter, "two balance queries after the end")
    require(terminal != nil || tries.last?.left == true, "a report although nothing was paid")
    credits.hasAskedAfter = true
  }

  /// A create has begun.
  mutating func checkFloor() {
    require(!asksForCredits || credits.asks > 0, "a create before the balance query")
    require(!isTooLow, "a create below min_credits")
  }

  mutating func balanceEnded(_ end: RequestEnd, now: Int64) -> Verdict {
    let verdict = end.verdictOnBalance
    if case .balance(let balance) = verdict {
      if isDecided { credits.after = balance } else { credits.before = balance }
    }
    if isDecided { return .finalBalance }
    if case .noBalance(let mayHelp, let wish) = verdict {
      balanceMissed(mayHelp: mayHelp, wish: wish, now: now)
    }
    return verdict
  }

  mutating func balanceMissed(mayHelp: Bool, wish: Int64?, now: Int64) {
    guard !isDecided else { return }
    credits.isGivenUp = !hasFloor || !mayHelp || credits.asks >= settings.createTries
    if !credits.isGivenUp { notBefore = now + (wish ?? 800) }
  }

  /// After the end of a balance query before the create.
  mutating func checkBalance(_ verdict: Verdict, isEnding: Bool, now: Int64) {
    let isTooLate = total.map { now + min(settings.total / 10, 10_000) >= $0 } ?? false
    switch verdict {
    case .balance: require(isEnding == (isTooLow || isTooLate), "min_credits was ignored")
    case .noBalance(_, let wish) where hasFloor:
      if credits.isGivenUp { return require(isEnding, "no end although the balance is missing") }
      checkBalanceRepeat(wish, isEnding: isEnding, now: now)
    default: require(isEnding == isTooLate, "the report prevented a create")
    }
  }

  /// Another query is required while attempts and time are left, including time for the create.
  private mutating func checkBalanceRepeat(_ wish: Int64?, isEnding: Bool, now: Int64) {
    require(isEnding || inFlight == nil, "the balance query was repeated at once")
    if let wish, wish > settings.retryAfterMax { return require(isEnding, "a wait beyond the maximum") }
    let lastStart = total.map { $0 - min(settings.total / 10, 10_000) } ?? .max
    require(
      isEnding || now + (wish ?? 800) < lastStart,
      "the balance query was repeated without time for the create")
    let isOwnDelayTooLong = wish == nil && settings.retryAfterMax < 20_000
    let canWait = now + (wish ?? 20_000) < lastStart && !isOwnDelayTooLong
    require(!isEnding || !canWait, "the balance query was not repeated although there are attempts and time")
  }

  mutating func checkCredits(_ outcome: GenerationOutcome) {
    let expected = credits.asks == 0 ? nil : [credits.before?.raw, credits.after?.raw]
    require(
      outcome.credits.map { [$0.before, $0.after] } == expected,
      "the balances differ from those in the answers")
    guard outcome.charge == .notSent, credits.asks > 0, tries.isEmpty, hasFloor else { return }
    let isAboutFloor = outcome.status == .credits && credits.before != nil
    require(!isAboutFloor || isTooLow, "refused although the balance is enough")
  }
}

extension RequestEnd {
  fileprivate var verdictOnBalance: Verdict {
    if let balance, let head, head.httpStatus < 300 { return .balance(balance) }
    guard let head, head.httpStatus >= 300 else {
      if case .transport = cause { return .noBalance(mayHelp: true, retryAfter: nil) }
      return .noBalance(mayHelp: false, retryAfter: nil)
    }
    let known = ErrorClassifier.classify(
      httpStatus: head.httpStatus, code: fields?.code, error: fields?.error, message: fields?.message)
    let wish = head.retryAfter.flatMap { $0 > 0 ? $0 : nil }
    return .noBalance(mayHelp: known.retryable, retryAfter: wish)
  }
}
