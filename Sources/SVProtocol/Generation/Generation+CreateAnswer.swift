import SVText

/// Decides from the end of a create whether something was bought and whether the create may be repeated.
extension Generation {
  mutating func createEnded(_ create: CreateInFlight, _ end: RequestEnd, now: Int64) -> GenerationStep {
    let httpStatus = end.head?.httpStatus ?? 0
    noteSuccess(end.head)
    if let id = end.jobID {
      guard end.head?.isStream != true else { return idWasInBrokenStream(id, end, now: now) }
      ledger.close(httpStatus: httpStatus, outcome: "accepted")
      return createAnswered(id: id, end, now: now)
    }
    if end.head?.isStream == true { return streamEndedWithoutID(end) }
    if case .unsent(let reason) = end.cause { return createIsNotWhole(reason, .file, httpStatus: 0) }
    if !create.hasLeft {
      let reason = end.reason ?? "the connection could not be made"
      return createWasNotSent(create.request, reason: reason, namesStep: end.namesStep, now: now)
    }
    guard let head = end.head, head.httpStatus >= 200 else {
      return outcomeIsUnknown(
        end.reason ?? "the connection ended without an answer", httpStatus: httpStatus)
    }
    if head.isSuccess { return onUnrecognisedCreateAnswer(end, httpStatus: httpStatus) }
    return createRefused(create.request, head, end, now: now)
  }

  /// The stream broke off inside its first message, after the id. The incomplete message is not used for
  /// anything else.
  private mutating func idWasInBrokenStream(
    _ id: String, _ end: RequestEnd, now: Int64
  ) -> GenerationStep {
    adopt(id, now: now)
    var stream = StreamInFlight(now: now)
    return streamEnded(&stream, end, now: now)
  }

  /// Takes a create answer in JSON, on either path.
  private mutating func createAnswered(id: String, _ end: RequestEnd, now: Int64) -> GenerationStep {
    adopt(id, now: now)
    return createBodyEnded(end, now: now)
  }

  /// Leaves the charge unchanged, because an earlier attempt may have been sent and refused.
  mutating func createWasNotSent(
    _ request: GenerationRequest, reason: String, namesStep: Bool = false, now: Int64
  ) -> GenerationStep {
    ledger.close(httpStatus: 0, outcome: "not sent: " + reason)
    if request == .createStream { emit(.streamLost(.connection, httpStatus: 0, message: reason)) }
    let delay = jitter.spread(RetrySchedule.backOff(failures: createTries))
    if let again = retry(request, after: delay, reason: .transport, message: reason, now: now) {
      return again
    }
    var outcome = GenerationOutcome(status: .transport, category: .transport, charge: charge)
    outcome.message = reason
    if namesStep { outcome.remedy = Remedy.correctThis.text }
    outcome.retryAfter = delay
    return .end(outcome)
  }

  /// The request was never complete, so the platform cannot have accepted it. It is not repeated: the next
  /// upload of the same body would probably fail in the same way.
  private mutating func createIsNotWhole(
    _ reason: String, _ status: StatusCode, httpStatus: Int
  ) -> GenerationStep {
    ledger.close(httpStatus: httpStatus, outcome: "not sent whole: " + reason)
    var outcome = GenerationOutcome(status: status, category: status, charge: charge)
    outcome.httpStatus = httpStatus
    outcome.message = reason + ", before the request was whole"
    outcome.retryAfter = status == .file ? -1 : 0
    return .end(outcome)
  }

  /// Takes a complete answer with an error status. `CreateRule` decides whether it is a proven refusal.
  private mutating func createRefused(
    _ request: GenerationRequest, _ head: ResponseHead, _ end: RequestEnd, now: Int64
  ) -> GenerationStep {
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
      if let pathFault, leavesTime(for: now) { return createOnPollingPath(pathFault, httpStatus) }
    }
    guard rule.charge == .rejected else {
      let isOwn = (end.fields?.message ?? end.fields?.error) != nil
      let status = isOwn ? "the platform answered HTTP \(httpStatus): " : ""
      return outcomeIsUnknown(
        status + end.words(httpStatus: httpStatus), code: end.fields?.code, httpStatus: httpStatus)
    }
    ledger.close(httpStatus: httpStatus, outcome: end.fields?.code ?? "refused")
    charge = .rejected
    outcome.charge = .rejected
    if rule.mayRepeat, outcome.retryAfter >= 0 {
      let delay = head.retryAfter ?? jitter.spread(RetrySchedule.backOff(failures: createTries))
      outcome.retryAfter = delay
      if delay <= settings.retryAfterMax,
        let again = retry(
          request, after: delay, reason: outcome.category, message: outcome.message, now: now)
      {
        return again
      }
      outcome.message = Wording.joined(outcome.message, whyNoRepeat(after: delay))
    }
    return .end(outcome)
  }

  /// The ledger's words for a fault of the stream path alone; nil if the polling path would refuse the
  /// request too. A 404 with a code of the platform is about the model, not the path.
  private func faultOfStreamPath(_ end: RequestEnd, _ httpStatus: Int) -> String? {
    if settings.sendsFiles, end.refusesForm(httpStatus: httpStatus) { return "no files on the stream path" }
    switch httpStatus {
    case 405, 406, 415: return "no stream path"
    case 404: return ErrorClassifier.isPlatformCode(end.fields) ? nil : "no stream path"
    default: return nil
    }
  }

  private mutating func createOnPollingPath(_ fault: String, _ httpStatus: Int) -> GenerationStep {
    ledger.close(httpStatus: httpStatus, outcome: fault)
    charge = .rejected
    emit(.retry(attempt: createTries, delay: 0, reason: .notFound, message: "using the polling path"))
    createTries -= 1
    return .create(.createPolling)
  }

  /// Schedules another attempt. It returns nil if no attempts are left or if total_timeout_ms leaves no time
  /// for an answer: a refusal in hand is better than an unknown outcome.
  private mutating func retry(
    _ request: GenerationRequest, after delay: Int64, reason: StatusCode, message: String, now: Int64
  ) -> GenerationStep? {
    guard createTries < settings.createTries, !isStopWanted else { return nil }
    guard leavesTime(for: later(now, delay)) else { return nil }
    emit(.retry(attempt: createTries + 1, delay: delay, reason: reason, message: message))
    return .createLater(request, until: later(now, delay))
  }

  /// The option that prevents a repeat that the refusal would allow.
  private func whyNoRepeat(after delay: Int64) -> String {
    if delay > settings.retryAfterMax {
      return ", which is more than \(Wording.duration(settings.retryAfterMax)) (retry_after_max_ms)"
    }
    if createTries >= settings.createTries {
      return "; no attempt is left (create_tries_max is \(settings.createTries))"
    }
    return isStopWanted ? "" : "; the time limit (total_timeout_ms) leaves no time for another attempt"
  }

  /// Takes a 2xx answer that is neither an event stream nor JSON with an id.
  private mutating func onUnrecognisedCreateAnswer(_ end: RequestEnd, httpStatus: Int) -> GenerationStep {
    if case .transport(let reason, _) = end.cause {
      return outcomeIsUnknown(
        "the answer broke off: " + reason + end.beginning(), httpStatus: httpStatus)
    }
    if let fields = end.fields, fields.parseError == nil, let word = fields.status,
      GenerationStatus(word: word).isTerminal
    {
      ledger.close(httpStatus: httpStatus, outcome: word)
      lastStatus = word
      let outcome = terminalOutcome(
        GenerationStatus(word: word), fields, httpStatus: httpStatus, source: .create)
      return .conclude(outcome, hasOutputs: end.hasOutputs, isMessage: false)
    }
    ledger.close(httpStatus: httpStatus, outcome: "not the platform's answer")
    var outcome = GenerationOutcome(status: .protocolViolation, category: .protocolViolation, charge: charge)
    outcome.httpStatus = httpStatus
    outcome.code = end.fields?.code
    outcome.message = end.messageWithoutID
    outcome.ownsAnswer = true
    return .end(outcome)
  }

  mutating func outcomeIsUnknown(
    _ reason: String, code: String? = nil, httpStatus: Int
  ) -> GenerationStep {
    guard charge == .unknown else { return createIsNotWhole(reason, .transport, httpStatus: httpStatus) }
    ledger.close(httpStatus: httpStatus, outcome: "unknown: " + reason)
    var outcome = GenerationOutcome(status: .outcomeUnknown, category: .outcomeUnknown, charge: .unknown)
    outcome.httpStatus = httpStatus
    outcome.message = reason
    outcome.code = code ?? streamError?.code
    outcome.ownsAnswer = httpStatus != 0
    return .end(outcome)
  }
}

extension RequestEnd {
  /// The generation id in the answer; nil until the head has arrived.
  var jobID: String? { head.flatMap { fields?.jobID(httpStatus: $0.httpStatus) } }

  /// Whether the refusal is about the form of the body (multipart instead of JSON) rather than its contents.
  /// The platform documents forms for the polling path only.
  func refusesForm(httpStatus: Int) -> Bool {
    guard httpStatus == 400 || httpStatus == 415 || httpStatus == 422 else { return false }
    let texts = [fields?.code, fields?.error, fields?.message, excerpt].map { ($0 ?? "").asciiUppercased }
    let words = [
      "CONTENT-TYPE", "CONTENT TYPE", "CONTENT_TYPE", "CONTENTTYPE", "MEDIA TYPE", "MEDIA_TYPE", "MULTIPART",
      "FORM-DATA",
      "BE JSON", "VALID JSON", "NOT JSON", "INVALID JSON", "EXPECTED JSON", "JSON BODY",
    ]
    return texts.contains { text in words.contains { text.utf8Contains($0) } }
  }
}
