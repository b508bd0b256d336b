import ArgumentParser

/// The options of every networked command.
struct ConnectionOptions: ParsableArguments {
  @Option(
    name: .customLong("base-url"),
    help: ArgumentHelp(
      "Address of the platform. Default: $SKILLS_VIDEO_BASE_URL, else \(EngineOption.baseURL).",
      valueName: "url"))
  var baseURL: String?

  @Flag(help: "Print one JSON record per line on standard output, and nothing else.")
  var json = false

  @Option(
    help: ArgumentHelp(
      """
      Stop following after this time, and limit each file's download to it. The generation goes on. \
      Default: 3600. 0 means no limit.
      """,
      valueName: "seconds"))
  var timeout: Seconds?

  @Option(help: ArgumentHelp("Longest time to connect to the platform. Default: 10.", valueName: "seconds"))
  var connectTimeout: Seconds?

  @Option(
    help: ArgumentHelp(
      "If a stream brings no byte for this time, poll instead. Default: 60.", valueName: "seconds"))
  var silenceTimeout: Seconds?

  @Option(
    name: .customLong("option"),
    help: ArgumentHelp(
      "Set an option of the library; repeatable. 'skillsvideo options' lists them.", valueName: "name=value"))
  var engineOptions: [EngineSetting] = []

  @Flag(help: "Show on standard error what is sent and received. The key is never shown.")
  var verbose = false

  @Flag(help: "Write only errors to standard error: no progress line and no notes.")
  var quiet = false

  func apply(to client: LibraryClient) throws(CommandError) {
    try client.set("user_agent", "skillsvideo-cli")
    if let baseURL { try client.set("base_url", baseURL) }
    if let timeout { try client.set("total_timeout_ms", timeout.milliseconds) }
    if let connectTimeout { try client.set("connect_timeout_ms", connectTimeout.milliseconds) }
    if let silenceTimeout { try client.set("silence_timeout_ms", silenceTimeout.milliseconds) }
    if verbose { try client.set("trace", "1") }
    try client.set(engineOptions)
  }
}

/// A time on the command line, in seconds, with optional decimals.
struct Seconds: ExpressibleByArgument {
  let milliseconds: String

  init?(argument: String) {
    guard
      argument.utf8.allSatisfy({
        $0 == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      }),
      let seconds = Double(argument), seconds <= 31_536_000
    else { return nil }
    // 0 means "no limit", so a positive time must not be rounded to 0.
    let rounded = Int64((seconds * 1000).rounded())
    milliseconds = String(seconds > 0 ? max(1, rounded) : 0)
  }
}

/// NAME=VALUE, an option of the engine. The key is excluded, because any program on the machine can read
/// command lines.
struct EngineSetting: ExpressibleByArgument {
  let name: String
  let value: String

  init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  init?(argument: String) {
    guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else { return nil }
    name = String(argument[..<sign])
    value = String(argument[argument.index(after: sign)...])
  }
}

extension ConnectionOptions {
  /// Checks --option as far as possible without the engine.
  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other.") }
    let known = EngineOption.all.map(\.name)
    for option in engineOptions {
      if option.name == "api_key" {
        throw ValidationError(
          "the key is taken from \(Key.variable) only: command lines are read by every program here.")
      }
      if !known.contains(option.name) {
        let guess = ShownText.nearest(to: option.name, in: known).map { " Did you mean '\($0)'?" } ?? ""
        throw ValidationError(
          "the library has no option '\(option.name)'.\(guess) 'skillsvideo options' lists them.")
      }
    }
  }
}
