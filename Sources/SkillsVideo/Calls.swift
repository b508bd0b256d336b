import SVEngine
import SVProtocol

/// Helpers of the exports: they turn a handle into a client that this thread may use, and errors into a
/// status.
enum Calls {
  static func client(_ handle: OpaquePointer?) -> Client? {
    HandleTable.object(UInt(bitPattern: handle), .client, as: Client.self)
  }

  static func job(_ handle: OpaquePointer?) -> Job? {
    HandleTable.object(UInt(bitPattern: handle), .job, as: Job.self)
  }

  static func result(_ handle: OpaquePointer?) -> JobResult? {
    HandleTable.object(UInt(bitPattern: handle), .result, as: JobResult.self)
  }

  /// Requests a stop of a job, from any thread.
  static func cancel(_ handle: OpaquePointer?, _ ask: (Job) -> Void) -> Int32 {
    guard let job = job(handle) else { return StatusCode.handle.rawValue }
    guard !job.doorbell.isForked else { return StatusCode.misuse.rawValue }
    ask(job)
    return StatusCode.ok.rawValue
  }

  /// Runs a call on a client if this thread may use it now. If the call fails, the client keeps the reason.
  static func use(_ handle: OpaquePointer?, _ body: (Client) throws(CallError) -> Int32) -> Int32 {
    guard let client = client(handle) else { return StatusCode.handle.rawValue }
    guard client.enter() else { return StatusCode.misuse.rawValue }
    defer { client.leave() }
    client.message = nil
    do { return try body(client) } catch {
      client.message = CText(error.message)
      return error.status.rawValue
    }
  }

  /// The same for a call with an output, which is NULL unless the call succeeds.
  static func use<T>(
    _ handle: OpaquePointer?, out: UnsafeMutablePointer<T?>?,
    _ body: (Client, UnsafeMutablePointer<T?>) throws(CallError) -> Int32
  ) -> Int32 {
    out?.pointee = nil
    return use(handle) { (client) throws(CallError) in
      guard let out else { throw CallError(.argument, "the out parameter is NULL") }
      return try body(client, out)
    }
  }

  /// Starts a job and outputs its handle.
  static func start(
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ handle: OpaquePointer?,
    _ begin: (Client) throws(CallError) -> Job
  ) -> Int32 {
    use(handle, out: out) { (client, out) throws(CallError) in
      let job = try begin(client)
      try register(job, client)
      out.pointee = OpaquePointer(bitPattern: job.handle)
      return StatusCode.ok.rawValue
    }
  }

  /// Outputs a result that is known without a request.
  static func answer(
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ handle: OpaquePointer?,
    _ body: (Client) throws(CallError) -> JobResult
  ) -> Int32 {
    use(handle, out: out) { (client, out) throws(CallError) in
      let result = try body(client)
      let ticket = HandleTable.insert(result, .result)
      guard ticket != 0 else { throw CallError(.memory, "no more handles; free some") }
      out.pointee = OpaquePointer(bitPattern: ticket)
      return result.status.rawValue
    }
  }

  /// Outputs the result of a call without a client; `result` is nil if there was no memory for it. `out` may
  /// be NULL.
  static func give(_ out: UnsafeMutablePointer<OpaquePointer?>?, _ result: JobResult?) -> Int32 {
    guard let result else { return StatusCode.memory.rawValue }
    guard let out else { return result.status.rawValue }
    let ticket = HandleTable.insert(result, .result)
    out.pointee = OpaquePointer(bitPattern: ticket)
    return ticket == 0 ? StatusCode.memory.rawValue : result.status.rawValue
  }

  typealias Callback = @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Void

  /// A blocking call: start, then poll until the end, then free.
  @_optimize(speed)
  static func run(
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ handle: OpaquePointer?, _ callback: Callback?,
    _ context: UnsafeMutableRawPointer?, _ begin: (Client) throws(CallError) -> Job
  ) -> Int32 {
    use(handle, out: out) { (client, out) throws(CallError) in
      let job = try begin(client)
      try register(job, client)
      job.isOfCall = true
      let ticket = UInt(bitPattern: handle)
      while client.next(of: job, until: nil) {
        callback?(CurrentEvent.publish(client, ticket), context)
        // The callback may have forked and returned in the child, which must not use the parent's client.
        guard !client.isForked else { return StatusCode.misuse.rawValue }
        if client.currentIsEnd { break }
      }
      client.endDelivery()
      release(job)
      guard let result = job.result else { return StatusCode.unknown.rawValue }
      result.isBorrowed = false
      out.pointee = OpaquePointer(bitPattern: HandleTable.insert(result, .result))
      return result.status.rawValue
    }
  }

  /// Registers a handle for a job. Without a handle the job could never be freed.
  private static func register(_ job: Job, _ client: Client) throws(CallError) {
    job.handle = HandleTable.insert(job, .job)
    guard job.handle == 0 else { return }
    client.discard(job)
    throw CallError(.memory, "no more handles; free some")
  }

  /// Removes the handles of a job, and of its result if that is borrowed.
  static func release(_ job: Job) {
    _ = HandleTable.remove(job.resultHandle, .result, as: JobResult.self)
    _ = HandleTable.remove(job.handle, .job, as: Job.self)
  }

  static func options(_ pointer: UnsafePointer<CChar>?) throws(CallError) -> String? {
    try CArgument.optional(pointer, "the options' text")
  }

  static func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(CallError) -> String {
    guard let pointer else { throw CallError(.argument, "\(name) is NULL") }
    return try CArgument.text(pointer, name)
  }
}
