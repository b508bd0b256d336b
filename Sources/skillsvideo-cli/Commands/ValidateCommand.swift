import ArgumentParser
import SVText

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Compare a request with its endpoint's schema. Sends nothing.",
    usage: "skillsvideo validate <endpoint> [<field=value> ...] [<options>]",
    discussion: """
      The fields are written as for 'skillsvideo generate'. Each problem has a
      line: its place, what was expected and what was found. Fields that are not
      in the document are listed separately, because the platform may accept
      them.

      EXAMPLES
        skillsvideo validate google/veo-3.1 prompt=waves duration=8
        skillsvideo validate google/veo-3.1 --payload @request.json --json
        skillsvideo validate "POST /v1/images" --openapi vendor.json --payload -

      EXIT STATUS
        0  valid
        1  the documents or the request cannot be read
       22  not valid
       23  no such endpoint; the output lists similar ones
      """)

  @Argument(help: "The model, the path, or the method and the path.")
  var endpoint: String

  @Argument(help: ArgumentHelp("The fields of the request.", valueName: "field=value"))
  var fields: [String] = []

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
      for line in Self.lines(answer.node) { streams.out.line(ShownText.printable(line)) }
    }
    return ExitStatus.of(answer.status)
  }

  static func lines(_ report: JSONNode) -> [String] {
    func elements(_ key: String) -> [JSONNode] { report[key].map { Array($0.elements) } ?? [] }
    var lines = [report["valid"]?.boolean == true ? "valid" : "not valid"]
    for problem in elements("problems") {
      func word(_ key: String) -> String { problem[key]?.string ?? "" }
      let place = word("pointer").isEmpty ? "the request" : word("pointer")
      let hint = problem["hint"]?.string.map { " (\($0))" } ?? ""
      lines.append("problem \(place): expected \(word("expected")), found \(word("found"))\(hint)")
    }
    for field in elements("unknown_fields") {
      let nearest = field["nearest"]?.string.map { "; \($0) was probably meant" } ?? ""
      lines.append("unknown \(field["pointer"]?.string ?? "")\(nearest)")
    }
    return lines + elements("notes").compactMap { $0.string.map { "note " + $0 } }
  }
}
