import SVText

/// The requests of a generation's life.
public enum GenerationRequest: Equatable, Sendable {
  case createStream
  case createPolling
  case result
  /// The credit balance.
  case balance

  public var isCreate: Bool { self == .createStream || self == .createPolling }
}

/// What the machine wants done, in this order. The engine does it and decides nothing.
public enum GenerationAction {
  case start(GenerationRequest)
  /// Drop the request in flight and report nothing more of it. Bytes of a create's answer are kept until
  /// `drained`.
  case abort
  /// Ask for the id beside the stream in flight; its end is reported by `quietPollEnded`.
  case startQuietPoll
  /// Drop that request and report nothing more of it.
  case abortQuietPoll
  /// As `cutShort`, for that request.
  case cutShortQuietPoll(String)
  /// End the request in flight now, with what has arrived: report it by `requestEnded` as broken for this
  /// reason.
  case cutShort(String)
  /// Report by `partArrived` what has arrived of the answer and is not a whole message.
  case examine
  case emit(GenerationEvent)
  /// Hand the message whose fields were just given to the caller; `messageIsTerminal` says whether it ended
  /// the job.
  case deliverMessage
  /// The answer just given, message or body, belongs to the end: keep it.
  case keepAnswer
  /// The last action: emit the end with this outcome. Indirect, as in the machine's state, so that the many
  /// others stay small to pass on.
  indirect case finish(Outcome)
}

/// How a stream was lost.
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
  /// The payload is not what the client's OpenAPI document asks for.
  case payload
  /// The credit balance could not be read, and nothing depended on it.
  case credits
  /// The generation succeeded, and its answers name no output.
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
  /// `isTerminal` where the status ended the job; one that came too late did not.
  case poll(attempt: Int, httpStatus: Int, status: String?, isTerminal: Bool)
  /// `delay` is the wait before the next poll; nil where none follows it.
  case pollFailed(attempt: Int, httpStatus: Int, transient: Bool, delay: Int64?, message: String)
  case notice(NoticeKind, message: String)
}

/// What the engine knows when response headers have arrived.
public struct ResponseHead: Sendable {
  public enum Content: Sendable {
    case eventStream
    case json
    /// A web page: somebody between here and the platform has sent it.
    case page
    case other
  }
  public var httpStatus: Int
  public var content: Content
  /// How long to wait before the next request, in milliseconds.
  public var retryAfter: Int64?
  /// The same as a date, where it came as one.
  public var retryDate: String?
  /// Scheme and host of the address that a redirect leads to, where it names them.
  public var redirectsTo: String?
  /// The variable or option that names the proxy for such addresses, nil if there is none. no_proxy may
  /// except the host from it.
  public var proxySetting: String?
  /// The content coding of the body where it could not be decoded, so that the body is as it was sent, or
  /// missing.
  public var unreadCoding: String?

  public init(httpStatus: Int, content: Content, retryAfter: Int64?) {
    self.httpStatus = httpStatus
    self.content = content
    self.retryAfter = retryAfter
  }

  public var isSuccess: Bool { httpStatus >= 200 && httpStatus < 300 }
  public var isStream: Bool { isSuccess && content == .eventStream }
  public var isError: Bool { ResponseHead.isError(httpStatus) }
  /// A redirect too: none is followed, so its status decides and its body does not matter.
  static func isError(_ httpStatus: Int) -> Bool { httpStatus >= 300 }
}

/// How a request ended.
public struct RequestEnd {
  public enum Cause: Sendable {
    /// The exchange is complete.
    case complete
    /// The transport failed; whether the request had left is told by `requestLeaves`.
    case transport(String)
    /// The bytes are not HTTP, or there was no memory for them.
    case violation(String)
    /// A limit that an option sets was passed; asking again gives the same.
    case limit(String)
    /// What was to be sent could not be, so that the request was never whole.
    case unsent(String)
  }
  public var cause: Cause
  public var head: ResponseHead?
  /// Of a body that is not a stream, when it could be read as JSON; of a stream what its unfinished last
  /// message says.
  public var fields: LifecycleFields?
  /// The answer names at least one output that can be read.
  public var hasOutputs = false
  /// The start of that body, fit to be quoted.
  public var excerpt: String
  /// In the answer to a request for it.
  public var balance: CreditBalance?
  /// There was no memory to look for it.
  public var lacksMemory = false

  public init(cause: Cause, head: ResponseHead?, fields: LifecycleFields?, excerpt: String) {
    self.cause = cause
    self.head = head
    self.fields = fields
    self.excerpt = excerpt
  }
}

/// Actions in the order in which they were decided.
struct ActionQueue {
  private var actions: [GenerationAction] = []
  private var next = 0

  mutating func add(_ action: GenerationAction) { actions.append(action) }

  /// The first one that was not taken; nil when all are taken.
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
