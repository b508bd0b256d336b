import SVProtocol

extension GenerationAction {
  /// The action as a short text.
  var line: String {
    switch self {
    case .start(let request): "start \(request.word)"
    case .abort: "abort"
    case .startQuietPoll: "start quiet poll"
    case .abortQuietPoll: "abort quiet poll"
    case .cutShort: "cut short"
    case .cutShortQuietPoll: "cut short quiet poll"
    case .examine: "examine"
    case .deliverMessage: "deliver"
    case .keepAnswer: "keep"
    case .finish(let outcome): "finish \(outcome.status.name) \(outcome.charge.name)"
    case .emit(let event): event.line
    }
  }
}

extension GenerationEvent {
  var line: String {
    switch self {
    case .submitting(let request): "submitting \(request.word)"
    case .opened(let httpStatus): "opened \(httpStatus)"
    case .accepted(let id): "accepted \(id)"
    case .streamLost(let loss, let httpStatus, _): "\(loss.event) \(httpStatus)"
    case .retry(let attempt, _, let reason, _): "retry \(attempt) \(reason.name)"
    case .fallbackStarted: "fallback"
    case .fallbackEnded(let ok): "fallback ended \(ok)"
    case .poll(let attempt, let httpStatus, let status, _): "poll \(attempt) \(httpStatus) \(status ?? "-")"
    case .pollFailed(let attempt, let httpStatus, let transient, _, _):
      "poll \(attempt) failed \(httpStatus) \(transient ? "transient" : "final")"
    case .notice(let kind, _): "notice \(kind.name)"
    }
  }
}

extension GenerationRequest {
  var word: String {
    switch self {
    case .createStream: "stream"
    case .createPolling: "create"
    case .result: "poll"
    case .balance: "credits"
    }
  }
}
