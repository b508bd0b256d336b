import CLinux

/// One pollable descriptor for libcurl's sockets, a timer and an eventfd, so that any event loop can drive a
/// client.
final class Reactor {
  /// The epoll set. It is level-triggered and, like the rest, CLOEXEC.
  let descriptor: Int32
  private let timer: Int32
  let doorbell: Doorbell
  private var timerDue: Int64?
  private var isRinging = false

  static func create(doorbell: Doorbell) throws(CallError) -> Reactor {
    let descriptor = clinux_epoll_create()
    guard descriptor >= 0 else { throw SystemRefusal.error("cannot open an epoll set", descriptor) }
    let timer = clinux_timer_create()
    guard timer >= 0 else {
      clinux_close(descriptor)
      throw SystemRefusal.error("cannot open a timerfd", timer)
    }
    let reactor = Reactor(descriptor, timer, doorbell)
    for watched in [timer, doorbell.descriptor] {
      let error = clinux_epoll_watch(descriptor, watched, UInt32(CLINUX_READABLE), false)
      if error < 0 { throw SystemRefusal.error("cannot add to an epoll set", error) }
    }
    return reactor
  }

  private init(_ descriptor: Int32, _ timer: Int32, _ doorbell: Doorbell) {
    self.descriptor = descriptor
    self.timer = timer
    self.doorbell = doorbell
  }

  deinit {
    clinux_close(descriptor)
    clinux_close(timer)
  }

  func watch(_ socket: Int32, events: UInt32) {
    _ = clinux_epoll_watch(descriptor, socket, events, true)
  }

  func forget(_ socket: Int32) { clinux_epoll_forget(descriptor, socket) }

  /// Sets the timer, or turns it off. A timer that is already set to an earlier time is kept: one unnecessary
  /// wake-up costs less than a system call for each change.
  func setTimer(_ due: Int64?) {
    if let due, let timerDue, due >= timerDue { return }
    guard due != timerDue else { return }
    timerDue = due
    clinux_timer_set(timer, due.map { max(0, $0) } ?? -1)
  }

  /// Keeps the descriptor readable while there are events to return.
  func setRinging(_ ringing: Bool) {
    guard ringing != isRinging else { return }
    isRinging = ringing
    if ringing { return clinux_doorbell_ring(doorbell.descriptor) }
    clinux_doorbell_clear(doorbell.descriptor)
    // Another thread may have set a flag since it was checked.
    if doorbell.hasNews { clinux_doorbell_ring(doorbell.descriptor) }
  }

  static let capacity = 64

  enum Wait {
    case ready
    /// As many sockets as one wait can report; others may be ready too.
    case full
    case timeOver
    case interrupted
  }

  /// Waits, calls `over`, then calls `each` for every ready socket. The timer and the eventfd are reset if
  /// they ended the wait.
  func wait(timeout: Int32, over: () -> Void, each: (Int32, UInt32) -> Void) -> Wait {
    withUnsafeTemporaryAllocation(of: clinux_ready.self, capacity: Reactor.capacity) { ready in
      let count = clinux_epoll_wait(descriptor, ready.baseAddress, Int32(Reactor.capacity), timeout)
      over()
      guard count >= 0 else { return .interrupted }
      guard count > 0 else { return .timeOver }
      for index in 0..<Int(count) {
        let entry = ready[index]
        if entry.fd == timer {
          clinux_timer_clear(timer)
          timerDue = nil
        } else if entry.fd == doorbell.descriptor {
          clinux_doorbell_clear(doorbell.descriptor)
          isRinging = false
        } else {
          each(entry.fd, entry.events)
        }
      }
      return count == Reactor.capacity ? .full : .ready
    }
  }
}
