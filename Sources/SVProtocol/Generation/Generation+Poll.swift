import SVText

/// The history of a generation's polls, including those beside its stream.
struct PollHistory {
  var attempt = 0
  /// Failed polls in a row.
  var failures = 0
  /// The wait after the latest poll that returned a status.
  var delay: Int64 = 0
  /// Why the last poll returned no status; nil if it did.
  var problem: String?
  /// The last poll answered that the generation does not exist.
  var isMissing = false
  /// The wait that the platform requested, if total_timeout_ms cut it short.
  var cutDelay: Int64?
}

/// Polls the known id until a terminal status or until a limit is reached.
extension Generation {
  mutating func beginPoll(now: Int64) {
    polls.attempt += 1
    begin(.result, now: now)
  }

  var lateAnswer: String { "no answer within \(settings.pollRequest) ms (poll_timeout_ms)" }

  /// Waits before the next poll. `requestedWait` is the wait that the platform requested, if any.
  mutating func pause(_ delay: Int64, requestedWait: Int64? = nil, now: Int64) -> GenerationStep {
    if isStopWanted { return .stop }
    if isTotalOver { return .totalIsOver }
    polls.cutDelay = requestedWait.flatMap { later(now, $0) < totalDeadline ?? .max ? nil : $0 }
    return .pollLater(until: endOfWait(delay, now: now))
  }

  /// The wait that the platform requests before the next poll. If there is no total_timeout_ms,
  /// retry_after_max_ms bounds it.
  private func requestedWait(of end: RequestEnd) -> Int64? {
    guard let wait = end.head?.retryAfter else { return nil }
    return totalDeadline == nil ? min(wait, max(settings.retryAfterMax, settings.pollIntervalMax)) : wait
  }

  /// When the wait before a poll ends. No wait exceeds total_timeout_ms. A wait that begins before
  /// `lastPollAt` ends there at the latest, so that one more poll fits in.
  func endOfWait(_ delay: Int64, now: Int64) -> Int64 {
    guard let totalDeadline, let lastPollAt else { return later(now, delay) }
    return min(later(now, delay), max(now, now < lastPollAt ? lastPollAt : totalDeadline))
  }

  mutating func pollEnded(_ end: RequestEnd, now: Int64) -> GenerationStep {
    let httpStatus = end.head?.httpStatus ?? 0
    let reading = readPoll(end, now: now)
    polls.problem = reading.problem
    switch reading {
    case .status(let fields, let word):
      polls.isMissing = false
      return onPollStatus(fields, word, end, now: now)
    case .notVisibleYet(let reason):
      polls.isMissing = true
      ledger.close(httpStatus: httpStatus, outcome: "not visible yet")
      let step = pause(jitter.spread(settings.pollInterval), now: now)
      reportFailedPoll(httpStatus, reason, isTransient: true, delay: step.wait(from: now))
      return step
    case .failed(let category, let reason):
      // A poll without an answer says nothing about whether the id exists.
      if end.head != nil { polls.isMissing = false }
      return pollFailed(category, httpStatus: httpStatus, reason: reason, end: end, now: now)
    case .refused(let outcome, let reason):
      ledger.close(httpStatus: httpStatus, outcome: end.fields?.code ?? "refused")
      reportFailedPoll(httpStatus, reason, isTransient: false, delay: nil)
      return .end(outcome)
    }
  }

  private mutating func onPollStatus(
    _ fields: LifecycleFields, _ word: String, _ end: RequestEnd, now: Int64
  ) -> GenerationStep {
    let httpStatus = end.head?.httpStatus ?? 0
    polls.failures = 0
    lastStatus = word
    ledger.close(httpStatus: httpStatus, outcome: word)
    let status = GenerationStatus(word: word)
    reportPoll(httpStatus, word, isTerminal: status.isTerminal)
    if status.isTerminal {
      let outcome = terminalOutcome(status, fields, httpStatus: httpStatus, source: .poll)
      return .conclude(outcome, hasOutputs: end.hasOutputs, isMessage: false)
    }
    reportIfUnknown(status, word)
    polls.delay = RetrySchedule.pace(
      previous: polls.delay, first: settings.pollInterval, last: settings.pollIntervalMax)
    let requestedWait = requestedWait(of: end)
    return pause(max(jitter.spread(polls.delay), requestedWait ?? 0), requestedWait: requestedWait, now: now)
  }

  /// A failed poll does not end the job. Only poll_failures_max of them in a row do.
  private mutating func pollFailed(
    _ category: StatusCode, httpStatus: Int, reason: String, end: RequestEnd, now: Int64
  ) -> GenerationStep {
    polls.failures += 1
    ledger.close(httpStatus: httpStatus, outcome: reason)
    let requestedWait = requestedWait(of: end)
    let delay = requestedWait ?? jitter.spread(RetrySchedule.backOff(failures: polls.failures))
    let isLast = polls.failures >= settings.pollFailures
    let step = isLast ? GenerationStep.stay : pause(delay, requestedWait: requestedWait, now: now)
    reportFailedPoll(httpStatus, reason, isTransient: true, delay: step.wait(from: now))
    guard isLast else { return step }
    var outcome = GenerationOutcome(status: category, category: category, charge: .accepted)
    outcome.httpStatus = httpStatus
    outcome.message =
      "\(polls.failures) polls in a row failed (poll_failures_max), the last one with: \(reason)"
    outcome.code = end.fields?.code ?? streamError?.code
    outcome.ownsAnswer = httpStatus != 0
    return .end(outcome)
  }

  mutating func reportPoll(_ httpStatus: Int, _ word: String, isTerminal: Bool) {
    emit(.poll(attempt: polls.attempt, httpStatus: httpStatus, status: word, isTerminal: isTerminal))
  }

  /// `delay` is the wait before the next poll; nil if none follows.
  mutating func reportFailedPoll(_ httpStatus: Int, _ reason: String, isTransient: Bool, delay: Int64?) {
    emit(
      .pollFailed(
        attempt: polls.attempt, httpStatus: httpStatus, transient: isTransient, delay: delay, message: reason)
    )
  }
}

extension GenerationStep {
  /// The wait before the next poll; nil if none follows.
  fileprivate func wait(from now: Int64) -> Int64? {
    if case .pollLater(let until) = self { until - now } else { nil }
  }
}

/// The result of one poll.
indirect enum PollReading {
  case status(LifecycleFields, word: String)
  /// A 404 shortly after the start: the job may exist and not be visible yet.
  case notVisibleYet(reason: String)
  /// A temporary failure: the poll is repeated.
  case failed(StatusCode, reason: String)
  case refused(GenerationOutcome, reason: String)

  var words: String {
    if case .status(_, let word) = self { word } else { problem ?? "" }
  }

  /// Why the poll returned no status; nil if it did.
  var problem: String? {
    switch self {
    case .status: nil
    case .notVisibleYet(let reason), .failed(_, let reason), .refused(_, let reason): reason
    }
  }
}

extension Generation {
  /// A complete JSON object with the id is a valid answer, even if the transfer then failed. An error status
  /// decides without its complete body.
  mutating func readPoll(_ end: RequestEnd, now: Int64) -> PollReading {
    let isWhole = end.fields.map { $0.parseError == nil } ?? false
    if isWhole, let fields = end.fields, let word = fields.status, let found = fields.id, isOwn(found),
      end.head?.isSuccess == true || fields.isAboutJob
    {
      return .status(fields, word: word)
    }
    if end.head?.isError == true { return readRefusal(end, now: now) }
    if case .limit(let reason) = end.cause { return .refused(overLimit(reason, end), reason: reason) }
    if let reason = end.reason { return .failed(.transport, reason: reason) }
    guard let head = end.head else {
      return .failed(.transport, reason: "the connection ended within the answer's head")
    }
    guard head.isSuccess else { return readRefusal(end, now: now) }
    guard isWhole, let fields = end.fields, let word = fields.status else {
      if end.isPage { return .failed(.protocolViolation, reason: end.pageWords) }
      let empty = end.excerpt.isEmpty ? "the answer is empty" : nil
      let reason = empty ?? end.fields?.parseError?.message ?? "the answer has no status"
      return .failed(.protocolViolation, reason: reason + end.beginning())
    }
    guard let other = fields.id, !isOwn(other) else { return .status(fields, word: word) }
    emit(.notice(.otherID, message: "the answer contains another id, \(other); it is ignored"))
    let quoted = other.wholeOrLength(max: 100)
    return .failed(.protocolViolation, reason: "the answer is about another generation, \(quoted)")
  }

  private func readRefusal(_ end: RequestEnd, now: Int64) -> PollReading {
    let httpStatus = end.head?.httpStatus ?? 0
    let outcome = refusal(httpStatus: httpStatus, end)
    let reason = outcome.message
    if isTemporaryOrNotFromPlatform(httpStatus, isPage: end.isPage) {
      return .failed(outcome.category, reason: reason)
    }
    if httpStatus == 404, now - knownAt < settings.notFoundGrace { return .notVisibleYet(reason: reason) }
    return .refused(outcome, reason: reason)
  }

  /// Whether the answer is temporary or comes from a proxy, a login or a cache, as every web page does. It
  /// then says nothing about the id, and another poll costs nothing. A permanent redirect (301, 308) is not
  /// temporary.
  private func isTemporaryOrNotFromPlatform(_ httpStatus: Int, isPage: Bool) -> Bool {
    switch httpStatus {
    case 301, 308: false
    case 300..<400, 407, 408, 421, 425, 429: true
    case 501, 505: isPage
    default: isPage || httpStatus >= 500
    }
  }

  /// Another poll would exceed the same limit, so the user must raise it first.
  private func overLimit(_ reason: String, _ end: RequestEnd) -> GenerationOutcome {
    var outcome = GenerationOutcome(
      status: .protocolViolation, category: .protocolViolation, charge: .accepted)
    outcome.httpStatus = end.head?.httpStatus ?? 0
    outcome.message = reason
    outcome.remedy = Remedy.follow(id ?? "", after: .file)
    return outcome
  }
}
