import Glibc
import Synchronization

/// Ctrl-C and a polite kill. The first one asks the command to stop following, the second one ends it at once. The
/// handler counts and rings a pipe, nothing else, because little more is allowed inside one.
enum Interrupt {
  private static let count = Atomic<Int32>(0)
  private static let doorbell = Atomic<Int32>(-1)
  private static let clearsLine = Atomic<Bool>(false)
  nonisolated(unsafe) private static var readEnd: Int32 = -1

  static var isRequested: Bool { count.load(ordering: .acquiring) > 0 }

  /// Becomes readable with the first signal and stays so; -1 before `install`.
  static var descriptor: Int32 { readEnd }

  /// Whether the last breath has to clean a progress line away.
  static func lineIsOpen(_ open: Bool) {
    clearsLine.store(open, ordering: .releasing)
  }

  static func install() {
    guard readEnd < 0, let ends = System.pipe() else { return }
    _ = fcntl(ends.write, F_SETFL, O_NONBLOCK)
    readEnd = ends.read
    doorbell.store(ends.write, ordering: .releasing)
    for signal in [SIGINT, SIGTERM, SIGHUP] {
      var current = sigaction()
      sigaction(signal, nil, &current)
      // A shell that starts a command in the background, and nohup, have these ignored; that is theirs to decide.
      let isIgnored = unsafeBitCast(current.__sigaction_handler.sa_handler, to: Int.self) == 1
      if isIgnored { continue }
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in Interrupt.received() }
      sigemptyset(&action.sa_mask)
      sigaction(signal, &action, nil)
    }
  }

  private static func received() {
    let saved = errno
    if count.add(1, ordering: .acquiringAndReleasing).oldValue > 0 {
      if clearsLine.load(ordering: .acquiring) { write(STDERR_FILENO, "\r\u{1B}[K", 4) }
      _exit(ExitStatus.interrupted)
    }
    write(doorbell.load(ordering: .acquiring), "!", 1)
    errno = saved
  }
}
