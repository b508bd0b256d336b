import SVJSON
import SVProtocol

/// What the client notices of a request, one thing at a time.
enum Arrival {
  /// The request leaves; the platform may create a job from it, whatever becomes of the answer.
  case leaves(creates: Bool)
  case opens
  case heartbeat
  case message(LifecycleFields)
  case ends(RequestEnd)
}

/// One request and everything that will come of it.
struct Exchange {
  let request: GenerationRequest
  let startedAt: Int64
  private(set) var arrivals: [(at: Int64, what: Arrival)] = []
  private var clock: Int64
  var next = 0

  init(_ request: GenerationRequest, at now: Int64) {
    self.request = request
    startedAt = now
    clock = now
  }

  mutating func add(_ what: Arrival, after delay: Int64) {
    clock += delay
    arrivals.append((clock, what))
  }

  var nextAt: Int64? { next < arrivals.count ? arrivals[next].at : nil }
}

extension LifecycleFields {
  static func of(
    id: String? = nil, status: String? = nil, code: String? = nil, message: String? = nil, broken: Bool = false
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
    _ httpStatus: Int, _ fields: LifecycleFields? = nil, retryAfter: Int64? = nil, cause: Cause = .complete
  ) -> RequestEnd {
    let head = ResponseHead(httpStatus: httpStatus, content: fields == nil ? .other : .json, retryAfter: retryAfter)
    return RequestEnd(cause: cause, head: head, fields: fields, excerpt: fields == nil ? "<html>" : "{")
  }

  static func stream(_ cause: Cause) -> RequestEnd {
    let head = ResponseHead(httpStatus: 200, content: .eventStream, retryAfter: nil)
    return RequestEnd(cause: cause, head: head, fields: nil, excerpt: "")
  }
}
