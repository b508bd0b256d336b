import SVText

/// What a status word of the server means. The words of all three documentation generations are known; an
/// unknown one is never terminal, because treating it as an end could abandon a paid job.
public enum GenerationStatus: Equatable, Sendable {
  case running
  case succeeded
  case failed
  case canceled
  case unknown

  public init(word: String) {
    let word = word.asciiUppercased
    if word.isOneOf("IN_QUEUE IN_PROGRESS STARTING PROCESSING QUEUED RUNNING") {
      self = .running
    } else if word.isOneOf("COMPLETED SUCCEEDED") {
      self = .succeeded
    } else if word.isWord("FAILED") {
      self = .failed
    } else if word.isOneOf("CANCELED CANCELLED") {
      self = .canceled
    } else {
      self = .unknown
    }
  }

  public var isTerminal: Bool { self == .succeeded || self == .failed || self == .canceled }
}

extension LifecycleFields {
  /// An id beside a known status word is a job, whatever HTTP status it came with; an id alone may be the
  /// error's own.
  var isAboutJob: Bool { id != nil && (status.map { GenerationStatus(word: $0) != .unknown } ?? false) }

  /// A terminal status, in a message that is whole.
  var isWholeEnd: Bool {
    parseError == nil && (status.map { GenerationStatus(word: $0).isTerminal } ?? false)
  }
}
