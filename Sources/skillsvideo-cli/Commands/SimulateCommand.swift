import ArgumentParser
@preconcurrency import Glibc

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Run the local platform, for tests without a key and at no cost.",
    usage: "skillsvideo simulate [<simulator options>] [-- <program> [<argument> ...]]",
    discussion: """
      If a program follows --, it runs with SKILLS_VIDEO_BASE_URL and
      SKILLS_VIDEO_API_KEY set to the local platform, which ends with it. The exit
      status is the program's. Without a program, the platform prints one line of
      JSON with its base_url and key, and runs until its standard input closes or
      it is interrupted. 'skillsvideo-simulator --help' lists the options.

      EXAMPLES
        skillsvideo simulate -- ./my-script.sh
        skillsvideo simulate --latency-ms 3000 --fault status=503*2 -- ./a.out
        skillsvideo simulate --port 8080

      EXIT STATUS
        that of the program; 128 plus the signal's number after a signal
        1  the platform could not be started
      126  the program could not be started
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("Options of the simulator, then -- and a program.", valueName: "word"))
  var words: [String] = []

  func run() throws {
    let options = Array(words.prefix { $0 != "--" })
    let program = Array(words.dropFirst(options.count + 1))
    if options.contains(where: ["-h", "--help"].contains) { throw CleanExit.helpRequest(self) }
    let streams = Streams()
    var status: Int32
    do throws(CommandError) {
      if options.count == words.count { throw Self.serve(options) }
      if program.isEmpty { throw .refused("there is no program after --.") }
      status = try Self.run(program, with: options)
    } catch {
      status = streams.refuse(error, json: false)
    }
    throw ExitCode(status)
  }

  /// Replaces this process by the simulator. Returns only on failure.
  private static func serve(_ options: [String]) -> CommandError {
    guard let path = Simulation.find() else { return Simulation.notFound }
    let catalogue = Catalogue.folder.map { ["--catalogue", $0] } ?? []
    var argv = ([path] + catalogue + options).map { strdup($0) } + [nil]
    signal(SIGPIPE, SIG_DFL)
    execv(path, &argv)
    return .refused("\(path) could not be started: \(System.errorText(errno))")
  }

  /// The program shares the terminal, so it receives Ctrl-C too. This command waits until it ends.
  private static func run(_ program: [String], with options: [String]) throws(CommandError) -> Int32 {
    Interrupt.install()
    let simulation = try Simulation(arguments: options)
    let environment = ["SKILLS_VIDEO_BASE_URL": simulation.baseURL, Key.variable: simulation.key]
    guard let status = Programs.run(program, environment: environment) else {
      throw CommandError(
        exitStatus: 126, name: CommandError.refused("").name,
        message: "\(program[0]) could not be started: \(System.errorText(errno))")
    }
    let signal = status & 0x7F
    return signal == 0 ? status >> 8 & 0xFF : 128 + signal
  }
}
