import SVProtocol
import SVText

/// What the client notices of a request, one event at a time.
enum Arrival {
  /// The first byte of the request is sent.
  case leaves
  /// A part of the body is sent, but not the last.
  case sent
  /// All of it is sent. The platform may create a job, whatever happens to the answer.
  case whole(creates: Bool)
  case opens
  case heartbeat
  /// A part of the answer has arrived: neither its end nor a complete message.
  case part(RequestEnd)
  case message(Message)
  case ends(RequestEnd)
}

struct Message: Equatable {
  var fields: LifecycleFields
  /// For a success: its answer names an output.
  var hasOutputs = true

  static func == (left: Message, right: Message) -> Bool {
    left.hasOutputs == right.hasOutputs && String(reflecting: left.fields) == String(reflecting: right.fields)
  }
}

/// A request and all its future events.
struct PlatformExchange {
  let request: GenerationRequest
  let startedAt: Int64
  private(set) var arrivals: [(at: Int64, what: Arrival)] = []
  private var clock: Int64
  var next = 0
  /// What has arrived of the answer and is not a complete message.
  var held: RequestEnd?

  init(_ request: GenerationRequest, at now: Int64) {
    self.request = request
    startedAt = now
    clock = now
  }

  mutating func add(_ what: Arrival, after delay: Int64) {
    clock += delay
    arrivals.append((clock, what))
  }

  /// A small request is complete when its first byte is sent.
  mutating func addLeaving(creates: Bool, after delay: Int64) {
    add(.leaves, after: delay)
    add(.whole(creates: creates), after: 0)
  }

  /// What the engine reports if the machine cuts the request short.
  func cut(_ reason: String) -> RequestEnd {
    var end = held ?? .broken(reason)
    end.cause = .transport(reason)
    return end
  }

  var nextAt: Int64? { next < arrivals.count ? arrivals[next].at : nil }
}

extension LifecycleFields {
  static func of(
    id: String? = nil, status: String? = nil, code: String? = nil, message: String? = nil,
    broken: Bool = false
  ) -> LifecycleFields {
    var fields = LifecycleFields()
    fields.isObject = true
    fields.id = id
    fields.status = status
    fields.code = code
    fields.message = message
    if broken { fields.parseError = JSONError(reason: .truncated, offset: 1) }
    return fields
  }

  var isError: Bool { code != nil || message != nil || error != nil }
  var kind: GenerationStatus? { status.map { GenerationStatus(word: $0) } }
}

extension RequestEnd {
  static func broken(_ reason: String) -> RequestEnd {
    RequestEnd(cause: .transport(reason), head: nil, fields: nil, excerpt: "")
  }

  static func answer(
    _ httpStatus: Int, _ fields: LifecycleFields? = nil, retryAfter: Int64? = nil, cause: Cause = .complete,
    hasOutputs: Bool = true, text: String = "<html>"
  ) -> RequestEnd {
    let head = ResponseHead(
      httpStatus: httpStatus, content: fields == nil ? .other : .json, retryAfter: retryAfter)
    var end = RequestEnd(cause: cause, head: head, fields: fields, excerpt: fields == nil ? text : "{")
    end.hasOutputs = hasOutputs && fields?.kind == .succeeded
    return end
  }

  static func stream(_ cause: Cause, unfinished: LifecycleFields? = nil) -> RequestEnd {
    let head = ResponseHead(httpStatus: 200, content: .eventStream, retryAfter: nil)
    return RequestEnd(cause: cause, head: head, fields: unfinished, excerpt: "")
  }
}
