import CSkillsVideo
import SVText

/// Shows the request that a generation would send.
struct DryRun {
  private let session: Session

  init(_ session: Session) {
    self.session = session
  }

  func run(_ endpoint: String, _ payload: Payload) throws(CommandError) -> Int32 {
    let prepared = try session.client.prepare(endpoint, payload: payload.text)
    if session.options.json {
      session.streams.out.line(prepared.record)
      return ExitStatus.of(prepared.status)
    }
    guard let record = JSON.parse(Array(prepared.record.utf8)) else {
      throw .engine(prepared.status, "the engine's answer is not JSON")
    }
    for line in Self.lines(record, payload) { session.streams.out.line(ShownText.printable(line)) }
    if !prepared.message.isEmpty { session.streams.printError(CommandRemedy.inCommand(prepared.message)) }
    return ExitStatus.of(prepared.status)
  }

  private static func lines(_ record: JSONNode, _ payload: Payload) -> [String] {
    var lines = ["\(record["method"]?.string ?? "") \(record["url"]?.string ?? "")"]
    if let headers = record["headers"] {
      for (name, value) in headers.members {
        lines.append("\(name): \(value.string ?? "(no key: set SKILLS_VIDEO_API_KEY)")")
      }
    }
    lines += ["", record["body"]?.rawText ?? "", ""]
    if let report = record["report"], report.kind == .object {
      lines += ValidateCommand.lines(report, refusesBlank: payload.hasBlankText)
    }
    lines.append("Nothing was sent.")
    return lines
  }
}
