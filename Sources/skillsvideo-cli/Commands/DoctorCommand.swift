import ArgumentParser
import CSkillsVideo

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check why this machine cannot reach the platform.",
    usage: "skillsvideo doctor [--offline | --live [--report <file>]] [--json] [<options>]",
    discussion: """
      Checks versions, key, address, certificates, proxy, catalogue and
      simulator, then whether the address answers and, with a key, whether the
      key is accepted. Nothing is bought, and the key is sent to that address
      only. Each line begins with ok, note or FAIL. The line after a FAIL says
      what to do.

      LIVE
        --live compares the platform's answers with what this client expects,
        and reports each expectation as confirmed, refuted or not seen. It buys
        nothing. It sends six GET requests and follows no redirect. All but the
        second contain your key:
          /credits
          /credits with a key that does not exist
          /generation/ID with three ids that do not exist
          /skillsvideo-doctor-no-such-path/credits
        Each may take ten seconds. The report contains no key, no balance, no
        cookie, no id and no message of the platform, so you can attach it to an
        issue. With --json it is one record.

      EXAMPLES
        skillsvideo doctor
        skillsvideo doctor --offline --json
        skillsvideo doctor --live --report report.txt

      EXIT STATUS
        0  nothing failed; with --live, nothing is refuted
        1  something failed; with --live, something is refuted, or there is no
           key or usable address
       12  with --live: the platform did not answer
       13  the report could not be written, or the file already exists
      \(Help.interrupted)
      """)

  @Flag(help: "Send nothing.")
  var offline = false

  @Flag(help: "Compare the platform's answers with what is expected. Buys nothing.")
  var live = false

  @Option(
    help: ArgumentHelp(
      "With --live: write the report to this file, which must not exist yet.", valueName: "file"),
    completion: .file())
  var report: String?

  @OptionGroup(title: "Common options") var connection: ConnectionOptions

  func validate() throws {
    if live && offline { throw ValidationError("--live and --offline exclude each other.") }
    if report != nil && !live { throw ValidationError("--report goes with --live.") }
    if report?.isEmpty == true { throw ValidationError("--report wants the name of a file.") }
  }

  func run() throws {
    if live { throw ExitCode(LiveDoctor(options: connection, file: report).run()) }
    Interrupt.install()
    let streams = Streams()
    var failures = 0
    for finding in DoctorChecks(connection).findings(offline: offline) {
      if Interrupt.isRequested {
        streams.printError("interrupted.")
        throw ExitCode(ExitStatus.interrupted)
      }
      if finding.state == .failure { failures += 1 }
      show(finding, streams)
    }
    if connection.json {
      streams.out.line(
        Record.object(event: "doctor") { writer in
          writer.field("ok", failures == 0)
          writer.field("failures", Int64(failures))
        })
    }
    throw ExitCode(failures == 0 ? ExitStatus.success : ExitStatus.refused)
  }

  private func show(_ finding: DoctorFinding, _ streams: Streams) {
    if connection.json { return streams.out.line(finding.record) }
    if connection.quiet && finding.state != .failure { return }
    let name = finding.name.padded(to: 13)
    streams.out.line("\(finding.state.word.padded(to: 5))\(name)\(ShownText.printable(finding.message))")
    if !finding.remedy.isEmpty { streams.out.line("     " + ShownText.printable(finding.remedy)) }
  }
}

/// The result of one check.
struct DoctorFinding {
  enum State: String {
    case ok, note, failure
    var word: String { self == .failure ? "FAIL" : rawValue }
  }
  var name: String
  var state: State
  var message: String
  var remedy = ""

  var record: String {
    Record.object(event: "check") { writer in
      writer.field("name", name)
      writer.field("state", state.rawValue)
      writer.field("message", message)
      writer.field("remedy", remedy)
    }
  }
}
