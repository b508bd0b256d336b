import SVProtocol
import SVText

/// Verifies and parses webhooks. It needs no client, no network and no clock; any thread may call it.
public enum Webhooks {
  public static func verified(
    _ signature: WebhookSignature, secret: UnsafeRawBufferPointer, now: Int64, tolerance: Int64
  ) -> JobResult {
    guard let secret = WebhookSecret(secret) else {
      return refusal(
        .argument, cause: "bad_secret", "The webhook secret is not whsec_ and base64.",
        Remedy.copySecret.text)
    }
    let tolerance = tolerance < 0 ? WebhookSignature.defaultTolerance : tolerance
    if let problem = signature.problem(secret: secret, now: now, tolerance: tolerance) {
      let status: StatusCode = problem == .noMemory ? .memory : .signature
      let (cause, message) = problem.explanation
      return refusal(
        status, cause: cause, "The webhook is not authentic: \(message).", Remedy.refuseWebhook.text)
    }
    var record = RecordBuilder("webhook_verified")
    record.field("webhook_id", String(decoding: signature.id, as: UTF8.self))
    record.field("webhook_timestamp", signature.seconds ?? 0)
    return result(.ok, category: .ok, message: "", json: record.build())
  }

  private static func refusal(
    _ status: StatusCode, cause: StaticString, _ reason: String, _ remedy: String, id: String? = nil
  ) -> JobResult {
    let message = reason + " " + remedy
    let advice = Advice(charge: id == nil ? nil : .accepted, remedy: remedy)
    var record = RecordBuilder("webhook_refused")
    record.field("error", status.name.description)
    record.field("cause", cause.description)
    record.field("message", message)
    record.field("remedy", remedy)
    return result(
      status, category: status, message: message, advice: advice, id: id, json: record.build())
  }

  /// The contents of a body, without verifying it.
  public static func parsed(_ body: UnsafeRawBufferPointer) -> JobResult {
    let document: JSONDocument
    do { document = try JSONDocument(body) } catch {
      if error.reason == .memory { return withoutMemory(id: nil) }
      return refusal(
        .protocolViolation, cause: "not_json", "The webhook's body is not JSON: \(error.message).",
        Remedy.refuseWebhook.text)
    }
    guard document.root.kind == .object else {
      return refusal(
        .protocolViolation, cause: "not_object", "The webhook's body is not a JSON object.",
        Remedy.refuseWebhook.text)
    }
    let event = WebhookEvent(document.root)
    let outputs: [Output]
    do { outputs = event.status == .succeeded ? try Outputs.find(in: event.data) : [] } catch {
      return withoutMemory(id: event.generationID)
    }
    let category = category(event)
    let advice = advice(event, category)
    var record = head(event, advice)
    record.member("outputs") { Outputs.write(outputs, to: &$0) }
    record.member("usage") { writer in
      if let usage = event.usage, usage.kind == .object { writer.raw(usage.raw) } else { writer.null() }
    }
    guard let json = record.build(last: "payload", body, isJSON: true) else {
      return withoutMemory(id: event.generationID)
    }
    return result(
      .ok, category: category, message: "", advice: advice, id: event.generationID, state: event.state,
      json: json, outputs: outputs.map { $0.url })
  }

  private static func withoutMemory(id: String?) -> JobResult {
    refusal(
      .memory, cause: "out_of_memory",
      "There is no memory to read the webhook. Nothing was bought by this.", Remedy.readWebhookAgain(id),
      id: id)
  }

  /// A webhook about a generation proves that there is one.
  private static func advice(_ event: WebhookEvent, _ category: StatusCode) -> Advice {
    let validation = Remedy.ofValidation(httpStatus: 0, code: event.code, message: event.message)
    let remedy = category == .ok ? nil : Remedy.ofEnd(category, validation: validation).text
    return Advice(charge: event.generationID == nil ? nil : .accepted, code: event.code, remedy: remedy)
  }

  private static func head(_ event: WebhookEvent, _ advice: Advice) -> RecordBuilder {
    var record = RecordBuilder("webhook")
    record.field("type", event.type)
    record.field("generation_id", event.generationID)
    record.field("state", event.state)
    record.field("status_key", event.stateKey)
    record.field("terminal", event.status.isTerminal)
    record.field("ok", event.status == .succeeded)
    record.field("code", event.code)
    record.field("message", event.message)
    record.field("charge_state", advice.charge?.name)
    record.field("remedy", advice.remedy)
    return record
  }

  /// The status that following the generation would end with; ok if it has not ended.
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
    _ status: StatusCode, category: StatusCode, message: String, advice: Advice = Advice(),
    id: String? = nil, state: String? = nil, json: ByteBuffer?, outputs: [CText] = []
  ) -> JobResult {
    JobResult(
      status: status, category: category, httpStatus: 0, retryAfter: -1, message: message,
      advice: advice, generationID: id, statusWord: state, json: json, outputs: outputs)
  }
}
