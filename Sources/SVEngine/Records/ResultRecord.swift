import SVProtocol
import SVText

/// The last record of a generation, and its result.
struct ResultRecord {
  private(set) var outcome: GenerationOutcome
  let id: String?
  let idempotencyKey: String?
  /// The deciding answer. The record is written around its bytes where nothing else refers to them.
  private(set) var answer: ReceivedAnswer?
  let reader: JSONReader
  let tag: UInt64

  mutating func result() -> JobResult { whole() ?? withoutAnswer() }

  /// Nil if there is no memory. That is the only reason for a success without its answer.
  private mutating func whole() -> JobResult? {
    let parts: AnswerParts?
    do { parts = try answer.map { (answer) throws(NoMemory) in try answer.parts(reader) } } catch {
      return nil
    }
    let isSuccess = outcome.status == .ok
    guard parts != nil || !isSuccess else { return nil }
    let outputs = isSuccess ? parts?.outputs ?? [] : []
    guard let json = record(outputs, parts) else { return nil }
    return made(json, outputs)
  }

  /// If there is no memory for the platform's answer, the record contains only what this library knows. A
  /// success becomes an error, because its outputs would be missing.
  private mutating func withoutAnswer() -> JobResult {
    answer = nil
    if outcome.status == .ok { outcome.answerIsLost(id: id) }
    return made(record([], nil), [])
  }

  private func made(_ json: ByteBuffer?, _ outputs: [Output]) -> JobResult {
    JobResult(
      status: outcome.status, category: outcome.category, httpStatus: outcome.httpStatus,
      retryAfter: outcome.retryAfter,
      message: outcome.message,
      advice: Advice(charge: outcome.charge, code: outcome.code, remedy: outcome.remedy), generationID: id,
      statusWord: outcome.statusWord, json: json, outputs: outputs.map { $0.url })
  }

  /// Nil if there is no memory; without `parts` it has no response.
  private mutating func record(_ outputs: [Output], _ parts: AnswerParts?) -> ByteBuffer? {
    var record = head()
    record.member("outputs") { Outputs.write(outputs, to: &$0) }
    record.member("usage") { writer in
      if let usage = parts?.usage { writer.raw(usage) } else { writer.null() }
    }
    record.member("credits") { write(outcome.credits, to: &$0) }
    record.field("charge_state", outcome.charge.name)
    record.field("idempotency_key", idempotencyKey)
    record.member("ledger") { write(outcome.ledger, to: &$0) }
    if outcome.ledger.omitted > 0 { record.field("ledger_omitted", outcome.ledger.omitted) }
    let isJSON = parts?.document != nil
    if isJSON, let part = ownPart, UntrustedJSON.isOnOneLine(part.bytes) {
      return record.build(last: "response", around: part)
    }
    return record.build(last: "response", parts == nil ? nil : answer?.bytes, isJSON: isJSON)
  }

  /// The answer's bytes, if nothing but this refers to them.
  private var ownPart: BufferPart? {
    mutating get { isKnownUniquelyReferenced(&answer) ? answer?.ownPart : nil }
  }

  private var event: String {
    if outcome.isTerminal { return "terminal" }
    return outcome.status == .timeout ? "timeout" : "error"
  }

  private func head() -> RecordBuilder {
    var record = RecordBuilder(event, tag: tag, elapsed: outcome.elapsed)
    if outcome.isTerminal {
      record.field("source", outcome.source.name)
      record.field("ok", outcome.status == .ok)
      record.field("generation_id", id)
      record.field("status", outcome.statusWord)
      if outcome.status == .ok {
        // Only a success without outputs has a message.
        if !outcome.message.isEmpty {
          record.field("message", outcome.message)
          record.field("remedy", outcome.remedy)
        }
        return record
      }
    } else {
      record.field("error", outcome.status.name.description)
      record.field("generation_id", id)
      record.field("last_status", outcome.statusWord)
      if outcome.status == .timeout { record.field("elapsed_seconds", outcome.elapsed / 1000) }
    }
    record.field("category", outcome.category.name.description)
    record.field("http_status", outcome.httpStatus)
    record.field("code", outcome.code)
    record.field("message", outcome.message)
    record.field("retryable", outcome.retryAfter >= 0)
    if outcome.retryAfter >= 0 {
      record.field("retry_after_ms", outcome.retryAfter)
    } else {
      record.null("retry_after_ms")
    }
    record.field("remedy", outcome.remedy)
    return record
  }

  private func write(_ credits: CreditReport?, to writer: inout JSONWriter) {
    guard let credits else { return writer.null() }
    writer.beginObject()
    for (name, balance) in [("before", credits.before), ("after", credits.after)] {
      writer.key(name)
      if let balance { writer.raw(balance) } else { writer.null() }
    }
    writer.endObject()
  }

  private func write(_ ledger: AttemptLedger, to writer: inout JSONWriter) {
    writer.beginArray()
    for attempt in ledger.attempts {
      writer.beginObject()
      writer.field("request", attempt.request.name)
      writer.field("started_ms", attempt.startedAt)
      writer.field("waited_ms", attempt.waited)
      writer.field("http_status", Int64(attempt.httpStatus))
      writer.field("outcome", attempt.outcome)
      if attempt.count > 1 { writer.field("count", Int64(attempt.count)) }
      writer.endObject()
    }
    writer.endArray()
  }
}

extension GenerationRequest {
  var name: String {
    switch self {
    case .createStream: "create_stream"
    case .createPolling: "create"
    case .result: "poll"
    case .balance: "credits"
    }
  }
}
