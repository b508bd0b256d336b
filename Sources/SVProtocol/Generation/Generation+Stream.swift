import SVText

/// The answer that told the id, in flight: a stream, or a body that is not whole yet.
struct StreamInFlight {
  var lastByteAt: Int64
  /// When the id was learnt, the latest event came, or the latest poll beside it began.
  var lastEventAt: Int64
  /// When the poll beside the stream began that is in flight.
  var quietPollStartedAt: Int64?
  /// When the latest of them began.
  var quietPolledAt: Int64?
  /// Before this the platform wants no other; .max where it refused one for good.
  var quietPollNotBefore: Int64 = 0

  /// Silence counts from here on: the message with the id may have waited long for someone to look at it.
  init(now: Int64) {
    lastByteAt = now
    lastEventAt = now
  }
}

/// Messages of an event stream, and the ways a stream is lost.
extension Generation {
  mutating func messageIsOfOther(_ other: String) {
    emit(.notice(.otherID, message: "a message carries another id, \(other); it moves nothing"))
  }

  /// What a message of this generation says. `hasEnded` where a terminal status came before it, `isPolling`
  /// where its stream was lost and the id is polled.
  mutating func messageTold(
    _ fields: LifecycleFields, _ hasOutputs: Bool, hasEnded: Bool, isPolling: Bool
  ) -> GenerationStep {
    guard let word = fields.status else {
      guard fields.code != nil || fields.error != nil else { return .stay }
      streamError = (fields.code, fields.message)
      return .leaveStream(reason: "the stream told an error: " + (fields.message ?? fields.code ?? ""))
    }
    let status = GenerationStatus(word: word)
    if hasEnded {
      if status.isTerminal {
        emit(.notice(.lateTerminal, message: "\(word) came after the first terminal status"))
      }
      return .stay
    }
    lastStatus = word
    guard status.isTerminal else {
      reportIfUnknown(status, word)
      return .stay
    }
    guard fields.parseError == nil else {
      return .leaveStream(reason: "the message with the status \(word) is not whole")
    }
    if isPolling {
      ledger.close(httpStatus: 0, outcome: "dropped, the stream had reported the end")
    } else {
      ledger.close(httpStatus: 200, outcome: word)
    }
    let outcome = terminalOutcome(status, fields, httpStatus: 200, source: .stream)
    return .conclude(outcome, hasOutputs: hasOutputs, isMessage: true)
  }

  /// The id is known: whatever happened to the stream, the generation is followed by polling.
  mutating func streamEnded(
    _ stream: inout StreamInFlight, _ end: RequestEnd, now: Int64
  ) -> GenerationStep {
    guard end.head?.isStream != false else {
      dropQuietPoll(&stream, "dropped, the answer had ended")
      ledger.close(httpStatus: end.head?.httpStatus ?? 0, outcome: "accepted")
      return createBodyEnded(end, now: now)
    }
    let (loss, reason) = lossOfStream(end)
    return streamIsLost(&stream, loss, reason: reason)
  }

  /// The stream says itself that it cannot be relied on.
  mutating func streamFailed(_ stream: inout StreamInFlight, _ reason: String) -> GenerationStep {
    dropStream(&stream)
    return streamIsLost(&stream, .ended, reason: reason)
  }

  mutating func streamIsSilent(_ stream: inout StreamInFlight) -> GenerationStep {
    dropStream(&stream)
    return streamIsLost(
      &stream, .timeout, reason: "no byte for \(settings.silence) ms (silence_timeout_ms)")
  }

  private mutating func dropStream(_ stream: inout StreamInFlight) {
    dropQuietPoll(&stream, "dropped")
    dropRequest()
  }

  private mutating func streamIsLost(
    _ stream: inout StreamInFlight, _ loss: StreamLoss, reason: String
  ) -> GenerationStep {
    dropQuietPoll(&stream, "dropped, the stream was lost")
    ledger.close(httpStatus: 200, outcome: reason)
    emit(.streamLost(loss, httpStatus: 0, message: reason))
    fallBack()
    return .poll
  }

  /// Without an id there is nothing to follow, and what was sent may have been accepted.
  mutating func streamEndedWithoutID(_ end: RequestEnd) -> GenerationStep {
    let (loss, reason) = lossOfStream(end)
    emit(.streamLost(loss, httpStatus: 0, message: reason))
    let words = streamError?.message ?? streamError?.code
    let told =
      words.map { "; the stream's error was: " + $0 }
      ?? (end.isPage ? "; " + end.pageWords : end.beginning(of: "the stream"))
    return outcomeIsUnknown(
      (end.reason ?? "the stream ended") + ", before an id was seen" + told,
      httpStatus: end.head?.httpStatus ?? 0)
  }

  private func lossOfStream(_ end: RequestEnd) -> (StreamLoss, String) {
    switch end.cause {
    case .complete: (.ended, "the stream ended before a terminal status")
    case .transport(let reason), .violation(let reason), .limit(let reason), .unsent(let reason):
      (.connection, reason)
    }
  }
}
