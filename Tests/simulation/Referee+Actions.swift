import SVProtocol

/// Which actions are allowed, and what must hold after every step.
extension Referee {
  mutating func action(_ action: GenerationAction, now: Int64, isEnding: Bool) {
    require(finished == nil, "an action after the finish")
    switch action {
    case .start(let request): started(request, now: now, isEnding: isEnding)
    case .startQuietPoll: quietPollStarted(now: now)
    case .abortQuietPoll: quietPollDropped(now: now)
    case .cutShortQuietPoll:
      require(
        quiet.startedAt.map { now >= $0 + settings.pollRequest } ?? false, "a quiet poll cut short too early")
    case .cutShort: cutShort(now: now)
    case .examine:
      let isLate = lastPollAt.map { now >= $0 } ?? false
      require(id == nil && progress.bytesSince != nil, "an answer examined without need")
      let isDue = progress.bytesSince.map { now >= $0 + settings.silence } ?? false
      require(isDue || (isLate && !progress.hasExaminedLate), "examined too early")
      progress.hasExaminedLate = isLate
      hasExamined = true
    case .abort:
      require(inFlight != nil, "an abort without a request")
      if inFlight == .result { quiet.lastPollEndedAt = now }
      inFlight = nil
    case .deliverMessage:
      delivered += 1
    case .emit(.accepted(let newID)):
      require(accepted == nil && delivered == 0 && newID == id, "accepted \(newID) out of place")
      accepted = newID
    case .finish(let outcome): finished = outcome
    case .emit(.pollFailed(_, _, _, let delay?, _)):
      require(delay >= 0 && total.map { now + delay <= max(now, $0) } ?? true, "a wait past the total")
    case .emit, .keepAnswer: break
    }
  }

  /// A request may be given up only when its own time limit is over.
  private mutating func cutShort(now: Int64) {
    hasCut = true
    let bound: Int64? =
      switch inFlight {
      case .result: requestStartedAt + settings.pollRequest
      case .balance: requestStartedAt + balanceTimeout
      default: progress.errorHeadAt.map { $0 + settings.pollRequest }
      }
    require(bound.map { now >= min($0, total ?? .max) } ?? false, "a request was cut short too early")
  }

  private mutating func started(_ request: GenerationRequest, now: Int64, isEnding: Bool) {
    require(inFlight == nil, "two requests in flight")
    require(!isStopRequested && !hasFailed && !isEnding, "a request after a stop")
    require(!isDecided || request == .balance, "a request after the end was decided")
    let earliest = id == nil ? notBefore : min(notBefore, lastPollAt ?? .max)
    require(isDecided || now >= earliest, "a request that is too early")
    require(quiet.startedAt == nil, "a request beside a quiet poll")
    inFlight = request
    progress = Progress()
    requestStartedAt = now
    notBefore = 0
    if request == .balance { return balanceStarted() }
    if request == .result {
      polls += 1
      quiet.lastPollStartedAt = now
      if terminal != nil { confirmationStarted(now: now) }
      return require(id != nil, "a poll without an id")
    }
    require(id == nil, "a create although an id is known")
    checkFloor()
    for attempt in tries where attempt.left {
      switch attempt.verdict {
      case .refusedForNow, .pathRefused: break
      default: require(false, "a create although an earlier one may have been accepted")
      }
    }
    let pathWasRefused = tries.contains { $0.verdict == .pathRefused }
    if !tries.isEmpty {
      let expected: GenerationRequest = pathWasRefused ? .createPolling : tries[0].request
      require(request == expected, "a create on the wrong path")
    }
    tries.append(Try(request: request))
    require(tries.count <= settings.createTries + (pathWasRefused ? 1 : 0), "more creates than are allowed")
  }

  // MARK: After every step

  mutating func check(_ machine: GenerationMachine, now: Int64) {
    require(machine.id == id, "another id than the first one")
    require(machine.isInFlight == (inFlight != nil), "the referee disagrees about the request in flight")
    guard !machine.isEnding else {
      // Messages that had arrived may be delivered later, but the decision may not be late.
      if !isDecided, let total { require(now < total + lateness, "the end was decided after the total") }
      isDecided = true
      return require(inFlight == nil, "a request in flight after the end was decided")
    }
    if isDecided { return checkFinalBalance(machine, now: now) }
    let mustEnd = terminal != nil && (!confirmation.isPending || isStopRequested)
    require(!mustEnd && !wasStopped && !hasFailed, "no end although a terminal status was reported")
    if let total { require(now < total + lateness, "still running after the total") }
    let bound = stepDeadline(now: now)
    if let deadline = machine.deadline {
      require(deadline <= bound ?? total ?? .max, "a deadline later than the rules allow")
      if let total { require(deadline <= total, "a deadline after the total") }
    } else {
      require(bound == nil && total == nil && inFlight != nil, "no further event will ever occur")
    }
  }

  /// The outcome is decided, and only the balance report is missing.
  private mutating func checkFinalBalance(_ machine: GenerationMachine, now: Int64) {
    let last = min(requestStartedAt + balanceTimeout, total ?? .max)
    require(inFlight == .balance && !isStopRequested && !hasFailed, "no end although it was decided")
    require(machine.deadline == last && now < last + lateness, "a report without a time limit")
  }

  /// The latest time at which the machine must act by itself, without the total.
  private func stepDeadline(now: Int64) -> Int64? {
    switch inFlight {
    case nil: return max(notBefore, now + 20_000)
    case .result: return requestStartedAt + settings.pollRequest
    case .balance: return requestStartedAt + balanceTimeout
    default: return id == nil ? createDeadline : streamDeadline
    }
  }

  private var createDeadline: Int64? {
    guard let attempt = tries.last, attempt.left else { return requestStartedAt + settings.connect }
    if let errorHeadAt = progress.errorHeadAt { return errorHeadAt + settings.pollRequest }
    var bounds: [Int64] = []
    if let since = progress.bytesSince { bounds.append(since + settings.silence) }
    if progress.bytesSince != nil, !progress.hasExaminedLate, let lastPollAt { bounds.append(lastPollAt) }
    if !attempt.isWhole { bounds.append(progress.sentAt + settings.upload) }
    if attempt.isWhole, !progress.hasAnswerBegun, settings.firstByte > 0 {
      bounds.append(progress.sentAt + settings.firstByte)
    }
    return bounds.min()
  }

  /// After the end of a request: checks whether the generation had to end, and did.
  mutating func checkEnd(_ verdict: Verdict, isEnding: Bool, now: Int64) {
    switch verdict {
    case .accepted:
      let isOver = terminal != nil && !confirmation.isPending
      let isLate = total.map { now >= $0 } ?? false
      require(isEnding == (isOver || isStopRequested) || (isEnding && isLate), "a create answer misread")
    case .pathRefused:
      let isTooLate = total.map { now + min(settings.total / 10, 10_000) >= $0 } ?? false
      if isStopRequested {
        // If there is no time for the other path, the refusal is the end; otherwise the stop is.
        wasStopped = !isTooLate
        return require(isEnding, "no end after the answer that a stop waited for")
      }
      require(isTooLate ? isEnding : inFlight == .createPolling, "the polling path is not tried, or too late")
    case .open, .refused, .notWhole: require(isEnding, "no end after a decisive answer")
    case .status: require(isEnding == (terminal != nil && !confirmation.isPending), "a poll answer misread")
    case .confirmed: require(isEnding, "no end after the poll that confirms")
    case .early: require(!isEnding, "an early 404 ended the wait")
    case .balance, .noBalance: checkBalance(verdict, isEnding: isEnding, now: now)
    case .finalBalance: require(finished != nil, "no end after the report")
    case .failed:
      require(
        isEnding == (pollFailures >= settings.pollFailures),
        "too few failures ended the wait, or too many did not")
    case .unsent: checkRepeat(after: 800, orMore: 20_000, isEnding: isEnding, now: now)
    case .refusedForNow(let wish):
      if let wish, wish > settings.retryAfterMax {
        return require(isEnding, "a Retry-After beyond the maximum was honoured")
      }
      checkRepeat(after: wish ?? 800, orMore: wish ?? 20_000, isEnding: isEnding, now: now)
    }
  }

  /// A repeat is required while attempts and time are left. If the machine chose the delay itself, the exact
  /// time is unknown.
  private mutating func checkRepeat(after least: Int64, orMore most: Int64, isEnding: Bool, now: Int64) {
    if isStopRequested { return require(isEnding, "a repeat after a stop") }
    let used = tries.count - (tries.contains { $0.verdict == .pathRefused } ? 1 : 0)
    let hasTries = used < settings.createTries
    // The last tenth of the total, at most ten seconds, is reserved for the answer of a create that has
    // begun.
    let lastStart = total.map { $0 - min(settings.total / 10, 10_000) }
    let mayWait = lastStart.map { now + least < $0 } ?? true
    let canWait = lastStart.map { now + most < $0 } ?? true
    require(isEnding || (hasTries && mayWait), "a repeat without attempts or time")
    let isOwnDelayTooLong = most == 20_000 && settings.retryAfterMax < 20_000
    require(
      !isEnding || !(hasTries && canWait) || isOwnDelayTooLong,
      "no repeat although there are attempts and time")
  }
}
