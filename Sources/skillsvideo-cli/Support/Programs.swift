@preconcurrency import Glibc

/// Finds and runs other programs.
enum Programs {
  static func onPath(_ name: String) -> String? {
    (System.environment("PATH") ?? "").split(separator: ":").map { "\($0)/\(name)" }
      .first(where: System.isExecutableFile)
  }

  /// Runs a program and returns its wait status. It is killed after `timeout` milliseconds. Returns nil if
  /// it could not be started (see `errno`) or was killed. `output` becomes its standard output; nil leaves
  /// all three streams unchanged.
  @discardableResult
  static func run(
    _ arguments: [String], environment: [String: String] = [:], output: Int32? = nil, timeout: Int64? = nil
  ) -> Int32? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let output {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    }
    var process: pid_t = 0
    errno = spawn(&process, arguments, &actions, adding: environment)
    if errno != 0 { return nil }
    return wait(process, timeout)
  }

  /// Starts a program with default signal handling, and returns 0 or an error number. In a process group of
  /// its own it does not receive Ctrl-C from the terminal.
  static func spawn(
    _ process: inout pid_t, _ arguments: [String], _ actions: inout posix_spawn_file_actions_t,
    adding added: [String: String] = [:], without removed: String? = nil, inOwnGroup: Bool = false
  ) -> Int32 {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | (inOwnGroup ? POSIX_SPAWN_SETPGROUP : 0)))
    var argv = arguments.map { strdup($0) } + [nil]
    var environment = Self.environment(adding: added, without: removed)
    defer { for text in argv + environment { free(text) } }
    return posix_spawnp(&process, arguments[0], &actions, &attributes, &argv, &environment)
  }

  private static func environment(
    adding added: [String: String], without removed: String?
  ) -> [UnsafeMutablePointer<CChar>?] {
    var kept: [UnsafeMutablePointer<CChar>?] = added.map { strdup("\($0.key)=\($0.value)") }
    var next = environ
    while let entry = next.pointee {
      let name = String(String(cString: entry).prefix { $0 != "=" })
      if added[name] == nil, name != removed { kept.append(strdup(entry)) }
      next += 1
    }
    return kept + [nil]
  }

  /// Waits for a program and returns its wait status. After `timeout` milliseconds it is killed, and the
  /// result is nil.
  @discardableResult
  static func wait(_ process: pid_t, _ timeout: Int64?) -> Int32? {
    var status: Int32 = 0
    guard let timeout else {
      while waitpid(process, &status, 0) < 0 { if errno != EINTR { return nil } }
      return status
    }
    let deadline = System.monotonicMilliseconds() + timeout
    while waitpid(process, &status, WNOHANG) == 0 {
      if System.monotonicMilliseconds() > deadline {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        return nil
      }
      usleep(2000)
    }
    return status
  }
}
