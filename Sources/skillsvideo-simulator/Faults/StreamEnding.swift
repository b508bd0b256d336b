import NIOCore

/// How a stream deviates from its job, and where.
struct StreamEnding {
  enum Manner {
    case end
    case breakOff(AnswerDelivery.Break)
    case cut(Cut)
    case comments
    case endlessLine
    case errorEvent
  }

  var events: Int
  var manner: Manner

  init?(_ plan: FaultPlan) {
    let table: [(FaultName, Manner)] = [
      (.endAfter, .end),
      (.cutAfter, .breakOff(.close)),
      (.resetAfter, .breakOff(.reset)),
      (.stallAfter, .breakOff(.stall)),
      (.commentsAfter, .comments),
      (.endlessLine, .endlessLine),
      (.errorEvent, .errorEvent),
    ]
    for (name, manner) in table + Cut.table.map({ ($0.0, .cut($0.1)) }) {
      guard let events = plan.count(name) else { continue }
      self.events = events
      self.manner = manner
      return
    }
    return nil
  }
}

/// First events of a stream that say nothing about the job.
enum FirstEvent: String, CaseIterable {
  case text, object, named, list, error, lines, page

  static let names = allCases.map(\.rawValue)

  var text: String {
    switch self {
    case .text: "data: Welcome to the event stream\n\n"
    case .object: #"data: {"type":"session.created","session":{"id":"sess_1"}}"# + "\n\n"
    case .named: "event: ping\ndata: {}\n\n"
    case .list: "data: [1, 2]\n\n"
    case .error: #"data: {"error":"NOT_READY","message":"The provider is not ready."}"# + "\n\n"
    case .lines: "upstream connect error or disconnect before headers\n\n"
    case .page: "<!DOCTYPE html><html><body>Bad gateway</body></html>\n\n"
    }
  }
}

/// The bytes of a job's events, with the faults applied.
struct StreamScript {
  let job: SimulatedJob
  let plan: FaultPlan
  let origin: String

  func event(_ step: Int) -> ByteBuffer {
    var event = job.event(at: step, origin: origin)
    if plan.has(.noID), let members = event.members { event = .object(members.filter { $0.name != "id" }) }
    if step == job.lastStep { event = ResultFaults(ofTerminalEvent: plan).changed(event, about: job) }
    let isMiddle = step > 0 && step < job.lastStep
    var buffer = isMiddle ? middle(event) : message(event)
    if step == 0, plan.has(.otherID) { buffer.writeImmutableBuffer(message(ofOtherID)) }
    if step == job.lastStep, let status = plan.word(.late) {
      let late: JSONValue = ["id": .string(job.id), "status": .string(status), "data": .null]
      buffer.writeImmutableBuffer(message(late))
    }
    return buffer
  }

  /// What is sent before the job's first event.
  var start: ByteBuffer? {
    plan.word(.firstEvent).flatMap { FirstEvent(rawValue: $0) }.map { ByteBuffer(string: $0.text) }
  }

  private var ofOtherID: JSONValue {
    ["id": .string(job.id + "-other"), "status": .string(job.words[.completed]), "data": .null]
  }

  private func message(_ value: JSONValue) -> ByteBuffer { ByteBuffer(string: "data: \(value)\n\n") }

  private func middle(_ event: JSONValue) -> ByteBuffer {
    guard plan.has(.badUTF8) || plan.has(.eventBytes), let members = event.members else {
      return message(event)
    }
    let mark = "PADDING"
    let text = JSONValue.object(members + [JSONMember(name: "note", value: .string(mark))]).serialized
    let place = text.firstRange(of: mark.utf8) ?? text.endIndex..<text.endIndex
    var note: [UInt8] = plan.has(.badUTF8) ? [0xC3, 0x28, 0xFF, 0xED, 0xA0, 0x80] : []
    let length = plan.count(.eventBytes) ?? 0
    note += Array(
      repeating: UInt8(ascii: "x"), count: max(0, length - (text.count - place.count + note.count)))
    var buffer = ByteBuffer(string: "data: ")
    buffer.writeBytes(text[..<place.lowerBound])
    buffer.writeBytes(note)
    buffer.writeBytes(text[place.upperBound...])
    buffer.writeString("\n\n")
    return buffer
  }

  /// An error that a failing platform may send in mid-stream: an error body without the job.
  var errorEvent: ByteBuffer {
    let error = APIError(.failed, job.endpoint.kind)
    return ByteBuffer(string: "event: error\ndata: \(error.body)\n\n")
  }
}
