import SVText

/// A create in flight whose id is not known.
struct CreateInFlight {
  let request: GenerationRequest
  let startedAt: Int64
  /// It got a connection and began to leave.
  var hasLeft = false
  /// All of its body was given to the network: from here on it may have been accepted.
  var isWhole = false
  /// When its upload last went on.
  var sentAt: Int64
  /// A byte of its answer has come.
  var answerBegan = false
  var lastByteAt: Int64
  /// When the first byte of the answer's body came that was not searched for an id; nil while there is none.
  var unexaminedSince: Int64?
  /// The answer was searched when the total was nearly over.
  var hasExaminedLate = false
  /// When the head of an answer that is an error arrived.
  var errorHeadAt: Int64?

  init(_ request: GenerationRequest, now: Int64) {
    self.request = request
    startedAt = now
    sentAt = now
    lastByteAt = now
  }
}

/// A create from its start until it ends or its id is known: the only phase in which money can be lost by
/// giving up, or spent twice by trying again.
extension Generation {
  mutating func beginCreate(_ request: GenerationRequest, now: Int64) {
    createTries += 1
    begin(request, now: now)
  }

  /// The head of its answer has come.
  mutating func createAnswerBegins(_ head: ResponseHead) {
    noteSuccess(head)
    if head.isStream { emit(.opened(httpStatus: head.httpStatus)) }
  }

  /// The platform took the request, whole or not: from here on only an id or the unknown follow.
  mutating func noteSuccess(_ head: ResponseHead?) {
    if head?.isSuccess == true { charge = .unknown }
  }

  /// When a create without an id must be looked at; nil while only the total bounds it, since giving up is
  /// what can lose money.
  func deadline(of create: CreateInFlight) -> Int64? {
    guard create.hasLeft else { return later(create.startedAt, settings.connect) }
    if let errorHeadAt = create.errorHeadAt { return later(errorHeadAt, settings.pollRequest) }
    var due: Int64?
    if let since = create.unexaminedSince { due = examinationAt(since, create) }
    if !create.isWhole { due = min(due ?? .max, later(create.sentAt, settings.upload)) }
    if create.isWhole, !create.answerBegan, settings.firstByte > 0 {
      due = later(create.sentAt, settings.firstByte)
    }
    return due
  }

  /// When what has come of the answer is searched for an id, though no message or body is whole: after
  /// silence_timeout_ms, whether other bytes have followed or not, and once before the total is over, so that
  /// there is time to poll it.
  private func examinationAt(_ since: Int64, _ create: CreateInFlight) -> Int64 {
    let due = later(since, settings.silence)
    guard let lastPollAt, !create.hasExaminedLate else { return due }
    return min(due, lastPollAt)
  }

  mutating func createIsLate(_ create: inout CreateInFlight, now: Int64) -> GenerationStep {
    guard create.hasLeft else {
      dropRequest()
      let reason = "no connection within \(settings.connect) ms (connect_timeout_ms)"
      return createWasNotSent(create.request, reason: reason, now: now)
    }
    if create.errorHeadAt != nil {
      act(.cutShort("the answer did not end within \(settings.pollRequest) ms (poll_timeout_ms)"))
      return .stay
    }
    if let since = create.unexaminedSince, now >= examinationAt(since, create) {
      create.unexaminedSince = nil
      create.hasExaminedLate = lastPollAt.map { now >= $0 } ?? false
      act(.examine)
      return .stay
    }
    let reason =
      create.isWhole
      ? "no byte of an answer came within \(settings.firstByte) ms (first_byte_timeout_ms)"
      : "the upload made no progress for \(settings.upload) ms (upload_timeout_ms)"
    return outcomeIsUnknown(reason, httpStatus: 0)
  }

  /// No message or body is whole, and the bytes that have come may hold the id. A stream that is alive goes
  /// on.
  mutating func partArrived(_ create: CreateInFlight, _ end: RequestEnd, now: Int64) -> GenerationStep {
    guard let id = end.jobID else { return .stay }
    let isSilent = now >= later(create.lastByteAt, settings.silence)
    adopt(id, now: now)
    // An end that is at hand counts before the stop; what still comes does not.
    if isStopWanted, end.head?.isStream == true || end.fields?.parseError != nil { return .stop }
    var stream = StreamInFlight(now: now)
    if end.head?.isStream == true { return isSilent ? streamIsSilent(&stream) : .follow(stream) }
    // A body that still comes may hold the result; one whose object is whole has nothing more to bring.
    guard isSilent || end.fields?.parseError == nil else { return .follow(stream) }
    dropRequest()
    ledger.close(httpStatus: end.head?.httpStatus ?? 0, outcome: "accepted; the answer did not end")
    return createBodyEnded(end, now: now)
  }

  /// What the body of a create's answer says beside the id, which is known.
  mutating func createBodyEnded(_ end: RequestEnd, now: Int64) -> GenerationStep {
    if isStreamWanted { fallBack() }
    if let fields = end.fields, let word = fields.status {
      lastStatus = word
      let status = GenerationStatus(word: word)
      if status.isTerminal, fields.parseError == nil {
        let outcome = terminalOutcome(status, fields, httpStatus: end.head?.httpStatus ?? 0, source: .create)
        return .conclude(outcome, hasOutputs: end.hasOutputs, isMessage: false)
      }
      reportIfUnknown(status, word)
    }
    return pause(settings.pollInterval, now: now)
  }
}
