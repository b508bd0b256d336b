import SVEngine
import SVProtocol

/// What the exports share: from a ticket to a client that this thread may use, and back with a status.
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

  /// Runs a call on a client, if this thread may use it now; a refused call leaves its reason with the client.
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

  /// Starts a job and gives out its ticket.
  static func start(
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ handle: OpaquePointer?, _ begin: (Client) throws(CallError) -> Job
  ) -> Int32 {
    guard let out else { return StatusCode.argument.rawValue }
    out.pointee = nil
    return use(handle) { (client) throws(CallError) in
      let job = try begin(client)
      job.handle = HandleTable.insert(job, .job)
      out.pointee = OpaquePointer(bitPattern: job.handle)
      return StatusCode.ok.rawValue
    }
  }

  typealias Callback = @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Void

  /// Start, poll and free in one: blocking is a loop over what does not block.
  @_optimize(speed)
  static func run(
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ handle: OpaquePointer?, _ callback: Callback?,
    _ context: UnsafeMutableRawPointer?, _ begin: (Client) throws(CallError) -> Job
  ) -> Int32 {
    guard let out else { return StatusCode.argument.rawValue }
    out.pointee = nil
    return use(handle) { (client) throws(CallError) in
      let job = try begin(client)
      job.handle = HandleTable.insert(job, .job)
      defer { _ = HandleTable.remove(job.handle, .job, as: Job.self) }
      let ticket = UInt(bitPattern: handle)
      while client.next(of: job, until: nil) {
        callback?(CurrentEvent.publish(client, ticket), context)
        if client.currentIsEnd { break }
      }
      client.endDelivery()
      guard let result = job.result else { return StatusCode.unknown.rawValue }
      out.pointee = OpaquePointer(bitPattern: HandleTable.insert(result, .result))
      return result.status.rawValue
    }
  }

  static func text(_ pointer: UnsafePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }

  static func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(CallError) -> String {
    guard let pointer else { throw CallError(.argument, "\(name) is NULL") }
    return String(cString: pointer)
  }
}
