import ArgumentParser
import CSkillsVideo
import SVText

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Compare a request with its endpoint's schema. Sends nothing.",
    usage: "skillsvideo validate <endpoint> [<field=value> ...] [<options>]",
    discussion: """
      The fields are written as for 'skillsvideo generate', and the verdict is
      the same. Each problem has a line: its place, what was expected and what
      was found. A warning is a fault that does not prevent the sending: the
      document is not sure of it, or the platform may accept the field.

      EXAMPLES
        skillsvideo validate google/veo-3.1 prompt=waves duration=8
        skillsvideo validate google/veo-3.1 --payload @request.json --json
        skillsvideo validate "POST /v1/images" --openapi vendor.json --payload -

      EXIT STATUS
        0  valid, or with warnings only
        1  the documents or the request cannot be read
       22  not valid; with --strict also if there are warnings
       23  no such endpoint; the output lists similar ones
      """)

  @Argument(help: "The model, the path, or the method and the path.")
  var endpoint: String

  @Argument(help: ArgumentHelp("The fields of the request.", valueName: "field=value"))
  var fields: [String] = []

  @Flag(help: "Refuse the request also if there are only warnings.")
  var strict = false

  @OptionGroup(title: "Request") var request: RequestOptions
  @OptionGroup var documents: DocumentOptions

  func run() throws {
    throw ExitCode(documents.run(check))
  }

  private func check(_ streams: Streams, _ contract: ContractSource) throws(CommandError) -> Int32 {
    let payload = try Payload(endpoint: endpoint, fields: fields, base: request.payload)
    let answer = try contract.validate(endpoint: endpoint, payload: payload.text)
    if documents.json {
      streams.out.line(answer.text)
    } else {
      for line in Self.lines(answer.node, refusesBlank: payload.hasBlankText) {
        streams.out.line(ShownText.printable(line))
      }
    }
    let blank = answer.node["blank_fields"].map { Array($0.elements) } ?? []
    if payload.hasBlankText, let name = blank.first?.string {
      streams.printError(CommandRemedy.blank(name))
      return ExitStatus.of(Int32(SV_ERR_VALIDATION))
    }
    return ExitStatus.of(strict && Self.warnings(answer.node) > 0 ? Int32(SV_ERR_VALIDATION) : answer.status)
  }

  static func lines(_ report: JSONNode, refusesBlank: Bool = false) -> [String] {
    func elements(_ key: String) -> [JSONNode] { report[key].map { Array($0.elements) } ?? [] }
    let blank = elements("blank_fields")
    var lines = [refusesBlank && !blank.isEmpty ? "not valid" : verdict(report)]
    for problem in elements("problems") {
      func word(_ key: String) -> String { problem[key]?.string ?? "" }
      let place = word("pointer").isEmpty ? "the request" : word("pointer")
      let hint = problem["hint"]?.string.map { " (\($0))" } ?? ""
      let kind = problem["assumed"]?.boolean == true ? "warning" : "problem"
      lines.append("\(kind) \(place): expected \(word("expected")), found \(word("found"))\(hint)")
    }
    for field in elements("unknown_fields") {
      let nearest = field["nearest"]?.string.map { "; \($0) was probably meant" } ?? ""
      lines.append("unknown \(field["pointer"]?.string ?? "")\(nearest)")
    }
    for name in blank {
      lines.append("\(refusesBlank ? "problem" : "warning") \(name.string ?? ""): required, and blank")
    }
    return lines + elements("notes").compactMap { $0.string.map { "note " + $0 } }
  }

  private static func warnings(_ report: JSONNode) -> Int {
    report["warnings"].map { Array($0.elements).count } ?? 0
  }

  private static func verdict(_ report: JSONNode) -> String {
    guard report["valid"]?.boolean == true else { return "not valid" }
    let count = warnings(report)
    return count == 0 ? "valid" : "valid, with \(count) \(count == 1 ? "warning" : "warnings")"
  }
}
