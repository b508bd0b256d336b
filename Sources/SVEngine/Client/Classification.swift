import SVProtocol
import SVText

/// Explains an answer of the platform. It needs no client and no network; any thread may call it.
public enum Classification {
  public static func result(httpStatus: Int, body: UnsafeRawBufferPointer) throws(CallError) -> JobResult {
    guard let reader = JSONReader() else { throw CallError(.memory, "no memory to read the body") }
    let repaired = JSONText.isValidUTF8(body) ? nil : Repair.copy(body)
    let bytes = repaired?.bytes ?? body
    let fields = reader.topLevel(bytes)
    let explanation = ErrorExplanation(
      httpStatus: httpStatus, fields: fields.isObject ? fields : nil, excerpt: Excerpt.of(bytes))
    return JobResult(
      status: explanation.status, category: explanation.category, httpStatus: httpStatus,
      retryAfter: explanation.retryable ? 0 : -1, message: explanation.message,
      advice: Advice(charge: explanation.charge, code: explanation.code, remedy: explanation.remedy),
      generationID: explanation.jobID,
      statusWord: fields.status, json: record(explanation, httpStatus), outputs: [])
  }

  /// The members of the original script's record, and more.
  private static func record(_ explanation: ErrorExplanation, _ httpStatus: Int) -> ByteBuffer? {
    var record = RecordBuilder("classified")
    record.field("category", explanation.category.name.description)
    record.field("status", httpStatus)
    record.field("code", explanation.code)
    record.field("message", explanation.message)
    record.field("should_retry", explanation.retryable)
    record.field("charge_state", explanation.charge.name)
    record.field("remedy", explanation.remedy)
    record.member("guidance") { writer in
      writer.beginArray()
      for sentence in explanation.guidance { writer.string(sentence) }
      writer.endArray()
    }
    record.field("credits_check_command", "skillsvideo credits")
    record.member("recharge") { writer in
      writer.beginObject()
      writer.field("dashboard_url", Remedy.dashboard.description)
      writer.field("pricing_url", Remedy.pricing.description)
      writer.endObject()
    }
    return record.build()
  }
}
