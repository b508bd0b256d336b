import SVText

/// The contents of a webhook about a generation. The platform documents `prediction.state`. If that is
/// missing, the usual names of other Standard Webhooks senders are read, with `prediction` at the top level
/// or inside `data`.
public struct WebhookEvent {
  /// The type of the event, such as task.completed; nil if missing.
  public let type: String?
  public let generationID: String?
  /// The new state of the generation.
  public let state: String?
  /// The name of the member that contains the state; nil if the state follows from the type.
  public let stateKey: String?
  public let code: String?
  public let message: String?
  /// The results of the generation.
  public let data: JSONNode?
  public let usage: JSONNode?

  public init(_ body: JSONNode) {
    let prediction =
      WebhookEvent.object(body["prediction"]) ?? WebhookEvent.object(body["data"]?["prediction"])
    let job = prediction ?? WebhookEvent.object(body["data"]) ?? body
    type = WebhookEvent.text(body, "type", "event", "event_type")
    generationID = WebhookEvent.text(job, "id", "generation_id", "request_id", "task_id")
    stateKey = ["state", "status"].first { WebhookEvent.text(job, $0) != nil }
    state = stateKey.flatMap { WebhookEvent.text(job, $0) } ?? type.flatMap { WebhookEvent.state(ofType: $0) }
    code = WebhookEvent.text(job, "code") ?? WebhookEvent.text(job["error"], "code")
    message = WebhookEvent.text(job, "message") ?? WebhookEvent.text(job["error"], "message")
    data = job["data"] ?? job["output"] ?? job["result"] ?? (prediction == nil ? nil : body["data"])
    usage = job["usage"] ?? body["usage"]
  }

  public var status: GenerationStatus { state.map { GenerationStatus(word: $0) } ?? .unknown }

  private static func object(_ node: JSONNode?) -> JSONNode? { node?.kind == .object ? node : nil }

  private static let bytesMax = 65_536

  /// The first of these members that is a text or a number. A longer one cannot be an id or a state, so it is
  /// ignored.
  private static func text(_ node: JSONNode?, _ names: String...) -> String? {
    for name in names {
      guard let value = node?[name], value.rawCount <= bytesMax else { continue }
      if let text = value.string ?? value.numberText, !text.isEmpty { return text }
    }
    return nil
  }

  private static func state(ofType type: String) -> String? {
    let events = [
      ("task.created", "queued"), ("task.started", "running"), ("task.completed", "succeeded"),
      ("task.failed", "failed"),
      ("task.canceled", "canceled"),
    ]
    return events.first { $0.0.isSameText(as: type) }?.1
  }
}

/// The order of states. Webhooks arrive at least once and in any order.
public enum WebhookOrder {
  /// Whether a record should change from its known state to the state in a webhook. A terminal state never
  /// changes, and no state goes back to an earlier one.
  public static func moves(from known: String?, to state: String) -> Bool {
    guard let known, !known.isEmpty else { return true }
    if rank(state) > rank(known) { return true }
    return rank(state) == 1 && rank(known) == 1 && !known.isSameText(as: state)
  }

  /// 0 for waiting, 1 for running or unknown, 2 for terminal.
  private static func rank(_ word: String) -> Int {
    if GenerationStatus(word: word).isTerminal { return 2 }
    return word.asciiUppercased.isOneOf("QUEUED IN_QUEUE STARTING") ? 0 : 1
  }
}
