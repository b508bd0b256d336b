import CSkillsVideo
import SVEngine
import SVProtocol

@implementation @_cdecl("sv_client_add_file")
public func sv_client_add_file(
  _ client: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ path: UnsafePointer<CChar>?,
  _ file_name: UnsafePointer<CChar>?, _ content_type: UnsafePointer<CChar>?
) -> Int32 {
  Calls.use(client) { (client) throws(CallError) in
    try client.addFile(
      try Calls.text(name, "the input's name"), path: try Calls.text(path, "the path"),
      fileName: try CArgument.optional(file_name, "the file name"),
      contentType: try CArgument.optional(content_type, "the content type"))
    return StatusCode.ok.rawValue
  }
}

@implementation @_cdecl("sv_client_add_bytes")
public func sv_client_add_bytes(
  _ client: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ bytes: UnsafeRawPointer?, _ len: Int,
  _ file_name: UnsafePointer<CChar>?, _ content_type: UnsafePointer<CChar>?
) -> Int32 {
  Calls.use(client) { (client) throws(CallError) in
    guard let bytes, len >= 0 else {
      throw CallError(.argument, "the bytes are NULL, or their number is too large")
    }
    try client.addBytes(
      try Calls.text(name, "the input's name"), UnsafeRawBufferPointer(start: bytes, count: len),
      fileName: try CArgument.optional(file_name, "the file name"),
      contentType: try CArgument.optional(content_type, "the content type"))
    return StatusCode.ok.rawValue
  }
}

@implementation @_cdecl("sv_client_remove_input")
public func sv_client_remove_input(_ client: OpaquePointer?, _ name: UnsafePointer<CChar>?) -> Int32 {
  Calls.use(client) { (client) throws(CallError) in
    try client.removeInput(try Calls.text(name, "the input's name"))
    return StatusCode.ok.rawValue
  }
}
