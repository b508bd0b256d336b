import CLinux
import Glibc
import SVProtocol

/// Functions of the operating system.
enum System {
  /// The program's name and its arguments, from main. Swift's own list is empty where there is no /proc.
  nonisolated(unsafe) private(set) static var arguments: [String] = []

  /// Why the arguments are invalid. Repairing them could name another file or generation.
  nonisolated(unsafe) private(set) static var argumentError: String?

  /// Sets up the process: a write to a closed pipe becomes an error instead of a signal, and no file that is
  /// opened later can become a standard stream that the caller closed.
  static func prepare(_ count: Int32, _ words: UnsafePointer<UnsafePointer<CChar>?>) {
    let words = UnsafeBufferPointer(start: words, count: Int(count))
    arguments = words.compactMap { $0.map { String(cString: $0) } }
    // The program's own name is not checked, because its folder may have any name.
    let given = words.enumerated().dropFirst()
    argumentError = given.lazy.compactMap { fault(ofArgument: $0.offset, $0.element) }.first
    signal(SIGPIPE, SIG_IGN)
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", O_RDONLY)
    }
  }

  private static func fault(ofArgument number: Int, _ text: UnsafePointer<CChar>?) -> String? {
    guard let text else { return nil }
    let bytes = UnsafeRawBufferPointer(start: text, count: strlen(text))
    let offset = UTF8Repair.firstFault(in: bytes)
    guard offset < bytes.count else { return nil }
    let repaired = String(decoding: bytes, as: UTF8.self)
    return "argument \(number), '\(repaired.prefix(60))', is not UTF-8 at byte \(offset); nothing was sent."
  }

  /// Nil in a set-uid program, as in the library: its caller chose the value.
  static func environment(_ name: String) -> String? {
    clinux_environment(name).map { String(cString: $0) }
  }

  static func monotonicMilliseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
  }

  /// The current time, as in 2030-01-31T12:00:00Z.
  static func utcDate() -> String {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
      guard let start = buffer.baseAddress, strftime(start, buffer.count, "%Y-%m-%dT%H:%M:%SZ", &parts) > 0
      else {
        return ""
      }
      return String(cString: start)
    }
  }

  /// The operating system and the processor, as in "Linux x86_64".
  static func kind() -> String {
    var about = utsname()
    guard uname(&about) == 0 else { return "unknown" }
    return withUnsafeBytes(of: about.sysname) { text($0) } + " "
      + withUnsafeBytes(of: about.machine) { text($0) }
  }

  private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  static func errorText(_ code: Int32) -> String {
    String(cString: strerror(code))
  }

  /// Why the system refused a resource that the engine needs, and what to do.
  static func refusal(_ code: Int32) -> String {
    "\(errorText(code)). \(CommandRemedy.systemRefusal(code))"
  }

  static func isTerminal(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1
  }

  /// 80 by 24 if the terminal does not report its size.
  static func terminalSize(_ descriptor: Int32) -> (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
    return (Int(size.ws_col), size.ws_row > 0 ? Int(size.ws_row) : 24)
  }

  static func exists(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0
  }

  static func isExecutableFile(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
  }

  static func isReadableFile(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG && access(path, R_OK) == 0
  }

  /// Renames a file, without replacing another.
  static func move(_ path: String, to target: String) -> Bool {
    clinux_file_publish(path, target, false) == 0
  }

  static func fileSize(_ path: String) -> Int64? {
    var info = stat()
    return stat(path, &info) == 0 ? Int64(info.st_size) : nil
  }

  /// The folder of this program's file, with links resolved, to find the files installed next to it.
  static func executableFolder() -> String? {
    // Without /proc, the program's name is used if it contains a folder.
    let name = arguments.first.flatMap { $0.contains("/") ? $0 : nil }
    guard let path = realpath("/proc/self/exe", nil) ?? name.flatMap({ realpath($0, nil) }) else {
      return nil
    }
    defer { free(path) }
    let text = String(cString: path)
    return text.lastIndex(of: "/").map { String(text[..<$0]) }
  }

  /// A pipe whose ends are not inherited by started programs.
  static func pipe() -> (read: Int32, write: Int32)? {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Reads a descriptor to its end. Fails with EFBIG beyond `limit` bytes.
  static func read(_ descriptor: Int32, limit: Int) throws(SystemError) -> [UInt8] {
    // The buffer has room for one more byte than the file, so that the end is detected without growing.
    var bytes = [UInt8](repeating: 0, count: max(chunk, min(size(descriptor), limit) + 1))
    var filled = 0
    while true {
      try waitUntilReadable(descriptor)
      if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: filled)) }
      let count = bytes.withUnsafeMutableBytes { bytes in
        let room = UnsafeMutableRawBufferPointer(rebasing: bytes[filled...])
        return Glibc.read(descriptor, room.baseAddress, room.count)
      }
      if count == 0 {
        bytes.removeLast(bytes.count - filled)
        return bytes
      }
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        throw SystemError(code: errno)
      }
      filled += count
      if filled > limit { throw SystemError(code: EFBIG) }
    }
  }

  private static let chunk = 65536

  /// The size of a file in bytes; 0 for anything else.
  private static func size(_ descriptor: Int32) -> Int {
    var info = stat()
    return fstat(descriptor, &info) == 0 && info.st_mode & S_IFMT == S_IFREG ? Int(info.st_size) : 0
  }

  /// Fails with EINTR if Ctrl-C was pressed at any time before.
  private static func waitUntilReadable(_ descriptor: Int32) throws(SystemError) {
    var watched = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: Interrupt.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    _ = poll(&watched, nfds_t(watched.count), -1)
    if Interrupt.isRequested { throw SystemError(code: EINTR) }
  }

  /// The next line, or its first bytes; empty at the end. It is for terminals, which give whole lines.
  static func readLine(_ descriptor: Int32) throws(SystemError) -> [UInt8] {
    var line = [UInt8](repeating: 0, count: 1024)
    var count = 0
    repeat {
      try waitUntilReadable(descriptor)
      count = Glibc.read(descriptor, &line, line.count)
    } while count < 0 && (errno == EINTR || errno == EAGAIN)
    if count < 0 { throw SystemError(code: errno) }
    return Array(line.prefix(count))
  }

  static func readFile(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw SystemError(code: errno) }
    defer { close(descriptor) }
    return try read(descriptor, limit: limit)
  }

  /// Makes a folder and its parents. An existing folder is not an error.
  static func makeFolder(_ path: String) throws(SystemError) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/" + part
      if mkdir(made, 0o777) != 0 && errno != EEXIST { throw SystemError(code: errno) }
    }
    var info = stat()
    if stat(path, &info) != 0 { throw SystemError(code: errno) }
    if info.st_mode & S_IFMT != S_IFDIR { throw SystemError(code: ENOTDIR) }
    if access(path, W_OK | X_OK) != 0 { throw SystemError(code: errno) }
  }
}

struct SystemError: Error {
  let code: Int32
  var text: String { System.errorText(code) }
}
