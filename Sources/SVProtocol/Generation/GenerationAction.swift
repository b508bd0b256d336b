import SVText

/// The kinds of requests that a generation sends.
public enum GenerationRequest: Equatable, Sendable {
  case createStream
  case createPolling
  case result
  /// Queries the credit balance.
  case balance

  public var isCreate: Bool { self == .createStream || self == .createPolling }
}

/// What the machine asks the engine to do, in this order. The engine makes no decisions of its own.
public enum GenerationAction {
  case start(GenerationRequest)
  /// Drop the request in flight and report nothing more about it. Keep the bytes of a create's answer until
  /// `drained`.
  case abort
  /// Poll the id beside the stream in flight. Report the end by `quietPollEnded`.
  case startQuietPoll
  /// Drop the poll beside the stream and report nothing more about it.
  case abortQuietPoll
  /// Same as `cutShort`, for the poll beside the stream.
  case cutShortQuietPoll(String)
  /// End the request in flight now. Report it by `requestEnded` as broken for this reason, with what has
  /// arrived.
  case cutShort(String)
  /// Report the incomplete message or body that has arrived, by `partArrived`.
  case examine
  case emit(GenerationEvent)
  /// Deliver the message that was just passed to `messageArrived` to the caller. `messageIsTerminal` is true
  /// if it ended the job.
  case deliverMessage
  /// Keep the message or body that was just passed in: it belongs to the end.
  case keepAnswer
  /// Always the last action: emit the end with this outcome. `indirect` keeps the enum small.
  indirect case finish(GenerationOutcome)
}

/// Why a stream was lost.
public enum StreamLoss: Sendable {
  case ended
  case httpError
  case timeout
  case connection

  public var event: String {
    switch self {
    case .ended: "sse_stream_ended"
    case .httpError: "sse_http_error"
    case .timeout: "sse_timeout"
    case .connection: "sse_connect_error"
    }
  }
}

public enum NoticeKind: Sendable {
  case unknownStatus
  case otherID
  case lateTerminal
  /// The payload does not match the client's OpenAPI document.
  case payload
  /// The credit balance could not be read, and no decision depended on it.
  case credits
  /// The generation succeeded, but its answers name no output.
  case noOutputs

  public var name: String {
    switch self {
    case .unknownStatus: "unknown_status"
    case .otherID: "other_id"
    case .lateTerminal: "late_terminal"
    case .payload: "payload"
    case .credits: "credits"
    case .noOutputs: "no_outputs"
    }
  }
}

public enum GenerationEvent {
  case submitting(GenerationRequest)
  case opened(httpStatus: Int)
  case accepted(id: String)
  case streamLost(StreamLoss, httpStatus: Int, message: String)
  case retry(attempt: Int, delay: Int64, reason: StatusCode, message: String)
  case fallbackStarted
  case fallbackEnded(ok: Bool)
  /// `isTerminal` is true if this status ended the job. A terminal status that came too late did not.
  case poll(attempt: Int, httpStatus: Int, status: String?, isTerminal: Bool)
  /// `delay` is the wait before the next poll; nil if none follows.
  case pollFailed(attempt: Int, httpStatus: Int, transient: Bool, delay: Int64?, message: String)
  case notice(NoticeKind, message: String)
}

/// The response headers, as far as the machine needs them.
public struct ResponseHead: Sendable {
  public enum Content: Sendable {
    case eventStream
    case json
    /// A web page. The platform never sends one, so a proxy or a login page answered.
    case page
    case other
  }
  public var httpStatus: Int
  public var content: Content
  /// The wait that the answer requests before the next request, in milliseconds.
  public var retryAfter: Int64?
  /// The same wait as the date in the header, if the header contains a date.
  public var retryDate: String?
  /// Scheme and host of the redirect's target, if the answer names them.
  public var redirectsTo: String?
  /// The variable or option that sets the proxy for this kind of URL; nil if there is none. no_proxy may
  /// exclude the host from it.
  public var proxySetting: String?
  /// The content coding that could not be decoded. The body is then still encoded, or missing.
  public var unreadCoding: String?

  public init(httpStatus: Int, content: Content, retryAfter: Int64?) {
    self.httpStatus = httpStatus
    self.content = content
    self.retryAfter = retryAfter
  }

  public var isSuccess: Bool { httpStatus >= 200 && httpStatus < 300 }
  public var isStream: Bool { isSuccess && content == .eventStream }
  public var isError: Bool { ResponseHead.isError(httpStatus) }
  /// This includes redirects: none is followed, so the status decides and the body is not needed.
  static func isError(_ httpStatus: Int) -> Bool { httpStatus >= 300 }
}

/// The end of a request.
public struct RequestEnd {
  public enum Cause: Sendable {
    /// The answer arrived completely.
    case complete
    /// The transport failed. `requestLeaves` shows whether sending had begun. With `namesStep`, the reason
    /// already contains the next step, such as the setting to correct.
    case transport(String, namesStep: Bool = false)
    /// The bytes are not HTTP, or there was no memory for them.
    case violation(String)
    /// The answer exceeds a limit that an option sets. A repeat would exceed it too.
    case limit(String)
    /// A part of the body could not be read for sending, so the request was never complete.
    case unsent(String)
  }
  public var cause: Cause
  public var head: ResponseHead?
  /// The fields of the JSON body. For a stream, the fields of its incomplete last message.
  public var fields: LifecycleFields?
  /// The answer names at least one readable output.
  public var hasOutputs = false
  /// The start of the body, ready to be quoted.
  public var excerpt: String
  /// The balance in the answer to a balance query.
  public var balance: CreditBalance?
  /// There was no memory to read the balance.
  public var lacksMemory = false
  /// The reason already contains the next step.
  var namesStep: Bool { if case .transport(_, true) = cause { true } else { false } }

  public init(cause: Cause, head: ResponseHead?, fields: LifecycleFields?, excerpt: String) {
    self.cause = cause
    self.head = head
    self.fields = fields
    self.excerpt = excerpt
  }
}

/// A first-in, first-out queue of actions.
struct ActionQueue {
  private var actions: [GenerationAction] = []
  private var next = 0

  mutating func add(_ action: GenerationAction) { actions.append(action) }

  /// Removes and returns the oldest action; nil if the queue is empty.
  mutating func take() -> GenerationAction? {
    guard next < actions.count else {
      actions.removeAll(keepingCapacity: true)
      next = 0
      return nil
    }
    next += 1
    return actions[next - 1]
  }
}
