import ArgumentParser
import CSkillsVideo
import Glibc

/// main calls this with the arguments, which Swift itself cannot read where there is no /proc.
@_cdecl("sv_program_start")
public func programStart(_ count: Int32, _ words: UnsafePointer<UnsafePointer<CChar>?>) -> Int32 {
  System.prepare(count, words)
  SkillsVideoCommand.start(Array(System.arguments.dropFirst()))
  return ExitStatus.success
}

struct SkillsVideoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "skillsvideo",
    abstract: "Makes images, videos and sounds on the skills.video Open Platform.",
    discussion: """
      The API key is read from the environment variable SKILLS_VIDEO_API_KEY.
      'skillsvideo key' explains how to get one.

      EXAMPLES
        skillsvideo generate google/nano-banana-pro prompt="a red fox" --save .
        skillsvideo wait gen_abc123 --save .
        skillsvideo generate google/nano-banana-pro prompt="a red fox" \\
          --save . --simulate          without a key, at no cost

      ENVIRONMENT
        SKILLS_VIDEO_API_KEY    the API key
        SKILLS_VIDEO_BASE_URL   another address of the platform
        SKILLS_VIDEO_CATALOGUE  a folder with another openapi.json than the one
                                installed with the program
        NO_COLOR, https_proxy, all_proxy, no_proxy, SSL_CERT_FILE and
        SSL_CERT_DIR have their usual meaning.
      """,
    version: String(cString: sv_version_string()),
    subcommands: [
      GenerateCommand.self, WaitCommand.self, ModelsCommand.self, InspectCommand.self, ValidateCommand.self,
      DownloadCommand.self, CreditsCommand.self, ExplainCommand.self,
      KeyCommand.self, DoctorCommand.self, SimulateCommand.self, OptionsCommand.self, CompleteCommand.self,
      VariablesCommand.self, WebhookCommand.self,
    ])

  /// All exit codes are decided here. argument-parser's own codes are not part of the contract.
  static func start(_ arguments: [String]) {
    if arguments.isEmpty { Glibc.exit(withoutCommand()) }
    if let message = System.argumentError ?? unknownCommand(arguments) {
      Glibc.exit(Streams().refuse(.refused(message), json: arguments.contains("--json")))
    }
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch let end as ExitCode {
      Glibc.exit(end.rawValue)
    } catch {
      Glibc.exit(answer(error, arguments))
    }
  }

  /// --help and --version go to standard output, errors to standard error.
  private static func answer(_ error: any Error, _ arguments: [String]) -> Int32 {
    let streams = Streams()
    if exitCode(for: error).isSuccess {
      streams.out.line(fullMessage(for: error))
      return ExitStatus.success
    }
    if arguments.contains("--json") {
      streams.out.line(Record.error(name: CommandError.refused("").name, message: message(for: error)))
    }
    let full = fullMessage(for: error)
    let prefix = "Error: "
    let lines = (full.hasPrefix(prefix) ? full.dropFirst(prefix.count) : full[...]).split(separator: "\n")
    streams.printError(String(lines.first ?? ""))
    for line in lines.dropFirst() { streams.err.line(ShownText.printable(String(line))) }
    return ExitStatus.refused
  }

  /// Nothing was done. A script whose arguments got lost must not treat that as success.
  private static func withoutCommand() -> Int32 {
    let streams = Streams()
    streams.printError("a command is missing.")
    streams.err.line(helpMessage())
    return ExitStatus.refused
  }

  private static func unknownCommand(_ arguments: [String]) -> String? {
    guard let word = arguments.first, !word.hasPrefix("-"), word != "help" else { return nil }
    let commands = configuration.subcommands.map { $0.configuration }
    if commands.contains(where: { $0.commandName == word }) { return nil }
    let known = commands.filter { $0.shouldDisplay }.compactMap { $0.commandName }
    let guess = ShownText.nearest(to: word, in: known).map { " Did you mean '\($0)'?" } ?? ""
    let list = known.joined(separator: ", ")
    return "there is no command '\(word)'.\(guess) The commands are \(list); see 'skillsvideo --help'."
  }
}
