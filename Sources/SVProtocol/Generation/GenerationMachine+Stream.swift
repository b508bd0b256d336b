import SVText

/// Messages of an event stream, and the ways a stream is lost.
extension GenerationMachine {
  /// One message of the stream, with the fields of its JSON object, if it is one.
  ///
  /// `hasOutputs` where it says that the generation succeeded: whether it names an output that can be read.
  public mutating func message(_ fields: LifecycleFields, hasOutputs: Bool = false, now: Int64) {
    switch state {
    case .settling, .ended: return
    default: break
    }
    lastEventAt = now
    var belongs = true
    if let id = fields.id {
      if self.id == nil {
        adopt(id, now: now)
        if case .creating = state { state = .streaming }
      } else if !isOwn(id) {
        belongs = false
      }
    }
    messageIsTerminal = belongs && endsJob(fields)
    act(.deliverMessage)
    guard belongs else {
      return emit(
        .notice(.otherID, message: "a message carries another id, \(fields.id ?? ""); it moves nothing"))
    }
    if let word = fields.status {
      statusArrived(word, fields, hasOutputs, now: now)
    } else if fields.code != nil || fields.error != nil {
      streamError = (fields.code, fields.message)
      streamFails("the stream told an error: " + (fields.message ?? fields.code ?? ""), now: now)
    }
    if case .streaming = state, isStopWanted { cancel(now: now) }
  }

  /// Whether a message that repeats the id and the status of this one, which was just given, would leave
  /// nothing to decide: a terminal status has ended the streaming.
  public func isSteady(after fields: LifecycleFields) -> Bool {
    guard case .streaming = state else { return false }
    return fields.status != nil && (fields.id.map { isOwn($0) } ?? true)
  }

  private mutating func statusArrived(
    _ word: String, _ fields: LifecycleFields, _ hasOutputs: Bool, now: Int64
  ) {
    let status = GenerationStatus(word: word)
    if let decided = decidedOutcome, decided.isTerminal {
      guard status.isTerminal else { return }
      return emit(.notice(.lateTerminal, message: "\(word) came after the first terminal status"))
    }
    lastStatus = word
    if status.isTerminal, fields.parseError != nil {
      streamFails("the message with the status \(word) is not whole", now: now)
    } else if status.isTerminal {
      if case .polling = state {
        ledger.close(httpStatus: 0, outcome: "dropped, the stream had reported the end")
      } else {
        ledger.close(httpStatus: 200, outcome: word)
      }
      let outcome = terminalOutcome(status, fields, httpStatus: 200, source: .stream)
      conclude(outcome, hasOutputs: hasOutputs, isMessage: true, now: now)
    } else {
      reportIfUnknown(status, word)
    }
  }

  /// Whether the status of a message is the first terminal one, in a message that is whole.
  private func endsJob(_ fields: LifecycleFields) -> Bool {
    guard let word = fields.status, fields.parseError == nil, GenerationStatus(word: word).isTerminal else {
      return false
    }
    return decidedOutcome.map { !$0.isTerminal } ?? true
  }

  /// The end that is decided and not reported yet.
  private var decidedOutcome: Outcome? {
    switch state {
    case .ending(let outcome), .waitingToConfirm(let outcome, _), .confirming(let outcome): outcome
    default: nil
    }
  }

  mutating func reportIfUnknown(_ status: GenerationStatus, _ word: String) {
    guard status == .unknown, reportedWords.count < 16 else { return }
    if reportedWords.contains(where: { $0.isSameText(as: word) }) { return }
    reportedWords.append(word)
    emit(.notice(.unknownStatus, message: "the status \(word) is not known; it is taken for not terminal"))
  }

  mutating func streamEndedWithoutID(_ end: RequestEnd, now: Int64) {
    let (loss, reason) = lossOfStream(end)
    emit(.streamLost(loss, httpStatus: 0, message: reason))
    let words = streamError?.message ?? streamError?.code
    let told =
      words.map { "; the stream's error was: " + $0 }
      ?? (end.isPage ? "; " + end.pageWords : end.beginning(of: "the stream"))
    outcomeIsUnknown(
      (end.reason ?? "the stream ended") + ", before an id was seen" + told,
      httpStatus: end.head?.httpStatus ?? 0,
      now: now)
  }

  /// The id is known: whatever happened to the stream, the generation is followed by polling.
  mutating func streamEnded(_ end: RequestEnd, now: Int64) {
    guard end.head?.isStream != false else {
      dropQuietPoll("dropped, the answer had ended")
      ledger.close(httpStatus: end.head?.httpStatus ?? 0, outcome: "accepted")
      return bodyEnded(end, now: now)
    }
    let (loss, reason) = lossOfStream(end)
    streamIsLost(loss, reason: reason, now: now)
  }

  /// The stream says itself that it cannot be relied on. Without an id there is nothing else to follow, so it
  /// goes on.
  mutating func streamFails(_ reason: String, now: Int64) {
    guard case .streaming = state else { return }
    dropRequest()
    streamIsLost(.ended, reason: reason, now: now)
  }

  mutating func silenceIsOver(now: Int64) {
    dropRequest()
    streamIsLost(.timeout, reason: "no byte for \(settings.silence) ms (silence_timeout_ms)", now: now)
  }

  mutating func streamIsLost(_ loss: StreamLoss, reason: String, now: Int64) {
    dropQuietPoll("dropped, the stream was lost")
    ledger.close(httpStatus: 200, outcome: reason)
    emit(.streamLost(loss, httpStatus: 0, message: reason))
    fallBack()
    beginPoll(now: now)
  }

  mutating func fallBack() {
    guard !fellBack else { return }
    fellBack = true
    emit(.fallbackStarted)
  }

  private func lossOfStream(_ end: RequestEnd) -> (StreamLoss, String) {
    switch end.cause {
    case .complete: (.ended, "the stream ended before a terminal status")
    case .transport(let reason), .violation(let reason), .limit(let reason), .unsent(let reason):
      (.connection, reason)
    }
  }
}
