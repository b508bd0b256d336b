import CLinux

/// One pollable descriptor over libcurl's sockets, a timer and a doorbell, so that any event loop can drive a
/// client.
final class Reactor {
  /// The epoll set: level-triggered, and CLOEXEC like the rest.
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

  /// Sets the timer to a moment, or off. One that is set to an earlier moment already is left: to be readable
  /// once too often costs less than a system call each time that a moment moves on.
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

  /// Waits, tells that the wait is over, then each ready socket. The timer and the doorbell are reset when
  /// they were the reason.
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
