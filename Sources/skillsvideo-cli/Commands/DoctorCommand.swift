import ArgumentParser
import CSkillsVideo

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look for what keeps this machine from reaching the platform.",
    usage: "skillsvideo doctor [--offline] [--json] [<options>]",
    discussion: """
      Looks at versions, key, address, certificates, proxy, catalogue and
      simulator, then asks the address for an answer and, with a key, for the
      credit balance. Nothing is bought and the key goes nowhere else. Each line
      begins with ok, note or FAIL; below a FAIL stands what to do about it.

      EXAMPLES
        skillsvideo doctor
        skillsvideo doctor --offline --json

      EXIT STATUS
        0  nothing failed
        1  something did
      130  interrupted
      """)

  @Flag(help: "Send nothing.")
  var offline = false

  @OptionGroup(title: "Common options") var connection: ConnectionOptions

  func run() throws {
    Interrupt.install()
    let streams = Streams()
    var failures = 0
    for finding in Examination(connection).findings(offline: offline) {
      if Interrupt.isRequested {
        streams.complain("interrupted.")
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

  private func show(_ finding: Finding, _ streams: Streams) {
    if connection.json { return streams.out.line(finding.record) }
    if connection.quiet && finding.state != .failure { return }
    let name = finding.name.padding(to: 13)
    streams.out.line("\(finding.state.word.padding(to: 5))\(name)\(Text.printable(finding.message))")
    if !finding.remedy.isEmpty { streams.out.line("     " + Text.printable(finding.remedy)) }
  }
}

/// One thing that was looked at.
struct Finding {
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

extension String {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
