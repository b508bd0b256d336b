import NIOCore

/// The faults of downloads of a job's files, for all or for the first ones.
struct OutputFaults {
  private let plan: FaultPlan
  private let kind: MediaKind
  private let number: Int
  private let origin: String
  private let elsewhere: String

  init(job: SimulatedJob, origin: String, elsewhere: String) {
    let limit = job.order.plan.count(.outputFail)
    let isOver = limit.map { job.downloads >= $0 } ?? false
    plan = isOver ? FaultPlan() : job.order.plan
    kind = job.endpoint.kind
    number = job.downloads
    self.origin = origin
    self.elsewhere = elsewhere
  }

  /// The answer that replaces the file.
  func substitute(for request: Request) throws(APIError) -> Reply? {
    if let status = plan.count(.outputStatus) { throw APIError(status: status, kind: kind) }
    if plan.has(.outputPage) { return .captive }
    if plan.has(.outputNoPart), request.headers.contains(name: "Range") {
      return Reply(status: 416, headers: [], body: ByteBuffer())
    }
    let redirects: [(FaultName, String)] = [
      (.outputRedirect, origin + request.path), (.outputRedirectAway, elsewhere + request.path),
      (.outputRedirectOut, "http://192.0.2.1" + request.path),
    ]
    for (name, place) in redirects {
      if let status = plan.count(name) {
        return Reply(status: status, headers: [("Location", place)], body: ByteBuffer(string: "moved"))
      }
    }
    return nil
  }

  /// Also applies to an answer that replaces the file.
  func encode(_ delivery: inout AnswerDelivery) {
    if let coding = BodyCoding(plan, coding: .outputCoding, bomb: .outputBomb) { delivery.coding = coding }
  }

  func apply(to delivery: inout AnswerDelivery) {
    delivery.cutAfterBytes = plan.count(.outputCut) ?? plan.count(.outputReset)
    delivery.cutsByReset = plan.has(.outputReset)
    if plan.has(.outputStall) { delivery.cut = Cut(place: .half, manner: .stall) }
    if let more = plan.count(.outputLong) { delivery.length = .tooLong(by: more) }
    if let type = plan.word(.outputType) { delivery.contentType = ContentType(rawValue: type) }
  }

  func changed(_ request: Request) -> Request {
    var request = request
    let isWhole = plan.has(.outputNoRanges) || plan.has(.outputCoding) || plan.has(.outputBomb)
    if isWhole || (plan.has(.outputChanges) && number > 0) {
      request.headers.remove(name: "Range")
    }
    return request
  }

  func changed(_ file: OutputFile) -> OutputFile {
    guard let other = plan.word(.outputBytes).flatMap({ OutputBytes(rawValue: $0) }) else { return file }
    var file = file
    file.fixedBytes = other.bytes
    if let format = other.format { file.artwork.format = format }
    return file
  }

  func changed(_ reply: Reply) -> Reply {
    var reply = reply
    if plan.has(.outputNoTag) { reply.headers.removeAll { $0.0 == "ETag" } }
    if plan.has(.outputChanges) {
      reply.headers.removeAll { $0.0 == "ETag" }
      reply.headers.append(("ETag", "\"version-\(number)\""))
    }
    return reply
  }
}
