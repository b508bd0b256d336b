@preconcurrency import Glibc

/// The local platform, started for one call: real HTTP on loopback, nothing is paid. It ends when its
/// standard input closes, so it never outlives this process.
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
    .refused(
      "\(program) was not found beside this program, in ../libexec, or on PATH; the simulation needs it.")
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
    // The simulator gets its own process group, so that Ctrl-C does not end it while the command still closes
    // its stream. The real key is removed from its environment.
    let failure = Programs.spawn(
      &process, [path] + arguments, &actions, without: Key.variable, inOwnGroup: true)
    guard failure == 0 else {
      close(toChild.write)
      close(fromChild.read)
      throw .refused("\(path) could not be started: \(System.errorText(failure))")
    }
    return (process, toChild.write, fromChild.read)
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
    Programs.wait(process, Self.endPatience)
  }
}
