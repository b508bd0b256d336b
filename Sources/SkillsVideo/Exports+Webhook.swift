import CLinux
import CSkillsVideo
import SVEngine
import SVProtocol

@implementation @_cdecl("sv_webhook_verify")
public func sv_webhook_verify(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ id: UnsafePointer<CChar>?,
  _ timestamp: UnsafePointer<CChar>?,
  _ signature: UnsafePointer<CChar>?, _ body: UnsafePointer<CChar>?, _ body_len: Int,
  _ secret: UnsafePointer<CChar>?, _ now_s: Int64, _ tolerance_s: Int64
) -> Int32 {
  out?.pointee = nil
  guard body_len >= 0 else { return StatusCode.argument.rawValue }
  let signed = WebhookSignature(
    id: bytes(id), timestamp: bytes(timestamp), signatures: bytes(signature),
    body: UnsafeRawBufferPointer(start: body, count: body == nil ? 0 : body_len))
  return Calls.give(out, Webhooks.verified(signed, secret: bytes(secret), now: now_s, tolerance: tolerance_s))
}

@implementation @_cdecl("sv_webhook_parse")
public func sv_webhook_parse(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ body: UnsafePointer<CChar>?, _ body_len: Int
) -> Int32 {
  guard let out else { return StatusCode.argument.rawValue }
  out.pointee = nil
  guard body_len >= 0 else { return StatusCode.argument.rawValue }
  return Calls.give(
    out, Webhooks.parsed(UnsafeRawBufferPointer(start: body, count: body == nil ? 0 : body_len)))
}

@implementation @_cdecl("sv_webhook_moves")
public func sv_webhook_moves(_ known: UnsafePointer<CChar>?, _ state: UnsafePointer<CChar>?) -> Int32 {
  guard let state else { return 0 }
  return WebhookOrder.moves(from: known.map { String(cString: $0) }, to: String(cString: state)) ? 1 : 0
}

private func bytes(_ text: UnsafePointer<CChar>?) -> UnsafeRawBufferPointer {
  UnsafeRawBufferPointer(start: text, count: text.map { clinux_text_length($0) } ?? 0)
}
