import SVContract
import SVProtocol
import SVText

/// The record "prepared": the request that would be sent, without the key, and the problems of its payload.
struct PreparedRecord {
  let check: PayloadCheck
  let request: RequestPlan?

  private var hasKey: Bool { request?.key != nil }

  func result() throws(CallError) -> JobResult {
    var record = RecordBuilder("prepared")
    record.field("method", "POST")
    record.field("url", request?.url)
    record.member("headers") { writeHeaders(to: &$0) }
    record.field("has_key", hasKey)
    record.field("would_send", check.refusal == nil && hasKey)
    record.member("report") { writer in
      guard let report = check.report else { return writer.null() }
      writer.beginObject()
      report.writeMembers(to: &writer)
      writer.endObject()
    }
    record.member("warnings") { writer in
      writer.beginArray()
      for warning in check.warnings { writer.string(warning) }
      writer.endArray()
    }
    let status = check.refusal?.status ?? .ok
    let message = check.refusal?.message ?? ""
    record.field("message", message)
    guard let json = build(record) else { throw CallError(.memory, "no memory for the record") }
    let remedy: Remedy? = check.refusal.map { _ in check.report == nil ? .nothingSent : .correctPayload }
    return JobResult(offline: json, status, message, remedy)
  }

  private func writeHeaders(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("Authorization", hasKey ? "Bearer ***" : nil)
    if request?.form != nil { writer.field("Content-Type", "multipart/form-data") }
    for header in request?.headers ?? [] {
      header.withSlice { line in
        let (name, value) = line.cut(at: UInt8(ascii: ":"))
        if let value { writer.field(name, value.copied().trimmedASCII) }
      }
    }
    writer.field("User-Agent", request?.userAgent)
    writer.endObject()
  }

  private func build(_ record: consuming RecordBuilder) -> ByteBuffer? {
    guard let form = request?.form else {
      return record.build(last: "body", request?.body?.bytes, isJSON: true)
    }
    record.member("body") { form.write(to: &$0) }
    return record.build()
  }
}
