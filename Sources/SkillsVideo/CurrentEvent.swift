import CLinux
import SVEngine

/// Finds the client of an event's handle. The thread that received an event reads it several times, so it
/// caches the client and needs no lock. The cache is invalidated whenever a client is freed.
enum CurrentEvent {
  /// The handle of the client's current event.
  static func publish(_ client: Client, _ handle: UInt) -> OpaquePointer? {
    let ticket = HandleTable.event(ofClient: handle, delivery: client.deliveries)
    clinux_recent_set(ticket, Unmanaged.passUnretained(client).toOpaque())
    return OpaquePointer(bitPattern: ticket)
  }

  /// Call this before a client is freed.
  static func retireAll() { clinux_recent_retire() }

  /// Returns nil if the handle is not that of a client's current event.
  @inline(__always)
  static func with<T>(_ event: OpaquePointer?, _ body: (Client) -> T?) -> T? {
    let ticket = UInt(bitPattern: event)
    if let recent = clinux_recent(ticket) {
      return Unmanaged<Client>.fromOpaque(recent)._withUnsafeGuaranteedRef {
        // The client may have continued on another thread.
        HandleTable.isCurrent(ticket, of: $0) ? body($0) : nil
      }
    }
    return HandleTable.client(ofEvent: ticket).flatMap(body)
  }
}
