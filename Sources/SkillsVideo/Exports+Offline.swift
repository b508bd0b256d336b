import CSkillsVideo
import SVEngine
import SVProtocol

@implementation @_cdecl("sv_classify_error")
public func sv_classify_error(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ http_status: Int32, _ body: UnsafePointer<CChar>?, _ body_len: Int
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
