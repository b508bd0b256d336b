import SVProtocol

/// What must hold of requests for the credit balance: the floor is never passed unasked, the report never
/// matters.
extension Referee {
  struct Credits {
    var asks = 0
    var hasAskedAfter = false
    var before: CreditBalance?
    var after: CreditBalance?
    /// The answer was none that helps, and asking again is not worth it or not allowed.
    var isGivenUp = false
  }

  var hasFloor: Bool { settings.creditsMin > 0 }
  var asksForCredits: Bool { hasFloor || settings.reportsCredits }

  private var isTooLow: Bool {
    hasFloor && (credits.before.map { $0.value < Double(settings.creditsMin) } ?? true)
  }

  /// How long one request for the balance may take.
  var boundOfBalance: Int64 {
    if hasFloor, !isDecided { return settings.pollRequest }
    return min(settings.pollRequest, settings.total == 0 ? 5000 : min(5000, settings.total / 10))
  }

  mutating func balanceStarted() {
    require(asksForCredits, "asked for the balance unasked")
    guard isDecided else {
      credits.asks += 1
      require(id == nil && tries.isEmpty, "asked for the balance after a create")
      require(credits.before == nil && !credits.isGivenUp, "asked for the balance once more")
      return require(credits.asks <= (hasFloor ? settings.createTries : 1), "asked for the balance too often")
    }
    require(settings.reportsCredits && !tries.isEmpty, "a report that nobody wanted")
    require(!credits.hasAskedAfter, "asked for the balance after the end twice")
    require(terminal != nil || tries.last?.left == true, "a report of what cost nothing")
    credits.hasAskedAfter = true
  }

  /// A create has begun.
  mutating func checkFloor() {
    require(!asksForCredits || credits.asks > 0, "a create before the balance was asked for")
    require(!isTooLow, "a create below the floor")
  }

  mutating func balanceEnded(_ end: RequestEnd, now: Int64) -> Verdict {
    let verdict = end.verdictOnBalance
    if case .balance(let balance) = verdict {
      if isDecided { credits.after = balance } else { credits.before = balance }
    }
    if isDecided { return .settled }
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

  /// After the end of a request for the balance before the create.
  mutating func checkBalance(_ verdict: Verdict, isEnding: Bool, now: Int64) {
    let isTooLate = total.map { now + min(settings.total / 10, 10_000) >= $0 } ?? false
    switch verdict {
    case .balance: require(isEnding == (isTooLow || isTooLate), "the floor was not heeded")
    case .noBalance(_, let wish) where hasFloor:
      if credits.isGivenUp { return require(isEnding, "no end without a balance") }
      checkAskingAgain(wish, isEnding: isEnding, now: now)
    default: require(isEnding == isTooLate, "the report kept a create back")
    }
  }

  /// Asking again is due while tries and time are left: the create that waits for it needs its own.
  private mutating func checkAskingAgain(_ wish: Int64?, isEnding: Bool, now: Int64) {
    require(isEnding || inFlight == nil, "asked again at once")
    if let wish, wish > settings.retryAfterMax { return require(isEnding, "a wait beyond the maximum") }
    let lastStart = total.map { $0 - min(settings.total / 10, 10_000) } ?? .max
    require(isEnding || now + (wish ?? 800) < lastStart, "asked again without time for the create")
    let isOwnDelayTooLong = wish == nil && settings.retryAfterMax < 20_000
    let canWait = now + (wish ?? 20_000) < lastStart && !isOwnDelayTooLong
    require(!isEnding || !canWait, "not asked again although there are tries and time")
  }

  mutating func checkCredits(_ outcome: Outcome) {
    let expected = credits.asks == 0 ? nil : [credits.before?.raw, credits.after?.raw]
    require(
      outcome.credits.map { [$0.before, $0.after] } == expected, "other balances than those that were told")
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
