@preconcurrency import Glibc

/// The local platform, started for one call: real HTTP on loopback, nothing paid. It ends when its standard input
/// closes, so it never outlives this process.
final class Simulation {
  private(set) var baseURL = ""
  private(set) var key = ""
  private let process: pid_t
  private let input: Int32
  private let output: Int32
  private static let startPatience: Int64 = 10_000
  private static let endPatience: Int64 = 2_000
  static let program = "skillsvideo-simulator"

  init(arguments: [String]) throws(CommandError) {
    let catalogue = Catalogue.folder.map { ["--catalogue", $0] } ?? []
    guard let path = Self.find() else { throw Self.notFound }
    (process, input, output) = try Self.start(path, ["--port", "0"] + catalogue + arguments)
    guard let line = readFirstLine(), let ready = JSON.parse(line), let url = ready["base_url"]?.string,
      let key = ready["key"]?.string
    else {
      stop()
      if Interrupt.isRequested { throw .interrupted }
      throw .refused("\(Self.program) did not start.")
    }
    baseURL = url
    self.key = key
  }

  static var notFound: CommandError {
    .refused("\(program) was not found beside this program, in ../libexec, or on PATH; the simulation needs it.")
  }

  deinit {
    stop()
  }

  static func find() -> String? {
    let beside = System.executableFolder().map { ["\($0)/\(program)", "\($0)/../libexec/\(program)"] } ?? []
    return beside.first(where: System.isExecutableFile) ?? Programs.onPath(program)
  }

  private static func start(
    _ path: String, _ arguments: [String]
  ) throws(CommandError) -> (process: pid_t, input: Int32, output: Int32) {
    guard let toChild = System.pipe(), let fromChild = System.pipe() else {
      throw .refused("no pipe for \(program): \(System.errorText(errno))")
    }
    defer {
      close(toChild.read)
      close(fromChild.write)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, toChild.read, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, fromChild.write, STDOUT_FILENO)
    var process: pid_t = 0
    let failure = spawn(&process, path, &actions, [path] + arguments)
    guard failure == 0 else {
      close(toChild.write)
      close(fromChild.read)
      throw .refused("\(path) could not be started: \(System.errorText(failure))")
    }
    return (process, toChild.write, fromChild.read)
  }

  /// In a process group of its own, so that Ctrl-C on the terminal reaches this command alone and the stream is still
  /// there to be left properly; with the signals that this command ignores back at their defaults.
  private static func spawn(
    _ process: inout pid_t, _ path: String, _ actions: inout posix_spawn_file_actions_t, _ arguments: [String]
  ) -> Int32 {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    var argv = arguments.map { strdup($0) } + [nil]
    var environment = environmentWithoutKey() + [nil]
    defer {
      for text in argv { free(text) }
      for text in environment { free(text) }
    }
    return posix_spawn(&process, path, &actions, &attributes, &argv, &environment)
  }

  /// The real key is no business of the local platform.
  private static func environmentWithoutKey() -> [UnsafeMutablePointer<CChar>?] {
    var kept: [UnsafeMutablePointer<CChar>?] = []
    var next = environ
    while let entry = next.pointee {
      if strncmp(entry, Key.variable + "=", Key.variable.utf8.count + 1) != 0 { kept.append(strdup(entry)) }
      next += 1
    }
    return kept
  }

  private func readFirstLine() -> [UInt8]? {
    let deadline = System.monotonicMilliseconds() + Self.startPatience
    var line: [UInt8] = []
    while true {
      let left = deadline - System.monotonicMilliseconds()
      if left <= 0 || Interrupt.isRequested { return nil }
      var watched = [
        pollfd(fd: output, events: Int16(POLLIN), revents: 0),
        pollfd(fd: Interrupt.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&watched, 2, Int32(clamping: left)) <= 0 || watched[0].revents == 0 { continue }
      var byte: UInt8 = 0
      if read(output, &byte, 1) != 1 { return nil }
      if byte == UInt8(ascii: "\n") { return line }
      line.append(byte)
    }
  }

  private func stop() {
    close(input)
    close(output)
    let deadline = System.monotonicMilliseconds() + Self.endPatience
    while waitpid(process, nil, WNOHANG) == 0 {
      if System.monotonicMilliseconds() > deadline {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        return
      }
      usleep(2000)
    }
  }
}
