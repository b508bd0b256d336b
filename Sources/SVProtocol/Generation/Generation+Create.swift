import SVText

/// A create request in flight whose generation id is not yet known.
struct CreateInFlight {
  let request: GenerationRequest
  let startedAt: Int64
  /// The connection was ready and sending began.
  var hasLeft = false
  /// The network has taken the whole body. From here on the platform may have accepted the request.
  var isWhole = false
  /// When the upload last made progress.
  var sentAt: Int64
  /// The first byte of the answer has arrived.
  var answerBegan = false
  var lastByteAt: Int64
  /// When the first byte arrived that has not yet been searched for an id; nil if there is none.
  var unexaminedSince: Int64?
  /// The search that is made shortly before the end of total_timeout_ms is done.
  var hasExaminedLate = false
  /// When the head of an error answer arrived.
  var errorHeadAt: Int64?

  init(_ request: GenerationRequest, now: Int64) {
    self.request = request
    startedAt = now
    sentAt = now
    lastByteAt = now
  }
}

/// The phase from the start of a create until it ends or its id is known. Only in this phase can giving up
/// lose money, and only here can a retry spend it twice.
extension Generation {
  mutating func beginCreate(_ request: GenerationRequest, now: Int64) {
    createTries += 1
    begin(request, now: now)
  }

  /// Takes the head of the create's answer.
  mutating func createAnswerBegins(_ head: ResponseHead) {
    noteSuccess(head)
    if head.isStream { emit(.opened(httpStatus: head.httpStatus)) }
  }

  /// Records that the platform accepted the request, whether or not the body was complete. Without an id the
  /// charge is then unknown.
  mutating func noteSuccess(_ head: ResponseHead?) {
    if head?.isSuccess == true { charge = .unknown }
  }

  /// When to check a create without an id; nil while only total_timeout_ms bounds it. The other limits are
  /// few, because giving up can lose money.
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

  /// When to search the incomplete answer for an id. This happens silence_timeout_ms after the first
  /// unsearched byte, even if more bytes followed, and once shortly before total_timeout_ms, so that time is
  /// left to poll the id.
  private func examinationAt(_ since: Int64, _ create: CreateInFlight) -> Int64 {
    let due = later(since, settings.silence)
    guard let lastPollAt, !create.hasExaminedLate else { return due }
    return min(due, lastPollAt)
  }

  mutating func onCreateTimeout(_ create: inout CreateInFlight, now: Int64) -> GenerationStep {
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

  /// Takes the incomplete message or body that has arrived, which may contain the id. A stream that still
  /// receives bytes continues.
  mutating func partArrived(_ create: CreateInFlight, _ end: RequestEnd, now: Int64) -> GenerationStep {
    guard let id = end.jobID else { return .stay }
    let isSilent = now >= later(create.lastByteAt, settings.silence)
    adopt(id, now: now)
    // After a stop, a complete JSON object that has already arrived still counts. Bytes that arrive later do
    // not.
    if isStopWanted, end.head?.isStream == true || end.fields?.parseError != nil { return .stop }
    var stream = StreamInFlight(now: now)
    if end.head?.isStream == true { return isSilent ? streamIsSilent(&stream) : .follow(stream) }
    // While bytes arrive, the body may still contain the result. If its JSON object is complete, nothing more
    // can follow.
    guard isSilent || end.fields?.parseError == nil else { return .follow(stream) }
    dropRequest()
    ledger.close(httpStatus: end.head?.httpStatus ?? 0, outcome: "accepted; the answer did not end")
    return createBodyEnded(end, now: now)
  }

  /// Takes the rest of the create's answer, once the id is known.
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
