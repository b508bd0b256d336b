import SVText

/// The answer that contained the id, still in flight: a stream, or a body that is not complete.
struct StreamInFlight {
  var lastByteAt: Int64
  /// When the id became known, the latest event arrived, or the latest poll beside the stream began,
  /// whichever is last.
  var lastEventAt: Int64
  /// When the poll beside the stream began that is now in flight.
  var quietPollStartedAt: Int64?
  /// When the latest poll beside the stream began.
  var quietPolledAt: Int64?
  /// No poll beside the stream is sent before this time: the platform asked to wait. It is `.max` after a
  /// refusal.
  var quietPollNotBefore: Int64 = 0

  /// Silence is measured from here, not from the message with the id: that message may have waited long
  /// before the caller read it.
  init(now: Int64) {
    lastByteAt = now
    lastEventAt = now
  }
}

/// Handles messages of the event stream, and the loss of the stream.
extension Generation {
  mutating func messageIsOfOther(_ other: String) {
    emit(.notice(.otherID, message: "a message contains another id, \(other); its status is ignored"))
  }

  /// Takes a message of this generation. `hasEnded` is true if a terminal status was already seen.
  /// `isPolling` is true if the stream was lost and the id is polled.
  mutating func onMessage(
    _ fields: LifecycleFields, _ hasOutputs: Bool, hasEnded: Bool, isPolling: Bool
  ) -> GenerationStep {
    guard let word = fields.status else {
      guard fields.code != nil || fields.error != nil else { return .stay }
      streamError = (fields.code, fields.message)
      return .leaveStream(reason: "the stream reported an error: " + (fields.message ?? fields.code ?? ""))
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

  /// The stream ended after the id was known. Whatever the reason, the generation is polled from here on.
  mutating func streamEnded(
    _ stream: inout StreamInFlight, _ end: RequestEnd, now: Int64
  ) -> GenerationStep {
    guard end.head?.isStream != false else {
      dropQuietPoll(&stream, "dropped, the answer had ended")
      ledger.close(httpStatus: end.head?.httpStatus ?? 0, outcome: "accepted")
      return createBodyEnded(end, now: now)
    }
    let (loss, reason) = streamLossReason(end)
    return streamIsLost(&stream, loss, reason: reason)
  }

  /// A message of the stream shows that the stream cannot be relied on.
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

  /// Without an id the generation cannot be polled, and the platform may have accepted the request.
  mutating func streamEndedWithoutID(_ end: RequestEnd) -> GenerationStep {
    let (loss, reason) = streamLossReason(end)
    emit(.streamLost(loss, httpStatus: 0, message: reason))
    let words = streamError?.message ?? streamError?.code
    let details =
      words.map { "; the stream's error was: " + $0 }
      ?? (end.isPage ? "; " + end.pageWords : end.beginning(of: "the stream"))
    return outcomeIsUnknown(
      (end.reason ?? "the stream ended") + "; no id had arrived" + details,
      httpStatus: end.head?.httpStatus ?? 0)
  }

  private func streamLossReason(_ end: RequestEnd) -> (StreamLoss, String) {
    switch end.cause {
    case .complete: (.ended, "the stream ended before a terminal status")
    case .transport(let reason, _), .violation(let reason), .limit(let reason), .unsent(let reason):
      (.connection, reason)
    }
  }
}
