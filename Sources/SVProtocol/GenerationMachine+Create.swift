import SVJSON

/// Before an id is known: the only phase in which money can be lost by giving up, or spent twice by trying again.
extension GenerationMachine {
  mutating func beginCreate(_ request: GenerationRequest, now: Int64) {
    if isStopWanted { return cancel(now: now) }
    createTries += 1
    state = .creating(request)
    begin(request, now: now)
  }

  mutating func createEnded(_ request: GenerationRequest, _ end: RequestEnd, now: Int64) {
    let httpStatus = end.head?.httpStatus ?? 0
    if end.head?.isStream == true { return streamEndedWithoutID(end, now: now) }
    if let fields = end.fields, let id = fields.id, end.head?.isSuccess == true || fields.isAboutJob {
      ledger.close(httpStatus: httpStatus, outcome: "accepted")
      return createAnswered(request, fields, id: id, httpStatus: httpStatus, now: now)
    }
    if case .unsent(let reason) = end.cause { return createIsNotWhole(reason, now: now) }
    if !requestLeft {
      let reason = end.reason ?? "the connection could not be made"
      return createWasNotSent(request, reason: reason, now: now)
    }
    guard let head = end.head, head.httpStatus >= 200 else {
      return outcomeIsUnknown(end.reason ?? "the connection ended without an answer", httpStatus: httpStatus, now: now)
    }
    if head.isSuccess { return createAnswerIsForeign(end, httpStatus: httpStatus, now: now) }
    createRefused(request, head, end, now: now)
  }

  /// A create answer in JSON, on either path.
  private mutating func createAnswered(
    _ request: GenerationRequest, _ fields: LifecycleFields, id: String, httpStatus: Int, now: Int64
  ) {
    adopt(id, now: now)
    if request == .createStream || streamPathRefused { fallBack() }
    if let word = fields.status {
      lastStatus = word
      let status = GenerationStatus(word: word)
      if status.isTerminal, fields.parseError == nil {
        return self.end(terminalOutcome(status, fields, httpStatus: httpStatus, source: .create), now: now)
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

  /// A file changed while it was sent. The platform has a part of a request, which it cannot take for one.
  private mutating func createIsNotWhole(_ reason: String, now: Int64) {
    ledger.close(httpStatus: 0, outcome: "not sent whole: " + reason)
    charge = .notSent
    var outcome = Outcome(status: .file, category: .file, charge: .notSent)
    outcome.message = reason + ", so the request was broken off before it was whole"
    end(outcome, now: now)
  }

  /// A full answer that is a refusal, or leaves it open.
  private mutating func createRefused(
    _ request: GenerationRequest, _ head: ResponseHead, _ end: RequestEnd, now: Int64
  ) {
    let httpStatus = head.httpStatus
    let message = end.fields?.message ?? end.fields?.error ?? end.quote(httpStatus: httpStatus)
    if request == .createStream { emit(.streamLost(.httpError, httpStatus: httpStatus, message: message)) }
    let refusesForm = settings.sendsFiles && end.refusesForm(httpStatus: httpStatus)
    if request == .createStream, refusesForm || [404, 405, 406, 415, 501].contains(httpStatus) {
      ledger.close(httpStatus: httpStatus, outcome: refusesForm ? "no files on the stream path" : "no stream path")
      streamPathRefused = true
      charge = .rejected
      emit(.retry(attempt: createTries, delay: 0, reason: .notFound, message: "using the polling path"))
      createTries -= 1
      return beginCreate(.createPolling, now: now)
    }
    let isPlatformError = end.fields.map { $0.code != nil || $0.message != nil || $0.error != nil } ?? false
    if httpStatus >= 500, !isPlatformError {
      return outcomeIsUnknown(end.quote(httpStatus: httpStatus), httpStatus: httpStatus, now: now)
    }
    ledger.close(httpStatus: httpStatus, outcome: end.fields?.code ?? "refused")
    charge = httpStatus == 302 || httpStatus == 303 ? .unknown : .rejected
    var outcome = refusal(httpStatus: httpStatus, end)
    let mayRepeat = httpStatus == 429 || (httpStatus == 503 && isPlatformError)
    if mayRepeat, outcome.retryAfter >= 0 {
      let delay = head.retryAfter ?? jitter.spread(RetrySchedule.backOff(failures: createTries))
      outcome.retryAfter = delay
      if delay <= settings.retryAfterMax,
        retry(request, after: delay, reason: outcome.category, message: message, now: now)
      {
        return
      }
    }
    self.end(outcome, now: now)
  }

  /// Starts a wait for another try, unless tries are used up or the total leaves no time for an answer, since the refusal at
  /// hand is better than an unknown outcome.
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

  /// Whether a create that starts then has time for its answer: one that is cut off has an unknown outcome.
  func leavesTime(for moment: Int64) -> Bool {
    totalDeadline.map { later(moment, settings.answerReserve) < $0 } ?? true
  }

  /// 2xx, but neither an event stream nor JSON with an id.
  private mutating func createAnswerIsForeign(_ end: RequestEnd, httpStatus: Int, now: Int64) {
    if case .transport(let reason) = end.cause {
      return outcomeIsUnknown("the answer broke off: " + reason, httpStatus: httpStatus, now: now)
    }
    if let fields = end.fields, fields.parseError == nil, let word = fields.status,
      GenerationStatus(word: word).isTerminal
    {
      ledger.close(httpStatus: httpStatus, outcome: word)
      lastStatus = word
      let status = GenerationStatus(word: word)
      return self.end(terminalOutcome(status, fields, httpStatus: httpStatus, source: .create), now: now)
    }
    ledger.close(httpStatus: httpStatus, outcome: "not the platform's answer")
    var outcome = Outcome(status: .protocolViolation, category: .protocolViolation, charge: .unknown)
    outcome.httpStatus = httpStatus
    outcome.message = end.reason ?? "the answer has no generation id; it begins: " + end.excerpt
    outcome.ownsAnswer = true
    self.end(outcome, now: now)
  }

  mutating func outcomeIsUnknown(_ reason: String, httpStatus: Int, now: Int64) {
    ledger.close(httpStatus: httpStatus, outcome: "unknown: " + reason)
    charge = .unknown
    var outcome = Outcome(status: .outcomeUnknown, category: .outcomeUnknown, charge: .unknown)
    outcome.httpStatus = httpStatus
    outcome.message = reason
    outcome.code = streamError?.code
    outcome.ownsAnswer = httpStatus != 0
    end(outcome, now: now)
  }

  mutating func connectIsOver(_ request: GenerationRequest, now: Int64) {
    dropRequest()
    createWasNotSent(request, reason: "no connection within \(settings.connect) ms", now: now)
  }

  /// Takes the id as the generation's own. From here on nothing is ever created again.
  mutating func adopt(_ id: String, now: Int64) {
    self.id = id
    charge = .accepted
    knownAt = now
    // Silence counts from here on: the message may have waited long for someone to look at it.
    lastByteAt = now
    emit(.accepted(id: id))
  }
}

extension RequestEnd {
  var reason: String? {
    switch cause {
    case .complete: nil
    case .transport(let text), .violation(let text), .unsent(let text): text
    }
  }

  /// Whether a refusal is about the form of the body and not about what is in it: forms are documented for the polling path only.
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

  func quote(httpStatus: Int) -> String {
    let status = "the platform answered HTTP \(httpStatus)"
    return excerpt.isEmpty ? status : status + ": " + excerpt
  }
}
