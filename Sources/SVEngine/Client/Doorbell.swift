import CLinux
import Synchronization

/// The part of a client that other threads may use. It outlives the client as long as a job handle exists.
public final class Doorbell {
  let descriptor: Int32
  private let wakeUp = Atomic<Bool>(false)
  private let cancel = Atomic<Bool>(false)
  private let forkCount = clinux_fork_count()

  static func create() throws(CallError) -> Doorbell {
    let descriptor = clinux_doorbell_create()
    guard descriptor >= 0 else { throw SystemRefusal.error("cannot open an eventfd", descriptor) }
    return Doorbell(descriptor)
  }

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { clinux_close(descriptor) }

  /// In a forked child, writing to the descriptor would wake the parent.
  public var isForked: Bool { forkCount != clinux_fork_count() }

  /// Ends the wait of the client's thread without an event.
  public func wake() {
    wakeUp.store(true, ordering: .releasing)
    clinux_doorbell_ring(descriptor)
  }

  /// Announces that a job of the client was asked to stop.
  func announceCancel() {
    cancel.store(true, ordering: .releasing)
    clinux_doorbell_ring(descriptor)
  }

  var hasWakeUp: Bool { wakeUp.load(ordering: .acquiring) }
  func takeWakeUp() { wakeUp.store(false, ordering: .releasing) }
  /// Whether a notification was not handled yet, so that the descriptor must stay readable.
  var hasNews: Bool { hasWakeUp || hasCancel }
  func takeCancel() -> Bool { hasCancel && cancel.exchange(false, ordering: .acquiring) }
  /// This is read once per event, so it uses a cheap relaxed load.
  var hasCancel: Bool { cancel.load(ordering: .relaxed) }
}
