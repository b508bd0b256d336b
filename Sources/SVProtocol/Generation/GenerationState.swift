/// Where a generation is. Each case holds what is known in that state only, and names the next ones. Only
/// `GenerationMachine` has one.
enum GenerationState {
  case idle
  /// The credit balance is asked for before this create. Next: creating, waitingToAsk, ending.
  case asking(GenerationRequest, since: Int64)
  /// Next: asking, ending.
  case waitingToAsk(GenerationRequest, until: Int64)
  /// A create is in flight and no id is known. Next: creating (on the other path), waitingToCreate,
  /// streaming, polling, pausing, waitingToConfirm, ending.
  case creating(CreateInFlight)
  /// The platform or the network refused a create. Next: creating, ending.
  case waitingToCreate(GenerationRequest, until: Int64)
  /// The id is known and the answer that told it is in flight. Next: polling, pausing, waitingToConfirm,
  /// ending.
  case streaming(StreamInFlight)
  /// Next: pausing, waitingToConfirm, ending.
  case polling(since: Int64)
  /// Next: polling, waitingToConfirm, ending.
  case pausing(until: Int64)
  /// It succeeded, but the answer names no output: the id is polled once more. Next: confirming, ending.
  indirect case waitingToConfirm(Outcome, until: Int64)
  /// Next: ending.
  indirect case confirming(Outcome, since: Int64)
  /// Decided; messages that had arrived before are still being handed over. `beginning` tells what had come
  /// of an answer without an id. Next: settling, ended.
  indirect case ending(Outcome, beginning: String)
  /// Decided and handed over; the credit balance is asked for once more. Next: ended.
  indirect case settling(Outcome, since: Int64)
  case ended
}

/// What the network tells while a request is in flight, for its budgets. Where no budget depends on it,
/// nothing is kept.
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

  /// When the wait before the next poll is over.
  var pausesUntil: Int64? { if case .pausing(let until) = self { until } else { nil } }

  /// The end that is decided and not reported yet.
  var decidedOutcome: Outcome? {
    switch self {
    case .ending(let outcome, _), .waitingToConfirm(let outcome, _), .confirming(let outcome, _): outcome
    default: nil
    }
  }

  /// When this state has lasted long enough; nil where only the network can move things.
  func deadline(in generation: Generation) -> Int64? {
    switch self {
    case .idle, .ending, .ended: return nil
    default: break
    }
    let own = ownDeadline(in: generation)
    guard let total = generation.totalDeadline else { return own }
    return own.map { min($0, total) } ?? total
  }

  /// The same but for the total; nil where nothing else bounds it.
  private func ownDeadline(in generation: Generation) -> Int64? {
    switch self {
    case .waitingToAsk(_, let until), .waitingToCreate(_, let until), .pausing(let until),
      .waitingToConfirm(_, let until):
      until
    case .asking(_, let since): generation.later(since, generation.boundOfAskingFirst)
    case .settling(_, let since): generation.later(since, generation.boundOfReport)
    case .creating(let create): generation.deadline(of: create)
    case .streaming(let stream): generation.deadline(of: stream)
    case .polling(let since), .confirming(_, let since):
      generation.later(since, generation.settings.pollRequest)
    case .idle, .ending, .ended: nil
    }
  }
}
