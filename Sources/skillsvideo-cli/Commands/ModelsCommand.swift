import ArgumentParser
import SVText

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List the models, without network and key.",
    discussion: """
      One model a line: its endpoint as 'skillsvideo generate' takes it, how sure
      the catalogue is of its parameters, and what it is for.
        certain     its documentation was found
        partial     some of its parameters are known, others may be accepted
        unverified  its parameters are assumed

      EXAMPLES
        skillsvideo models
        skillsvideo models --category videos
        skillsvideo models --json

      EXIT STATUS
        0  success
        1  the documents cannot be read, or have no such category
      """)

  @Option(help: ArgumentHelp("images, videos or audio; any group of the navigation.", valueName: "name"))
  var category: String?

  @OptionGroup var documents: DocumentOptions

  func run() throws {
    throw ExitCode(documents.run(list))
  }

  private func list(_ streams: Streams, _ contract: ContractSource) throws(CommandError) -> Int32 {
    var query = JSONWriter()
    query.beginObject()
    query.field("list_endpoints", true)
    if let category { query.field("category", category) }
    query.endObject()
    let answer = try contract.inspect(query.text)
    let rows = answer.node["endpoints"].map { Array($0.elements) } ?? []
    if category != nil, rows.isEmpty {
      let why = answer.node["notes"]?.elements.compactMap(\.string).first ?? "there is no such category"
      throw .refused(why + ".")
    }
    if documents.json {
      streams.out.line(answer.text)
      return ExitStatus.success
    }
    let cells = rows.map { row -> [String] in
      [Self.name(row), row["certainty"]?.string ?? "", Self.summary(row)]
    }
    streams.out.write(Table.lines(cells).map { ShownText.printable($0) + "\n" }.joined())
    return ExitStatus.success
  }

  /// As `generate` takes it.
  private static func name(_ row: JSONNode) -> String {
    if let model = row["model"]?.string { return model }
    let endpoint = row["sse_endpoint"]?.string ?? row["endpoint"]?.string ?? ""
    return String(endpoint.drop { $0 != "/" })
  }

  /// Without the name, which the line has already.
  private static func summary(_ row: JSONNode) -> String {
    let summary = row["summary"]?.string ?? ""
    let isName = row["model"]?.string.map { summary.hasPrefix($0) } ?? false
    return isName ? "" : summary
  }
}
