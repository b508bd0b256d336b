import SVProtocol
import SVText

/// Webhooks as results: any thread, no client, no network, no clock.
public enum Webhooks {
  public static func verified(
    _ signature: WebhookSignature, secret: UnsafeRawBufferPointer, now: Int64, tolerance: Int64
  ) -> JobResult {
    guard let secret = WebhookSecret(secret) else {
      return refusal(
        .argument, cause: "bad_secret",
        "the webhook secret is not whsec_ and base64; copy it again from \(Remedy.keys)"
      )
    }
    let tolerance = tolerance < 0 ? WebhookSignature.defaultTolerance : tolerance
    if let problem = signature.problem(secret: secret, now: now, tolerance: tolerance) {
      let status: StatusCode = problem == .noMemory ? .memory : .signature
      let (cause, message) = problem.explanation
      return refusal(
        status, cause: cause,
        "The webhook is not to be believed: \(message). Answer it with 400 and change nothing because of it.")
    }
    var record = RecordBuilder("webhook_verified")
    record.field("webhook_id", String(decoding: signature.id, as: UTF8.self))
    record.field("webhook_timestamp", signature.seconds ?? 0)
    return result(.ok, category: .ok, message: "", json: record.build())
  }

  private static func refusal(
    _ status: StatusCode, cause: StaticString, _ message: String, id: String? = nil
  ) -> JobResult {
    var record = RecordBuilder("webhook_refused")
    record.field("error", status.name.description)
    record.field("cause", cause.description)
    record.field("message", message)
    return result(status, category: status, message: message, id: id, json: record.build())
  }

  /// What a body says; nothing in it was checked.
  public static func parsed(_ body: UnsafeRawBufferPointer) -> JobResult {
    let document: JSONDocument
    do { document = try JSONDocument(body) } catch {
      if error.reason == .memory { return withoutMemory(id: nil) }
      return refusal(
        .protocolViolation, cause: "not_json", "The webhook's body is not JSON: \(error.message).")
    }
    guard document.root.kind == .object else {
      return refusal(.protocolViolation, cause: "not_object", "The webhook's body is not a JSON object.")
    }
    let event = WebhookEvent(document.root)
    let outputs: [Output]
    do { outputs = event.status == .succeeded ? try Outputs.find(in: event.data) : [] } catch {
      return withoutMemory(id: event.generationID)
    }
    var record = head(event)
    record.member("outputs") { Outputs.write(outputs, to: &$0) }
    record.member("usage") { writer in
      if let usage = event.usage, usage.kind == .object { writer.raw(usage.raw) } else { writer.null() }
    }
    guard let json = record.build(last: "payload", body, isJSON: true) else {
      return withoutMemory(id: event.generationID)
    }
    return result(
      .ok, category: category(event), message: "", id: event.generationID, state: event.state, json: json,
      outputs: outputs.map { $0.url })
  }

  private static func withoutMemory(id: String?) -> JobResult {
    refusal(
      .memory, cause: "out_of_memory",
      "There is no memory to read the webhook. Nothing was bought by this. " + Remedy.readWebhookAgain(id),
      id: id)
  }

  private static func head(_ event: WebhookEvent) -> RecordBuilder {
    var record = RecordBuilder("webhook")
    record.field("type", event.type)
    record.field("generation_id", event.generationID)
    record.field("state", event.state)
    record.field("status_key", event.stateKey)
    record.field("terminal", event.status.isTerminal)
    record.field("ok", event.status == .succeeded)
    record.field("code", event.code)
    record.field("message", event.message)
    return record
  }

  /// How the generation ended, as a result of following it would say; ok while it has not.
  private static func category(_ event: WebhookEvent) -> StatusCode {
    switch event.status {
    case .canceled: return .jobCanceled
    case .failed:
      let known = ErrorClassifier.classify(httpStatus: 0, code: event.code, message: event.message)
      return known.category == .unknown ? .jobFailed : known.category
    default: return .ok
    }
  }

  private static func result(
    _ status: StatusCode, category: StatusCode, message: String, id: String? = nil, state: String? = nil,
    json: ByteBuffer?, outputs: [CText] = []
  ) -> JobResult {
    JobResult(
      status: status, category: category, httpStatus: 0, retryAfter: -1, message: message, generationID: id,
      statusWord: state, json: json, outputs: outputs)
  }
}
