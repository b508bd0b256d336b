import ArgumentParser

struct WaitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wait",
    abstract: "Follow an existing generation by its id, and download its files.",
    usage: "skillsvideo wait <id> [--save <dir>] [<options>]",
    discussion: """
      It costs nothing and may be repeated: after Ctrl-C, a time limit or a lost
      connection, or to download the files of a generation again. It prints the
      same lines as 'skillsvideo generate'.

      EXAMPLES
        skillsvideo wait gen_abc123
        skillsvideo wait gen_abc123 --save out
        skillsvideo wait gen_abc123 --json --timeout 60

      \(Help.exitStatusOfWait)
      """)

  @Argument(help: "The id of the generation.")
  var id: String

  @OptionGroup(title: "Files") var files: FileOptions
  @OptionGroup(title: "Common options") var connection: ConnectionOptions

  func run() throws {
    let status = Session.run(connection, prepare: prepare) { session, _ throws(CommandError) in
      let reporter = Reporter(session.streams, connection)
      let job = try session.client.attach(id)
      return try GenerationRun(session: session, reporter: reporter, files: files).run(job)
    }
    throw ExitCode(status)
  }

  private func prepare() throws(CommandError) {
    if let save = files.save { try Save.prepare(folder: save) }
  }
}
