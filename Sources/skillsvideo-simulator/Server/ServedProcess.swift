import Glibc

/// The life of the process: its output at the start, and the signals that end it.
struct ServedProcess {
  let id = getpid()
  private var endSignals = sigset_t()

  /// Must run before a thread is started, because threads inherit the blocked signals.
  init() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGTTIN, SIG_IGN)
    sigemptyset(&endSignals)
    sigaddset(&endSignals, SIGTERM)
    sigaddset(&endSignals, SIGINT)
    pthread_sigmask(SIG_BLOCK, &endSignals, nil)
  }

  func announce(_ facts: JSONValue) {
    print(facts)
    fflush(nil)
  }

  /// Returns at SIGTERM, at SIGINT, or when standard input ends.
  func waitForEnd(watchingStdin: Bool) {
    if watchingStdin { watchStdin() }
    var signals = endSignals
    var received: Int32 = 0
    sigwait(&signals, &received)
  }

  private func watchStdin() {
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { _ in
        var buffer: [UInt8] = Array(repeating: 0, count: 512)
        while true {
          let count = read(STDIN_FILENO, &buffer, buffer.count)
          if count > 0 || (count < 0 && errno == EINTR) { continue }
          // In a background job, reading the terminal fails with EIO. That is not the end of standard input.
          if count == 0 || errno != EIO { kill(getpid(), SIGTERM) }
          return nil
        }
      }, nil)
    pthread_detach(thread)
  }
}
