import ArgumentParser
import CSkillsVideo
import SVText

struct CreditsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "credits",
    abstract: "Show the credit balance of the workspace.",
    usage: "skillsvideo credits [<options>]",
    discussion: """
      Prints the platform's answer, one 'name value' per line. With --json, the
      last record contains it as "response".

      EXAMPLES
        skillsvideo credits
        skillsvideo credits --json | tail -n 1 | jq .response

      \(Help.exitStatus)
      """)

  @OptionGroup(title: "Simulation") var simulation: SimulationOptions
  @OptionGroup(title: "Common options") var connection: ConnectionOptions

  func run() throws {
    let status = Session.run(connection, simulation, prepare: {}) { session, _ throws(CommandError) in
      let reporter = Reporter(session.streams, connection)
      let job = try session.client.startCredits()
      try Follower(session.client, reporter).follow([job])
      return Self.show(job.result, session.streams, json: connection.json)
    }
    throw ExitCode(status)
  }

  private static func show(_ result: RunningJob.Result?, _ streams: Streams, json: Bool) -> Int32 {
    guard let result, result.status != SV_ERR_STOPPED else {
      streams.printError("interrupted.")
      return ExitStatus.interrupted
    }
    if result.status != SV_OK {
      streams.printError(result.message)
    } else if !json, let response = JSON.parse(result.record)?["response"] {
      for line in lines(response, name: "") { streams.out.line(ShownText.printable(line)) }
    }
    return ExitStatus.of(result.status)
  }

  /// The format of the answer is not documented, so it is shown as it is: one line for each value, named by
  /// its path.
  private static func lines(_ value: JSONNode, name: String, depth: Int = 0) -> [String] {
    let members = Array(value.members)
    if members.isEmpty || depth >= 8 {
      let text = value.string ?? JSON.line(value)
      return [name.isEmpty ? text : "\(name) \(text)"]
    }
    return members.flatMap { member in
      lines(member.value, name: name.isEmpty ? member.key : "\(name).\(member.key)", depth: depth + 1)
    }
  }
}
