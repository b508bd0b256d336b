/// The state of a generation. Each case carries only the data of that state; its comment lists the possible
/// next states.
enum GenerationState {
  case idle
  /// The credit balance is queried before this create. Next: creating, waitingToQueryBalance, ending.
  case queryingBalance(GenerationRequest, since: Int64)
  /// Next: queryingBalance, ending.
  case waitingToQueryBalance(GenerationRequest, until: Int64)
  /// A create is in flight and no id is known. Next: creating (on the other path), waitingToCreate,
  /// streaming, polling, pausing, waitingToConfirm, ending.
  case creating(CreateInFlight)
  /// The platform or the network refused a create, and it will be repeated. Next: creating, ending.
  case waitingToCreate(GenerationRequest, until: Int64)
  /// The id is known, and the answer that contained it is in flight. Next: polling, pausing,
  /// waitingToConfirm, ending.
  case streaming(StreamInFlight)
  /// Next: pausing, waitingToConfirm, ending.
  case polling(since: Int64)
  /// Next: polling, waitingToConfirm, ending.
  case pausing(until: Int64)
  /// The generation succeeded, but the answer names no output. The id will be polled once more. Next:
  /// confirming, ending.
  indirect case waitingToConfirm(GenerationOutcome, until: Int64)
  /// Next: ending.
  indirect case confirming(GenerationOutcome, since: Int64)
  /// The outcome is decided; messages that arrived earlier are still being delivered. `beginning` quotes what
  /// arrived of an answer without an id. Next: queryingFinalBalance, ended.
  indirect case ending(GenerationOutcome, beginning: String)
  /// The outcome is decided and all messages are delivered; the balance is queried for the report. Next:
  /// ended.
  indirect case queryingFinalBalance(GenerationOutcome, since: Int64)
  case ended
}

/// Records progress of the request in flight, for the time limits that depend on it.
extension GenerationState {
  mutating func requestLeaves(now: Int64) {
    changeCreate { create in
      create.hasLeft = true
      create.sentAt = now
    }
  }

  mutating func bodySent(isWhole: Bool, now: Int64) {
    changeCreate { create in
      create.sentAt = now
      create.isWhole = create.isWhole || isWhole
    }
  }

  mutating func answerBegins(httpStatus: Int, now: Int64) {
    byteArrived(now: now)
    guard ResponseHead.isError(httpStatus) else { return }
    changeCreate { $0.errorHeadAt = $0.errorHeadAt ?? now }
  }

  mutating func bytesArrived(now: Int64) {
    byteArrived(now: now)
    changeCreate { $0.unexaminedSince = $0.unexaminedSince ?? now }
  }

  mutating func eventArrived(now: Int64) { changeStream { $0.lastEventAt = now } }

  private mutating func byteArrived(now: Int64) {
    changeStream { $0.lastByteAt = now }
    changeCreate { create in
      create.answerBegan = true
      create.lastByteAt = now
    }
  }

  private mutating func changeCreate(_ change: (inout CreateInFlight) -> Void) {
    guard case .creating(var create) = self else { return }
    change(&create)
    self = .creating(create)
  }

  private mutating func changeStream(_ change: (inout StreamInFlight) -> Void) {
    guard case .streaming(var stream) = self else { return }
    change(&stream)
    self = .streaming(stream)
  }
}

extension GenerationState {
  var isEnding: Bool {
    switch self {
    case .ending, .ended: true
    default: false
    }
  }

  var isCreating: Bool { if case .creating = self { true } else { false } }
  var isStreaming: Bool { if case .streaming = self { true } else { false } }
  var isPolling: Bool { if case .polling = self { true } else { false } }

  /// When the wait before the next poll ends.
  var pausesUntil: Int64? { if case .pausing(let until) = self { until } else { nil } }

  /// The outcome that is decided but not yet reported.
  var decidedOutcome: GenerationOutcome? {
    switch self {
    case .ending(let outcome, _), .waitingToConfirm(let outcome, _), .confirming(let outcome, _): outcome
    default: nil
    }
  }

  /// When this state times out; nil if only the network can change it.
  func deadline(in generation: Generation) -> Int64? {
    switch self {
    case .idle, .ending, .ended: return nil
    default: break
    }
    let own = ownDeadline(in: generation)
    guard let total = generation.totalDeadline else { return own }
    return own.map { min($0, total) } ?? total
  }

  /// The time-out of this state without total_timeout_ms; nil if it has none.
  private func ownDeadline(in generation: Generation) -> Int64? {
    switch self {
    case .waitingToQueryBalance(_, let until), .waitingToCreate(_, let until), .pausing(let until),
      .waitingToConfirm(_, let until):
      until
    case .queryingBalance(_, let since): generation.later(since, generation.balanceTimeoutBeforeCreate)
    case .queryingFinalBalance(_, let since): generation.later(since, generation.reportTimeout)
    case .creating(let create): generation.deadline(of: create)
    case .streaming(let stream): generation.deadline(of: stream)
    case .polling(let since), .confirming(_, let since):
      generation.later(since, generation.settings.pollRequest)
    case .idle, .ending, .ended: nil
    }
  }
}
