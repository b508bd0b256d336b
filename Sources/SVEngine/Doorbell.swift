import CLinux
import Synchronization

/// The part of a client that other threads may touch: it outlives the client for as long as a job handle does.
public final class Doorbell {
  let descriptor: Int32
  private let wakeUp = Atomic<Bool>(false)
  private let cancel = Atomic<Bool>(false)

  init?() {
    descriptor = clinux_doorbell_create()
    guard descriptor >= 0 else { return nil }
  }

  deinit { clinux_close(descriptor) }

  /// The wait of the client's thread ends with no event.
  public func wake() {
    wakeUp.store(true, ordering: .releasing)
    clinux_doorbell_ring(descriptor)
  }

  /// Some job of the client was asked to stop.
  func announceCancel() {
    cancel.store(true, ordering: .releasing)
    clinux_doorbell_ring(descriptor)
  }

  func takeWakeUp() -> Bool { wakeUp.exchange(false, ordering: .acquiring) }
  func takeCancel() -> Bool { hasCancel && cancel.exchange(false, ordering: .acquiring) }
  /// Costs nothing where an exchange would be felt, once an event.
  var hasCancel: Bool { cancel.load(ordering: .relaxed) }
}
