import CLinux
import CSkillsVideo
import SVEngine
import SVProtocol

@implementation @_cdecl("sv_client_create")
public func sv_client_create(_ out: UnsafeMutablePointer<OpaquePointer?>?) -> Int32 {
  guard let out else { return StatusCode.argument.rawValue }
  out.pointee = nil
  do {
    let client = try Client.create()
    out.pointee = OpaquePointer(bitPattern: HandleTable.insert(client, .client))
    return StatusCode.ok.rawValue
  } catch {
    if error.systemError < 0 { clinux_set_errno(error.systemError) }
    return error.status.rawValue
  }
}

@implementation @_cdecl("sv_client_set")
public func sv_client_set(
  _ client: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ value: UnsafePointer<CChar>?
) -> Int32 {
  Calls.use(client) { (client) throws(CallError) in
    try client.set(try Calls.text(name, "the option's name"), value)
    return StatusCode.ok.rawValue
  }
}

@implementation @_cdecl("sv_client_free")
public func sv_client_free(_ client: OpaquePointer?) {
  guard let object = Calls.client(client) else { return }
  guard !object.isForked else { return HandleTable.forget(UInt(bitPattern: client), .client) }
  guard object.enter() else { return }
  object.close()
  CurrentEvent.retireAll()
  _ = HandleTable.remove(UInt(bitPattern: client), .client, as: Client.self)
}

@implementation @_cdecl("sv_client_message")
public func sv_client_message(_ client: OpaquePointer?) -> UnsafePointer<CChar>? {
  guard let client = Calls.client(client) else { return nil }
  guard client.enter() else {
    return StaticTexts.pointer("the client is in use by another call, or belongs to the parent process")
  }
  defer { client.leave() }
  return client.message?.pointer ?? CText.empty
}

@implementation @_cdecl("sv_client_fd")
public func sv_client_fd(_ client: OpaquePointer?) -> Int32 {
  guard let client = Calls.client(client) else { return StatusCode.handle.rawValue }
  return client.isForked ? StatusCode.misuse.rawValue : client.descriptor
}

@implementation @_cdecl("sv_client_wakeup")
public func sv_client_wakeup(_ client: OpaquePointer?) -> Int32 {
  guard let client = Calls.client(client) else { return StatusCode.handle.rawValue }
  guard !client.isForked else { return StatusCode.misuse.rawValue }
  client.doorbell.wake()
  return StatusCode.ok.rawValue
}

@implementation @_cdecl("sv_poll")
public func sv_poll(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ client: OpaquePointer?, _ timeout_ms: Int32
) -> Int32 {
  let ticket = UInt(bitPattern: client)
  return Calls.use(client, out: out) { (client, out) throws(CallError) in
    defer { client.settle() }
    guard client.next(of: nil, until: client.moment(in: timeout_ms)) else {
      client.wakeUpIsAnswered()
      return 0
    }
    out.pointee = CurrentEvent.publish(client, ticket)
    return 1
  }
}

@implementation @_cdecl("sv_poll_lines")
public func sv_poll_lines(
  _ out: UnsafeMutablePointer<UnsafePointer<CChar>?>?, _ len: UnsafeMutablePointer<Int>?,
  _ client: OpaquePointer?,
  _ timeout_ms: Int32
) -> Int32 {
  len?.pointee = 0
  return Calls.use(client, out: out) { (client, out) throws(CallError) in
    defer { client.settle() }
    guard let gathered = client.gatherLines(most: 4096, until: client.moment(in: timeout_ms)) else {
      throw CallError(.memory, "no memory for the records")
    }
    client.endDelivery()
    if gathered.count == 0 { client.wakeUpIsAnswered() }
    out.pointee = gathered.text.text ?? CText.empty
    len?.pointee = gathered.text.count
    return gathered.count
  }
}

@implementation @_cdecl("sv_line_table")
public func sv_line_table(
  _ client: OpaquePointer?, _ count: UnsafeMutablePointer<Int>?
) -> UnsafePointer<sv_line>? {
  count?.pointee = 0
  guard let client = Calls.client(client), client.enter() else { return nil }
  defer { client.leave() }
  let table = client.lineTable
  count?.pointee = table.count
  return table.baseAddress
}
