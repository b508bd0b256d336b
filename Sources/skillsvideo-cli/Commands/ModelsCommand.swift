import ArgumentParser
import SVText

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List the models. Needs no network and no key.",
    discussion: """
      One model per line: its endpoint as 'skillsvideo generate' accepts it, how
      reliable the catalogue is for its parameters, and its description.
        certain     the parameters are documented
        partial     some parameters are known; others may be accepted
        unverified  the parameters are assumed

      EXAMPLES
        skillsvideo models
        skillsvideo models --category videos
        skillsvideo models --json

      EXIT STATUS
        0  success
        1  the documents cannot be read, or have no such category
      """)

  @Option(
    help: ArgumentHelp("images, videos or audio, or any group of the navigation file.", valueName: "name"))
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

  /// The model's name as `generate` accepts it.
  private static func name(_ row: JSONNode) -> String {
    if let model = row["model"]?.string { return model }
    let endpoint = row["sse_endpoint"]?.string ?? row["endpoint"]?.string ?? ""
    return String(endpoint.drop { $0 != "/" })
  }

  /// The summary without the model's name, which the line already contains.
  private static func summary(_ row: JSONNode) -> String {
    let summary = row["summary"]?.string ?? ""
    let isName = row["model"]?.string.map { summary.hasPrefix($0) } ?? false
    return isName ? "" : summary
  }
}
