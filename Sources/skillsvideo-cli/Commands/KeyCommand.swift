import ArgumentParser

struct KeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key",
    abstract: "Check whether an API key is set, and explain how to get one.",
    discussion: """
      The key is read only from the environment variable SKILLS_VIDEO_API_KEY. It
      is never printed. This command sends nothing; 'skillsvideo credits' shows
      whether skills.video accepts the key.

      EXIT STATUS
        0  there is a key
        1  there is no key, or it is not valid
      """)

  @Flag(help: "Print one JSON record.")
  var json = false

  func run() throws {
    throw ExitCode(report(Streams()))
  }

  private func report(_ streams: Streams) -> Int32 {
    guard Key.isSet else {
      streams.out.line(json ? Key.missingRecord(event: "key") : Key.advice)
      return ExitStatus.refused
    }
    let problem = Key.problem
    if json {
      streams.out.line(Key.presentRecord(problem: problem))
    } else if problem == nil {
      streams.out.line(Key.present)
    }
    if let problem { streams.printError(problem) }
    return problem == nil ? ExitStatus.success : ExitStatus.refused
  }
}
