import SVText

/// Before an id is known: the only phase in which money can be lost by giving up, or spent twice by trying
/// again.
extension GenerationMachine {
  mutating func beginCreate(_ request: GenerationRequest, now: Int64) {
    if isStopWanted { return cancel(now: now) }
    createTries += 1
    state = .creating(request)
    begin(request, now: now)
  }

  mutating func createEnded(_ request: GenerationRequest, _ end: RequestEnd, now: Int64) {
    let httpStatus = end.head?.httpStatus ?? 0
    noteSuccess(end.head)
    if let id = end.jobID {
      guard end.head?.isStream != true else { return idWasInBrokenStream(id, end, now: now) }
      ledger.close(httpStatus: httpStatus, outcome: "accepted")
      return createAnswered(id: id, end, now: now)
    }
    if end.head?.isStream == true { return streamEndedWithoutID(end, now: now) }
    if case .unsent(let reason) = end.cause {
      return createIsNotWhole(reason, .file, httpStatus: 0, now: now)
    }
    if !requestLeft {
      let reason = end.reason ?? "the connection could not be made"
      return createWasNotSent(request, reason: reason, now: now)
    }
    guard let head = end.head, head.httpStatus >= 200 else {
      return outcomeIsUnknown(
        end.reason ?? "the connection ended without an answer", httpStatus: httpStatus, now: now)
    }
    if head.isSuccess { return createAnswerIsForeign(end, httpStatus: httpStatus, now: now) }
    createRefused(request, head, end, now: now)
  }

  /// The stream broke inside its first message, which had told the id. The message itself is not one.
  private mutating func idWasInBrokenStream(_ id: String, _ end: RequestEnd, now: Int64) {
    adopt(id, now: now)
    streamEnded(end, now: now)
  }

  /// No message or body is whole, and the bytes that have come hold the id. A stream that is alive goes on.
  mutating func idWasHeldBack(_ id: String, _ end: RequestEnd, now: Int64) {
    let isSilent = now >= later(lastByteAt, settings.silence)
    adopt(id, now: now)
    if end.head?.isStream == true {
      state = .streaming
      if isStopWanted { return cancel(now: now) }
      return isSilent ? silenceIsOver(now: now) : ()
    }
    // A body that still comes may hold the result; one whose object is whole has nothing more to bring.
    guard isSilent || end.fields?.parseError == nil else { return state = .streaming }
    dropRequest()
    ledger.close(httpStatus: end.head?.httpStatus ?? 0, outcome: "accepted; the answer did not end")
    bodyEnded(end, now: now)
  }

  /// A create answer in JSON, on either path.
  private mutating func createAnswered(id: String, _ end: RequestEnd, now: Int64) {
    adopt(id, now: now)
    bodyEnded(end, now: now)
  }

  /// What the body of a create's answer says beside the id, which is known.
  mutating func bodyEnded(_ end: RequestEnd, now: Int64) {
    if isStreamWanted { fallBack() }
    if let fields = end.fields, let word = fields.status {
      lastStatus = word
      let status = GenerationStatus(word: word)
      if status.isTerminal, fields.parseError == nil {
        let outcome = terminalOutcome(status, fields, httpStatus: end.head?.httpStatus ?? 0, source: .create)
        return conclude(outcome, hasOutputs: end.hasOutputs, now: now)
      }
      reportIfUnknown(status, word)
    }
    pause(settings.pollInterval, now: now)
  }

  /// Says nothing about money: an earlier try may have left and been refused.
  private mutating func createWasNotSent(_ request: GenerationRequest, reason: String, now: Int64) {
    ledger.close(httpStatus: 0, outcome: "not sent: " + reason)
    if request == .createStream { emit(.streamLost(.connection, httpStatus: 0, message: reason)) }
    let delay = jitter.spread(RetrySchedule.backOff(failures: createTries))
    if retry(request, after: delay, reason: .transport, message: reason, now: now) { return }
    var outcome = Outcome(status: .transport, category: .transport, charge: charge)
    outcome.message = reason
    outcome.retryAfter = delay
    end(outcome, now: now)
  }

  /// The request was never whole, so the platform cannot have accepted it. It is not repeated: what broke a
  /// large upload once would break it again.
  private mutating func createIsNotWhole(_ reason: String, _ status: StatusCode, httpStatus: Int, now: Int64)
  {
    ledger.close(httpStatus: httpStatus, outcome: "not sent whole: " + reason)
    var outcome = Outcome(status: status, category: status, charge: charge)
    outcome.httpStatus = httpStatus
    outcome.message = reason + ", before the request was whole"
    outcome.retryAfter = status == .file ? -1 : 0
    end(outcome, now: now)
  }

  /// A full answer that is a refusal, or leaves it open: `CreateRule` decides.
  private mutating func createRefused(
    _ request: GenerationRequest, _ head: ResponseHead, _ end: RequestEnd, now: Int64
  ) {
    let httpStatus = head.httpStatus
    let rule = CreateRule(httpStatus: httpStatus, end: end)
    let isRefusedStream = request == .createStream && rule.charge == .rejected
    let pathFault = isRefusedStream ? faultOfStreamPath(end, httpStatus) : nil
    if pathFault != nil, let id = end.fields?.id {
      ledger.close(httpStatus: httpStatus, outcome: "accepted")
      return createAnswered(id: id, end, now: now)
    }
    var outcome = refusal(httpStatus: httpStatus, end)
    if request == .createStream {
      emit(.streamLost(.httpError, httpStatus: httpStatus, message: outcome.message))
      if let pathFault, leavesTime(for: now) { return createOnPollingPath(pathFault, httpStatus, now: now) }
    }
    guard rule.charge == .rejected else {
      let reason =
        "HTTP \(httpStatus) does not say whether the request was accepted; "
        + ((end.fields?.message ?? end.fields?.error) == nil ? "" : "the answer was: ")
        + end.words(httpStatus: httpStatus)
      return outcomeIsUnknown(reason, code: end.fields?.code, httpStatus: httpStatus, now: now)
    }
    ledger.close(httpStatus: httpStatus, outcome: end.fields?.code ?? "refused")
    charge = .rejected
    outcome.charge = .rejected
    if rule.mayRepeat, outcome.retryAfter >= 0 {
      let delay = head.retryAfter ?? jitter.spread(RetrySchedule.backOff(failures: createTries))
      outcome.retryAfter = delay
      if delay <= settings.retryAfterMax,
        retry(request, after: delay, reason: outcome.category, message: outcome.message, now: now)
      {
        return
      }
      outcome.message = Wording.joined(outcome.message, whyNoRepeat(after: delay))
    }
    self.end(outcome, now: now)
  }

  /// Why the stream path does not take a request that it refuses, in the words of the ledger; nil where the
  /// polling path would refuse it too. A 404 with a code of the platform is about the model.
  private func faultOfStreamPath(_ end: RequestEnd, _ httpStatus: Int) -> String? {
    if settings.sendsFiles, end.refusesForm(httpStatus: httpStatus) { return "no files on the stream path" }
    switch httpStatus {
    case 405, 406, 415: return "no stream path"
    case 404: return ErrorClassifier.isPlatformCode(end.fields) ? nil : "no stream path"
    default: return nil
    }
  }

  private mutating func createOnPollingPath(_ fault: String, _ httpStatus: Int, now: Int64) {
    ledger.close(httpStatus: httpStatus, outcome: fault)
    streamPathRefused = true
    charge = .rejected
    emit(.retry(attempt: createTries, delay: 0, reason: .notFound, message: "using the polling path"))
    createTries -= 1
    beginCreate(.createPolling, now: now)
  }

  /// Starts a wait for another try, unless tries are used up or the total leaves no time for an answer, since
  /// the refusal at hand is better than an unknown outcome.
  private mutating func retry(
    _ request: GenerationRequest, after delay: Int64, reason: StatusCode, message: String, now: Int64
  ) -> Bool {
    guard createTries < settings.createTries, !isStopWanted else { return false }
    guard leavesTime(for: later(now, delay)) else { return false }
    emit(.retry(attempt: createTries + 1, delay: delay, reason: reason, message: message))
    waited = delay
    state = .waitingToCreate(request, until: later(now, delay))
    return true
  }

  /// The option that keeps a create from being repeated, which its refusal would allow.
  private func whyNoRepeat(after delay: Int64) -> String {
    if delay > settings.retryAfterMax {
      return ", which is more than \(Wording.duration(settings.retryAfterMax)) (retry_after_max_ms)"
    }
    if createTries >= settings.createTries {
      return "; create_tries_max, which is \(settings.createTries), allows no other try"
    }
    return isStopWanted ? "" : "; the time limit (total_timeout_ms) leaves no time for that"
  }

  /// Whether a create that starts then has time for its answer: one that is cut off has an unknown outcome.
  func leavesTime(for moment: Int64) -> Bool {
    totalDeadline.map { later(moment, settings.answerReserve) < $0 } ?? true
  }

  /// 2xx, but neither an event stream nor JSON with an id.
  private mutating func createAnswerIsForeign(_ end: RequestEnd, httpStatus: Int, now: Int64) {
    if case .transport(let reason) = end.cause {
      return outcomeIsUnknown(
        "the answer broke off: " + reason + end.beginning(), httpStatus: httpStatus, now: now)
    }
    if let fields = end.fields, fields.parseError == nil, let word = fields.status,
      GenerationStatus(word: word).isTerminal
    {
      ledger.close(httpStatus: httpStatus, outcome: word)
      lastStatus = word
      let outcome = terminalOutcome(
        GenerationStatus(word: word), fields, httpStatus: httpStatus, source: .create)
      return conclude(outcome, hasOutputs: end.hasOutputs, now: now)
    }
    ledger.close(httpStatus: httpStatus, outcome: "not the platform's answer")
    var outcome = Outcome(status: .protocolViolation, category: .protocolViolation, charge: charge)
    outcome.httpStatus = httpStatus
    outcome.code = end.fields?.code
    outcome.message = end.wordsWithoutID
    outcome.ownsAnswer = true
    self.end(outcome, now: now)
  }

  mutating func outcomeIsUnknown(_ reason: String, code: String? = nil, httpStatus: Int, now: Int64) {
    guard charge == .unknown else {
      return createIsNotWhole(reason, .transport, httpStatus: httpStatus, now: now)
    }
    ledger.close(httpStatus: httpStatus, outcome: "unknown: " + reason)
    var outcome = Outcome(status: .outcomeUnknown, category: .outcomeUnknown, charge: .unknown)
    outcome.httpStatus = httpStatus
    outcome.message = reason
    outcome.code = code ?? streamError?.code
    outcome.ownsAnswer = httpStatus != 0
    end(outcome, now: now)
  }

  /// When a create without an id must be looked at; nil while only the total bounds it, since giving up is
  /// what can lose money.
  var createDeadline: Int64? {
    guard requestLeft else { return later(requestStartedAt, settings.connect) }
    if let errorHeadAt { return later(errorHeadAt, settings.pollRequest) }
    var due: Int64?
    if let unexaminedSince { due = examinationAt(unexaminedSince) }
    if !requestIsWhole { due = min(due ?? .max, later(sentAt, settings.upload)) }
    if requestIsWhole, !answerBegan, settings.firstByte > 0 { due = later(sentAt, settings.firstByte) }
    return due
  }

  /// When what has come of the answer is searched for an id, though no message or body is whole: after
  /// silence_timeout_ms, whether other bytes have followed or not, and once before the total is over, so that
  /// there is time to poll it.
  private func examinationAt(_ since: Int64) -> Int64 {
    let due = later(since, settings.silence)
    guard let lastPollAt, !hasExaminedLate else { return due }
    return min(due, lastPollAt)
  }

  mutating func createIsLate(_ request: GenerationRequest, now: Int64) {
    guard requestLeft else {
      dropRequest()
      let reason = "no connection within \(settings.connect) ms (connect_timeout_ms)"
      return createWasNotSent(request, reason: reason, now: now)
    }
    if errorHeadAt != nil {
      return act(.cutShort("the answer did not end within \(settings.pollRequest) ms (poll_timeout_ms)"))
    }
    if let since = unexaminedSince, now >= examinationAt(since) {
      unexaminedSince = nil
      hasExaminedLate = lastPollAt.map { now >= $0 } ?? false
      return act(.examine)
    }
    let reason =
      requestIsWhole
      ? "no byte of an answer came within \(settings.firstByte) ms (first_byte_timeout_ms)"
      : "the upload made no progress for \(settings.upload) ms (upload_timeout_ms)"
    outcomeIsUnknown(reason, httpStatus: 0, now: now)
  }

  /// Takes the id as the generation's own. From here on nothing is ever created again.
  mutating func adopt(_ id: String, now: Int64) {
    self.id = id
    charge = .accepted
    knownAt = now
    // Silence counts from here on: the message may have waited long for someone to look at it.
    lastByteAt = now
    lastEventAt = now
    emit(.accepted(id: id))
  }
}

extension RequestEnd {
  /// The id of the generation that the answer names; nil while its head is not known.
  var jobID: String? { head.flatMap { fields?.jobID(httpStatus: $0.httpStatus) } }

  /// Whether a refusal is about the form of the body and not about what is in it: forms are documented for
  /// the polling path only.
  func refusesForm(httpStatus: Int) -> Bool {
    guard httpStatus == 400 || httpStatus == 415 || httpStatus == 422 else { return false }
    let told = [fields?.code, fields?.error, fields?.message, excerpt].map { ($0 ?? "").asciiUppercased }
    let words = [
      "CONTENT-TYPE", "CONTENT TYPE", "CONTENT_TYPE", "CONTENTTYPE", "MEDIA TYPE", "MEDIA_TYPE", "MULTIPART",
      "FORM-DATA",
      "BE JSON", "VALID JSON", "NOT JSON", "INVALID JSON", "EXPECTED JSON", "JSON BODY",
    ]
    return told.contains { text in words.contains { text.utf8Contains($0) } }
  }
}
