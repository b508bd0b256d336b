import CLinux
import CSkillsVideo
import SVEngine
import SVProtocol

@implementation @_cdecl("sv_generate")
public func sv_generate(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ client: OpaquePointer?, _ endpoint: UnsafePointer<CChar>?,
  _ payload_json: UnsafePointer<CChar>?, _ options_json: UnsafePointer<CChar>?, _ on_event: sv_event_fn?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  Calls.run(out, client, on_event, context) { (client) throws(CallError) in
    try generation(client, endpoint, payload_json, options_json, 0)
  }
}

@implementation @_cdecl("sv_prepare")
public func sv_prepare(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ client: OpaquePointer?, _ endpoint: UnsafePointer<CChar>?,
  _ payload_json: UnsafePointer<CChar>?, _ options_json: UnsafePointer<CChar>?
) -> Int32 {
  Calls.answer(out, client) { (client) throws(CallError) in
    guard let payload_json else { throw CallError(.argument, "the payload is NULL") }
    return try client.prepare(
      endpoint: try Calls.text(endpoint, "the endpoint"),
      payload: UnsafeRawBufferPointer(start: payload_json, count: clinux_text_length(payload_json)),
      options: try Calls.options(options_json))
  }
}

@implementation @_cdecl("sv_wait")
public func sv_wait(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ client: OpaquePointer?,
  _ generation_id: UnsafePointer<CChar>?,
  _ options_json: UnsafePointer<CChar>?, _ on_event: sv_event_fn?, _ context: UnsafeMutableRawPointer?
) -> Int32 {
  Calls.run(out, client, on_event, context) { (client) throws(CallError) in
    try client.attach(
      id: try Calls.text(generation_id, "the generation id"), options: try Calls.options(options_json), tag: 0
    )
  }
}

@implementation @_cdecl("sv_download")
public func sv_download(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ client: OpaquePointer?, _ url: UnsafePointer<CChar>?,
  _ path: UnsafePointer<CChar>?, _ options_json: UnsafePointer<CChar>?, _ on_event: sv_event_fn?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  Calls.run(out, client, on_event, context) { (client) throws(CallError) in
    try download(client, url, path, options_json, 0)
  }
}

@implementation @_cdecl("sv_credits")
public func sv_credits(_ out: UnsafeMutablePointer<OpaquePointer?>?, _ client: OpaquePointer?) -> Int32 {
  Calls.run(out, client, nil, nil) { (client) throws(CallError) in try client.startCredits(tag: 0) }
}

@implementation @_cdecl("sv_start")
public func sv_start(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ client: OpaquePointer?, _ endpoint: UnsafePointer<CChar>?,
  _ payload_json: UnsafePointer<CChar>?, _ options_json: UnsafePointer<CChar>?, _ tag: UInt64
) -> Int32 {
  Calls.start(out, client) { (client) throws(CallError) in
    try generation(client, endpoint, payload_json, options_json, tag)
  }
}

@implementation @_cdecl("sv_attach")
public func sv_attach(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ client: OpaquePointer?,
  _ generation_id: UnsafePointer<CChar>?,
  _ options_json: UnsafePointer<CChar>?, _ tag: UInt64
) -> Int32 {
  Calls.start(out, client) { (client) throws(CallError) in
    try client.attach(
      id: try Calls.text(generation_id, "the generation id"), options: try Calls.options(options_json),
      tag: tag)
  }
}

@implementation @_cdecl("sv_start_download")
public func sv_start_download(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ client: OpaquePointer?, _ url: UnsafePointer<CChar>?,
  _ path: UnsafePointer<CChar>?, _ options_json: UnsafePointer<CChar>?, _ tag: UInt64
) -> Int32 {
  Calls.start(out, client) { (client) throws(CallError) in try download(client, url, path, options_json, tag)
  }
}

@implementation @_cdecl("sv_start_credits")
public func sv_start_credits(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ client: OpaquePointer?, _ tag: UInt64
) -> Int32 {
  Calls.start(out, client) { (client) throws(CallError) in try client.startCredits(tag: tag) }
}

@implementation @_cdecl("sv_cancel")
public func sv_cancel(_ job: OpaquePointer?) -> Int32 { Calls.cancel(job) { $0.cancel() } }

@implementation @_cdecl("sv_cancel_gracefully")
public func sv_cancel_gracefully(_ job: OpaquePointer?) -> Int32 {
  Calls.cancel(job) { $0.cancelGracefully() }
}

@implementation @_cdecl("sv_job_result")
public func sv_job_result(_ job: OpaquePointer?) -> OpaquePointer? {
  guard let job = Calls.job(job), let result = job.result else { return nil }
  if job.resultHandle == 0 { job.resultHandle = HandleTable.insert(result, .result) }
  return OpaquePointer(bitPattern: job.resultHandle)
}

@implementation @_cdecl("sv_job_generation_id")
public func sv_job_generation_id(_ job: OpaquePointer?) -> UnsafePointer<CChar>? {
  Calls.job(job)?.generationID?.pointer
}

@implementation @_cdecl("sv_job_free")
public func sv_job_free(_ job: OpaquePointer?) {
  guard let object = Calls.job(job), !object.isOfCall else { return }
  if let client = object.client, !client.isForked {
    guard client.enter() else { return }
    client.discard(object)
    client.leave()
  }
  // In a forked child, only a job that was in flight in the parent still has its client.
  if object.client != nil { return HandleTable.forget(object.handle, .job) }
  Calls.release(object)
}

private func generation(
  _ client: Client, _ endpoint: UnsafePointer<CChar>?, _ payload: UnsafePointer<CChar>?,
  _ options: UnsafePointer<CChar>?, _ tag: UInt64
) throws(CallError) -> Job {
  let endpoint = try Calls.text(endpoint, "the endpoint")
  guard let payload else { throw CallError(.argument, "the payload is NULL") }
  let bytes = UnsafeRawBufferPointer(start: payload, count: clinux_text_length(payload))
  return try client.startGeneration(
    endpoint: endpoint, payload: bytes, options: try Calls.options(options), tag: tag)
}

private func download(
  _ client: Client, _ url: UnsafePointer<CChar>?, _ path: UnsafePointer<CChar>?,
  _ options: UnsafePointer<CChar>?,
  _ tag: UInt64
) throws(CallError) -> Job {
  try client.startDownload(
    url: try Calls.text(url, "the URL"), path: try Calls.text(path, "the path"),
    options: try Calls.options(options),
    tag: tag)
}
