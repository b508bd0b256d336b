import CLinux
import CSkillsVideo
import SVContract
import SVEngine
import SVProtocol
import SVText

@implementation @_cdecl("sv_classify_error")
public func sv_classify_error(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ http_status: Int32, _ body: UnsafePointer<CChar>?,
  _ body_len: Int
) -> Int32 {
  guard let out else { return StatusCode.argument.rawValue }
  out.pointee = nil
  guard body_len >= 0, (0...999).contains(http_status) else { return StatusCode.argument.rawValue }
  do {
    let bytes = UnsafeRawBufferPointer(start: body, count: body == nil ? 0 : body_len)
    let result = try Classification.result(httpStatus: Int(http_status), body: bytes)
    out.pointee = OpaquePointer(bitPattern: HandleTable.insert(result, .result))
    return StatusCode.ok.rawValue
  } catch { return error.status.rawValue }
}

@implementation @_cdecl("sv_inspect")
public func sv_inspect(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ openapi_json: UnsafePointer<CChar>?, _ openapi_len: Int,
  _ docs_json: UnsafePointer<CChar>?, _ docs_len: Int, _ query_json: UnsafePointer<CChar>?
) -> Int32 {
  Offline.answer(out) { () throws(InspectionError) in
    guard let document = Offline.bytes(openapi_json, openapi_len) else {
      throw InspectionError(.argument, "the OpenAPI document is NULL or its length is negative.")
    }
    guard docs_json == nil || docs_len >= 0 else {
      throw InspectionError(.argument, "the length of the navigation file is negative.")
    }
    let answer = try Inspection.answer(
      openapi: document, docs: Offline.bytes(docs_json, docs_len), query: Offline.text(query_json))
    return JobResult.offline(answer)
  }
}

@implementation @_cdecl("sv_validate")
public func sv_validate(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ openapi_json: UnsafePointer<CChar>?, _ openapi_len: Int,
  _ endpoint: UnsafePointer<CChar>?, _ payload_json: UnsafePointer<CChar>?
) -> Int32 {
  Offline.answer(out) { () throws(InspectionError) in
    guard let document = Offline.bytes(openapi_json, openapi_len) else {
      throw InspectionError(.argument, "the OpenAPI document is NULL or its length is negative.")
    }
    guard let endpoint = Offline.text(endpoint), JSONText.isValidUTF8(endpoint) else {
      throw InspectionError(.argument, "the endpoint is NULL or not UTF-8.")
    }
    guard let payload = Offline.text(payload_json) else {
      throw InspectionError(.argument, "the payload is NULL.")
    }
    let name = String(decoding: endpoint, as: UTF8.self)
    let report = try Validation.report(
      openapi: document, endpoint: name, payload: payload, replacing: PayloadCheck.withoutFiles)
    var json = JSONWriter()
    json.beginObject()
    json.field("v", 1)
    json.field("event", "validated")
    report.writeMembers(to: &json)
    json.endObject()
    guard let refusal = report.refusal(by: .auto) else { return JobResult.offline(json, .ok, "") }
    return JobResult.offline(json, .validation, refusal, .correctPayload)
  }
}

@implementation @_cdecl("sv_data_url_decode")
public func sv_data_url_decode(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ url: UnsafePointer<CChar>?, _ url_len: Int
) -> Int32 {
  guard let out else { return StatusCode.argument.rawValue }
  out.pointee = nil
  guard let address = Offline.bytes(url, url_len) else {
    return Calls.give(
      out, JobResult.offline(refused: .argument, "the address is NULL or its length is negative."))
  }
  return Calls.give(out, DataURL.result(address))
}

/// Helpers of the exports that read documents.
enum Offline {
  /// Runs a pure function. Its answer, or its error, becomes a result that the caller owns.
  static func answer(
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ body: @escaping () throws(InspectionError) -> JobResult?
  ) -> Int32 {
    guard let out else { return StatusCode.argument.rawValue }
    out.pointee = nil
    var made: JobResult?
    let hasRun = DeepStack.run {
      do throws(InspectionError) { made = try body() } catch {
        made = JobResult.offline(refused: status(of: error.kind), error.message)
      }
    }
    return Calls.give(out, hasRun ? made : nil)
  }

  private static func status(of kind: InspectionError.Kind) -> StatusCode {
    switch kind {
    case .argument: .argument
    case .notFound, .misspelt: .notFound
    case .memory: .memory
    }
  }

  /// Nil for NULL.
  static func bytes(_ pointer: UnsafePointer<CChar>?, _ count: Int) -> UnsafeRawBufferPointer? {
    guard let pointer, count >= 0 else { return nil }
    return UnsafeRawBufferPointer(start: pointer, count: count)
  }

  static func text(_ pointer: UnsafePointer<CChar>?) -> UnsafeRawBufferPointer? {
    pointer.map { UnsafeRawBufferPointer(start: $0, count: clinux_text_length($0)) }
  }
}
