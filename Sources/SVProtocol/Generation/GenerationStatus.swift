import SVText

/// The meaning of a status word of the server. It covers the words of all three versions of the platform's
/// documentation. An unknown word is never terminal, because ending there could abandon a paid job.
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
  /// An id with a known status word belongs to a job, whatever the HTTP status. An id without one may be the
  /// id of the error.
  var isAboutJob: Bool { id != nil && (status.map { GenerationStatus(word: $0) != .unknown } ?? false) }

  /// A complete message with a terminal status.
  var isWholeEnd: Bool {
    parseError == nil && (status.map { GenerationStatus(word: $0).isTerminal } ?? false)
  }
}
