import ArgumentParser

struct KeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key",
    abstract: "Say whether there is an API key, and how to get one.",
    discussion: """
      The key is taken from SKILLS_VIDEO_API_KEY in the environment and from
      nowhere else, and is never printed. Whether skills.video accepts it is not
      asked here; 'skillsvideo credits' shows that.

      EXIT STATUS
        0  there is a key
        1  there is none, or what is there cannot be one
      """)

  @Flag(help: "Print one record of JSON.")
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
    if let problem { streams.complain(problem) }
    return problem == nil ? ExitStatus.success : ExitStatus.refused
  }
}
