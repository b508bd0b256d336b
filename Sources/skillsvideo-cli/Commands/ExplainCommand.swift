import ArgumentParser
import CSkillsVideo
import SVText

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain an answer of the platform, and what to do about it.",
    usage: "skillsvideo explain --status <number> [--body <text>] [--json]",
    discussion: """
      For an error of another program: give its HTTP status, its body, or both.
      Nothing is sent. Each line of the output begins with a keyword:
        category insufficient_credits
        message, code     the platform's own words, if there are any
        retry no          whether the same request may succeed later
        charge rejected   whether it was paid: rejected, unknown, accepted
        do TEXT           what to do, one line per step

      EXAMPLES
        skillsvideo explain --status 402
        skillsvideo explain --status 422 --body @answer.json
        curl ... | skillsvideo explain --body -

      EXIT STATUS
        0  no error
        1  no status and no body, or one that is not valid
       10  the generation ended FAILED or CANCELED
       20 to 28: the kind of error, as in 'skillsvideo generate'
      """)

  @Option(help: ArgumentHelp("The HTTP status, 100 to 999.", valueName: "number"))
  var status: Int32?

  @Option(help: ArgumentHelp("The body: the text itself, @FILE, or - for standard input.", valueName: "text"))
  var body: String?

  @Flag(help: "Print the record \"classified\" on one line of JSON.")
  var json = false

  func validate() throws {
    if status == nil && body == nil { throw ValidationError("give --status, --body, or both.") }
    if let status, !(100...999).contains(status) { throw ValidationError("--status goes from 100 to 999.") }
  }

  func run() throws {
    let streams = Streams()
    Interrupt.install()
    var status = ExitStatus.success
    do throws(CommandError) {
      status = try explain(streams)
    } catch {
      status = streams.refuse(error, json: json)
    }
    throw ExitCode(status)
  }

  private func explain(_ streams: Streams) throws(CommandError) -> Int32 {
    var bytes: [UInt8] = []
    if let body { bytes = try ArgumentText(body, option: "--body").bytes }
    let answer = try Classified(status: status ?? 0, body: bytes)
    show(answer, streams)
    return ExitStatus.of(answer.category)
  }

  private func show(_ answer: Classified, _ streams: Streams) {
    if json { return streams.out.line(answer.record) }
    guard let record = JSON.parse(Array(answer.record.utf8)) else { return }
    func say(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { streams.out.line(ShownText.printable("\(name) \(value)")) }
    }
    for name in ["category", "message", "code"] { say(name, record[name]?.string) }
    say("retry", record["should_retry"]?.boolean.map { $0 ? "yes" : "no" })
    say("charge", record["charge_state"]?.string)
    for step in record["guidance"].map({ Array($0.elements) }) ?? [] { say("do", step.string) }
  }
}

/// The engine's classification of an answer.
struct Classified {
  /// SV_OK, or the SV_ERR_... of the answer's category.
  let category: Int32
  let record: String

  init(status: Int32, body: [UInt8]) throws(CommandError) {
    var result: OpaquePointer?
    let outcome = body.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { sv_classify_error(&result, status, $0.baseAddress, $0.count) }
    }
    guard outcome == SV_OK, let result else {
      throw .engine(
        outcome, "the answer could not be explained: \(String(cString: sv_status_name(outcome))).")
    }
    defer { sv_result_free(result) }
    category = sv_result_category(result)
    record = sv_result_json(result, nil).map { String(cString: $0) } ?? ""
  }
}
