/// A paid generation. Its steps are IN_QUEUE, then IN_PROGRESS as often as the pace says, then the end.
final class SimulatedJob {
  let id: String
  let endpoint: Endpoint
  let order: CreateOrder
  let pace: Pace
  let outcome: Outcome
  let outputs: [OutputFile]
  let words: StatusWords
  /// The charge of the create, less any refund.
  let charge: Usage
  private(set) var usage: Usage
  private(set) var step = 0
  /// Polls received, and those of them that returned the state of the job.
  var polls = 0
  var answeredPolls = 0
  /// Answered downloads of its files.
  var downloads = 0
  private var watchers: [ObjectIdentifier: () -> Void] = [:]

  enum Outcome {
    case completed
    case failed(code: String, message: String)
    case canceled
  }

  init(id: String, order: CreateOrder, pace: Pace, usage: Usage, outputs: [OutputFile]) {
    self.id = id
    self.order = order
    endpoint = order.endpoint
    self.pace = pace
    charge = usage
    self.usage = usage
    self.outputs = outputs
    words = order.plan.word(.words).flatMap { StatusWords(rawValue: $0) } ?? .newest
    outcome = Outcome(order.plan, endpoint.kind)
  }

  var lastStep: Int { pace.events + 1 }
  var isFinished: Bool { step == lastStep }
  var isCompleted: Bool {
    if isFinished, case .completed = outcome { true } else { false }
  }
  var status: String { status(at: step) }
  var endEvent: String {
    switch outcome {
    case .completed: "task.completed"
    case .failed: "task.failed"
    case .canceled: "task.canceled"
    }
  }

  /// Advances to a step and returns the refund, if any. Steps never go back.
  func advance(to target: Int) -> Usage? {
    guard target > step else { return nil }
    step = min(target, lastStep)
    var refund: Usage?
    if isFinished, !isCompleted {
      refund = usage
      usage = Usage()
    }
    for watcher in watchers.values { watcher() }
    return refund
  }

  func watch(_ object: AnyObject, _ action: @escaping () -> Void) {
    watchers[ObjectIdentifier(object)] = action
  }

  func unwatch(_ object: AnyObject) { watchers[ObjectIdentifier(object)] = nil }

  private func status(at step: Int) -> String {
    if step == 0 { return words[.queued] }
    if step < lastStep {
      return order.plan.has(.unknownStatus) ? order.plan.word(.unknownStatus) ?? "PAUSED" : words[.running]
    }
    switch outcome {
    case .completed: return words[.completed]
    case .failed: return words[.failed]
    case .canceled: return words[.canceled]
    }
  }
}

extension SimulatedJob.Outcome {
  init(_ plan: FaultPlan, _ kind: MediaKind) {
    if plan.has(.failed) {
      let word = plan.word(.failed) ?? Failure.failed.rawValue
      let failure = Failure.allCases.first { word == $0.rawValue || word.hasSuffix("_" + $0.rawValue) }
      self = .failed(code: Failure.code(word, kind), message: failure?.message ?? Failure.failed.message)
    } else if plan.has(.canceled) {
      self = .canceled
    } else {
      self = .completed
    }
  }
}

// The platform's answers about the job.
extension SimulatedJob {
  var idValue: JSONValue { order.plan.has(.numericID) ? .number(id) : .string(id) }

  /// The answer to a create on the polling path. A repeated create gets the same answer.
  var created: JSONValue {
    .object(
      otherID + [
        JSONMember(name: "id", value: idValue), JSONMember(name: "status", value: .string(status(at: 0))),
        JSONMember(name: "input", value: .object(order.input)), JSONMember(name: "usage", value: charge.json),
      ])
  }

  /// An object before the id that contains another id.
  private var otherID: [JSONMember] {
    order.plan.has(.nestedID) ? [JSONMember(name: "workspace", value: ["id": .string(id + "-other")])] : []
  }

  func result(origin: String) -> JSONValue {
    .object(
      [
        JSONMember(name: "id", value: idValue), JSONMember(name: "status", value: .string(status)),
        JSONMember(name: "input", value: .object(order.input)),
        JSONMember(name: "data", value: data(at: step, origin)),
        JSONMember(name: "usage", value: usage.json),
      ] + failure(at: step))
  }

  /// The event of a step. As in the documented examples, usage is zero until the end, and the input is
  /// missing.
  func event(at step: Int, origin: String) -> JSONValue {
    .object(
      otherID + [
        JSONMember(name: "id", value: idValue), JSONMember(name: "status", value: .string(status(at: step))),
        JSONMember(name: "data", value: data(at: step, origin)),
        JSONMember(name: "usage", value: (step == lastStep ? usage : Usage()).json),
      ] + failure(at: step))
  }

  private func failure(at step: Int) -> [JSONMember] {
    guard step == lastStep, case .failed(let code, let message) = outcome else { return [] }
    return [
      JSONMember(name: "code", value: .string(code)), JSONMember(name: "message", value: .string(message)),
    ]
  }

  private func data(at step: Int, _ origin: String) -> JSONValue {
    guard step == lastStep, case .completed = outcome else { return .null }
    let kind = endpoint.kind.rawValue
    let files = outputs.map { $0.json(origin: origin) }
    let prompt = order.prompt
    return .object([
      JSONMember(name: "type", value: .string(kind)), JSONMember(name: "n", value: .integer(files.count)),
      JSONMember(name: "actual_prompt", value: .string(prompt)),
      JSONMember(name: endpoint.kind == .audio ? "audios" : kind + "s", value: .array(files)),
      JSONMember(name: kind, value: files.first ?? .null),
    ])
  }
}

/// A validated create, before it becomes a job.
struct CreateOrder {
  var endpoint: Endpoint
  var isStream: Bool
  var input: [JSONMember]
  var count: Int
  var payloadHash: String
  var idempotencyKey: String?
  var plan: FaultPlan

  var inputObject: JSONValue { .object(input) }

  /// The text to show or to speak. If the model has no prompt, its name is used.
  var prompt: String {
    let object = inputObject
    return object["prompt"]?.text ?? object["text"]?.text ?? endpoint.model
  }
}
