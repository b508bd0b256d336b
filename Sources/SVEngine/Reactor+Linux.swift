import CLinux

/// One pollable descriptor over libcurl's sockets, a timer and a doorbell, so that any event loop can drive a client.
final class Reactor {
  /// The epoll set: level-triggered, and CLOEXEC like the rest.
  let descriptor: Int32
  private let timer: Int32
  let doorbell: Doorbell
  private var timerDue: Int64?
  private var isRinging = false

  init?(doorbell: Doorbell) {
    self.doorbell = doorbell
    descriptor = clinux_epoll_create()
    timer = clinux_timer_create()
    guard descriptor >= 0, timer >= 0,
      clinux_epoll_watch(descriptor, timer, UInt32(CLINUX_READABLE), false) == 0,
      clinux_epoll_watch(descriptor, doorbell.descriptor, UInt32(CLINUX_READABLE), false) == 0
    else { return nil }
  }

  deinit {
    if descriptor >= 0 { clinux_close(descriptor) }
    if timer >= 0 { clinux_close(timer) }
  }

  func watch(_ socket: Int32, events: UInt32) {
    _ = clinux_epoll_watch(descriptor, socket, events, true)
  }

  func forget(_ socket: Int32) { clinux_epoll_forget(descriptor, socket) }

  /// Sets the timer to a moment, or off. One that is set to an earlier moment already is left: to be readable once too
  /// often costs less than a system call each time that a moment moves on.
  func setTimer(_ due: Int64?) {
    if let due, let timerDue, due >= timerDue { return }
    guard due != timerDue else { return }
    timerDue = due
    clinux_timer_set(timer, due.map { max(0, $0) } ?? -1)
  }

  /// Keeps the descriptor readable while something is there to be returned.
  func setRinging(_ ringing: Bool) {
    guard ringing != isRinging else { return }
    isRinging = ringing
    if ringing { return clinux_doorbell_ring(doorbell.descriptor) }
    clinux_doorbell_clear(doorbell.descriptor)
    // Another thread may have rung between the look at its flags and now.
    if doorbell.hasNews { clinux_doorbell_ring(doorbell.descriptor) }
  }

  static let capacity = 64

  enum Wait {
    case ready
    /// As many as are told at once: others may be ready too.
    case full
    case timeOver
    case interrupted
  }

  /// Waits, tells that the wait is over, then each ready socket. The timer and the doorbell are reset when they were the reason.
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
