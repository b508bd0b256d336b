import CSkillsVideo
import SVEngine
import SVProtocol

@implementation @_cdecl("sv_event_kind")
public func sv_event_kind(_ event: OpaquePointer?) -> Int32 {
  CurrentEvent.with(event) { $0.currentKind } ?? StatusCode.handle.rawValue
}

@implementation @_cdecl("sv_event_tag")
public func sv_event_tag(_ event: OpaquePointer?) -> UInt64 {
  CurrentEvent.with(event) { $0.currentJob?.tag } ?? 0
}

@implementation @_cdecl("sv_event_job")
public func sv_event_job(_ event: OpaquePointer?) -> OpaquePointer? {
  CurrentEvent.with(event) { $0.currentJob.flatMap { OpaquePointer(bitPattern: $0.handle) } }
}

@implementation @_cdecl("sv_event_status")
public func sv_event_status(_ event: OpaquePointer?) -> UnsafePointer<CChar>? {
  CurrentEvent.with(event) { $0.currentStatus }
}

@implementation @_cdecl("sv_event_generation_id")
public func sv_event_generation_id(_ event: OpaquePointer?) -> UnsafePointer<CChar>? {
  CurrentEvent.with(event) { $0.currentJob?.generationID?.pointer }
}

@implementation @_cdecl("sv_event_name")
public func sv_event_name(_ event: OpaquePointer?) -> UnsafePointer<CChar>? {
  CurrentEvent.with(event) { $0.currentName }
}

@implementation @_cdecl("sv_event_data")
public func sv_event_data(_ event: OpaquePointer?, _ len: UnsafeMutablePointer<Int>?) -> UnsafePointer<CChar>?
{
  len?.pointee = 0
  return CurrentEvent.with(event) { client in
    guard let data = client.currentData, let start = data.baseAddress else { return CText.empty }
    len?.pointee = data.count
    return start.assumingMemoryBound(to: CChar.self)
  }
}

@implementation @_cdecl("sv_event_json")
public func sv_event_json(_ event: OpaquePointer?, _ len: UnsafeMutablePointer<Int>?) -> UnsafePointer<CChar>?
{
  len?.pointee = 0
  return CurrentEvent.with(event) { client in
    guard let record = client.currentRecord else { return nil }
    len?.pointee = record.count
    return record.text
  }
}

@implementation @_cdecl("sv_result_status")
public func sv_result_status(_ result: OpaquePointer?) -> Int32 {
  (Calls.result(result)?.status ?? .handle).rawValue
}

@implementation @_cdecl("sv_result_category")
public func sv_result_category(_ result: OpaquePointer?) -> Int32 {
  (Calls.result(result)?.category ?? .handle).rawValue
}

@implementation @_cdecl("sv_result_http_status")
public func sv_result_http_status(_ result: OpaquePointer?) -> Int32 { Calls.result(result)?.httpStatus ?? 0 }

@implementation @_cdecl("sv_result_message")
public func sv_result_message(_ result: OpaquePointer?) -> UnsafePointer<CChar>? {
  Calls.result(result)?.message.pointer
}

@implementation @_cdecl("sv_result_charge")
public func sv_result_charge(_ result: OpaquePointer?) -> UnsafePointer<CChar>? {
  guard let word = Calls.result(result)?.charge?.word else { return nil }
  return UnsafeRawPointer(word.utf8Start).assumingMemoryBound(to: CChar.self)
}

@implementation @_cdecl("sv_result_code")
public func sv_result_code(_ result: OpaquePointer?) -> UnsafePointer<CChar>? {
  Calls.result(result)?.code?.pointerOrNull
}

@implementation @_cdecl("sv_result_remedy")
public func sv_result_remedy(_ result: OpaquePointer?) -> UnsafePointer<CChar>? {
  guard let result = Calls.result(result) else { return nil }
  guard let remedy = result.remedy else { return CText.empty }
  return remedy.pointerOrNull
}

@implementation @_cdecl("sv_result_generation_id")
public func sv_result_generation_id(_ result: OpaquePointer?) -> UnsafePointer<CChar>? {
  Calls.result(result)?.generationID?.pointer
}

@implementation @_cdecl("sv_result_retry_after_ms")
public func sv_result_retry_after_ms(_ result: OpaquePointer?) -> Int64 {
  Calls.result(result)?.retryAfter ?? -1
}

@implementation @_cdecl("sv_result_json")
public func sv_result_json(_ result: OpaquePointer?, _ len: UnsafeMutablePointer<Int>?) -> UnsafePointer<
  CChar
>? {
  len?.pointee = 0
  guard let result = Calls.result(result) else { return nil }
  len?.pointee = result.json.count
  return result.json.pointer
}

@implementation @_cdecl("sv_result_output_count")
public func sv_result_output_count(_ result: OpaquePointer?) -> UInt32 {
  UInt32(clamping: Calls.result(result)?.outputs.count ?? 0)
}

@implementation @_cdecl("sv_result_output_url")
public func sv_result_output_url(_ result: OpaquePointer?, _ index: UInt32) -> UnsafePointer<CChar>? {
  guard let result = Calls.result(result), Int(index) < result.outputs.count else { return nil }
  return result.outputs[Int(index)].pointer
}

@implementation @_cdecl("sv_result_content")
public func sv_result_content(_ result: OpaquePointer?, _ len: UnsafeMutablePointer<Int>?) -> UnsafePointer<
  CChar
>? {
  len?.pointee = 0
  guard let content = Calls.result(result)?.content else { return nil }
  len?.pointee = content.count
  return content.text ?? CText.empty
}

@implementation @_cdecl("sv_result_free")
public func sv_result_free(_ result: OpaquePointer?) {
  guard let object = Calls.result(result), !object.isBorrowed else { return }
  _ = HandleTable.remove(UInt(bitPattern: result), .result, as: JobResult.self)
}
