import Glibc
import Synchronization

/// Ctrl-C, SIGTERM and SIGHUP. The first one asks the command to stop following, the second one ends it at
/// once. The handler does little, because little is allowed inside one.
enum Interrupt {
  /// The number of the first signal; 0 before it.
  private static let first = Atomic<Int32>(0)
  /// What the second signal leaves on standard error, so that an id that nobody has seen is not lost with it:
  /// the address of a C text.
  private static let lastWords = Atomic<UInt>(0)
  private static let doorbell = Atomic<Int32>(-1)
  private static let clearsLine = Atomic<Bool>(false)
  nonisolated(unsafe) private static var readEnd: Int32 = -1

  static var isRequested: Bool { first.load(ordering: .acquiring) > 0 }

  /// The signal that asked for the stop; SIGINT where none did.
  static var signal: Int32 { isRequested ? first.load(ordering: .acquiring) : SIGINT }

  /// Becomes readable with the first signal and stays so; -1 before `install`.
  static var descriptor: Int32 { readEnd }

  /// Whether the last breath has to clean a progress line away.
  static func lineIsOpen(_ open: Bool) {
    clearsLine.store(open, ordering: .releasing)
  }

  /// The texts are few and stay for the life of the process, because a handler may be reading one.
  static func setLastWords(_ text: String) {
    lastWords.store(UInt(bitPattern: strdup(text)), ordering: .releasing)
  }

  static func install() {
    guard readEnd < 0, let ends = System.pipe() else { return }
    _ = fcntl(ends.write, F_SETFL, O_NONBLOCK)
    readEnd = ends.read
    doorbell.store(ends.write, ordering: .releasing)
    for signal in [SIGINT, SIGTERM, SIGHUP] {
      var current = sigaction()
      sigaction(signal, nil, &current)
      // A shell that starts a command in the background, and nohup, have these ignored; that is theirs to
      // decide.
      let isIgnored = unsafeBitCast(current.__sigaction_handler.sa_handler, to: Int.self) == 1
      if isIgnored { continue }
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { Interrupt.received($0) }
      sigemptyset(&action.sa_mask)
      sigaction(signal, &action, nil)
    }
  }

  private static func received(_ signal: Int32) {
    let saved = errno
    if !first.compareExchange(expected: 0, desired: signal, ordering: .acquiringAndReleasing).exchanged {
      if clearsLine.load(ordering: .acquiring) { write(STDERR_FILENO, "\r\u{1B}[K", 4) }
      if let words = UnsafePointer<CChar>(bitPattern: lastWords.load(ordering: .acquiring)) {
        write(STDERR_FILENO, words, strlen(words))
      }
      _exit(ExitStatus.interrupted)
    }
    write(doorbell.load(ordering: .acquiring), "!", 1)
    errno = saved
  }
}
