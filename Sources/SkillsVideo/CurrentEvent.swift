import CLinux
import SVEngine

/// From the ticket of an event to its client. The thread that was handed an event asks most, so that it finds
/// its client without the table's lock; that memory is void as soon as any client is freed.
enum CurrentEvent {
  /// The ticket of the client's current event.
  static func publish(_ client: Client, _ handle: UInt) -> OpaquePointer? {
    let ticket = HandleTable.event(ofClient: handle, delivery: client.deliveries)
    clinux_recent_set(ticket, Unmanaged.passUnretained(client).toOpaque())
    return OpaquePointer(bitPattern: ticket)
  }

  /// Before a client goes.
  static func retireAll() { clinux_recent_retire() }

  /// nil when the ticket is not that of a client's current event.
  @inline(__always)
  static func with<T>(_ event: OpaquePointer?, _ body: (Client) -> T?) -> T? {
    let ticket = UInt(bitPattern: event)
    if let recent = clinux_recent(ticket) {
      return Unmanaged<Client>.fromOpaque(recent)._withUnsafeGuaranteedRef {
        // The client may have gone on in another thread.
        HandleTable.isCurrent(ticket, of: $0) ? body($0) : nil
      }
    }
    return HandleTable.client(ofEvent: ticket).flatMap(body)
  }
}
