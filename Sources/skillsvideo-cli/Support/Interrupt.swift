import Glibc
import Synchronization

/// Handles Ctrl-C, SIGTERM and SIGHUP. The first signal stops following; the second one ends the process at
/// once. The handler uses async-signal-safe functions only.
enum Interrupt {
  /// The number of the first signal; 0 before it.
  private static let first = Atomic<Int32>(0)
  /// The text that the second signal prints on standard error, so that an unseen id is not lost. It is the
  /// address of a C string.
  private static let finalMessage = Atomic<UInt>(0)
  private static let doorbell = Atomic<Int32>(-1)
  private static let clearsLine = Atomic<Bool>(false)
  nonisolated(unsafe) private static var readEnd: Int32 = -1

  static var isRequested: Bool { first.load(ordering: .acquiring) > 0 }

  /// The signal that requested the stop; SIGINT by default.
  static var signal: Int32 { isRequested ? first.load(ordering: .acquiring) : SIGINT }

  /// Becomes readable at the first signal and stays readable; -1 before `install`.
  static var descriptor: Int32 { readEnd }

  /// Whether the handler has to erase a progress line.
  static func lineIsOpen(_ open: Bool) {
    clearsLine.store(open, ordering: .releasing)
  }

  /// The texts are few and are never freed, because the handler may be reading one.
  static func setFinalMessage(_ text: String) {
    finalMessage.store(UInt(bitPattern: strdup(text)), ordering: .releasing)
  }

  static func install() {
    guard readEnd < 0, let ends = System.pipe() else { return }
    _ = fcntl(ends.write, F_SETFL, O_NONBLOCK)
    readEnd = ends.read
    doorbell.store(ends.write, ordering: .releasing)
    for signal in [SIGINT, SIGTERM, SIGHUP] {
      var current = sigaction()
      sigaction(signal, nil, &current)
      // A shell that starts a background command, and nohup, ignore these signals. That setting is kept.
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
      if let words = UnsafePointer<CChar>(bitPattern: finalMessage.load(ordering: .acquiring)) {
        write(STDERR_FILENO, words, strlen(words))
      }
      _exit(ExitStatus.interrupted)
    }
    write(doorbell.load(ordering: .acquiring), "!", 1)
    errno = saved
  }
}
