import ArgumentParser
import SVText

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show the request fields of an endpoint. Needs no network and no key.",
    usage: "skillsvideo inspect [<endpoint>] [<options>]",
    discussion: """
      ENDPOINT is a model such as google/nano-banana-pro, a path, or a method and
      a path in quotes: "POST /v1/images". The document may be any OpenAPI
      document in JSON (3.0, 3.1, 3.2, Swagger 2.0); without --openapi it is the
      catalogue that is installed with the program. Each field has a line: * if it
      is required, its name, type, allowed values and limits, default, and
      description.

      EXAMPLES
        skillsvideo inspect google/veo-3.1
        skillsvideo inspect google/veo-3.1 --template > request.json
        skillsvideo inspect --list-endpoints --json
        skillsvideo inspect "POST /v1/images" --openapi vendor.json --json

      EXIT STATUS
        0  success
        1  the documents cannot be read
       23  no such endpoint; the output lists similar ones
      """)

  @Argument(help: "The model, the path, or the method and the path.")
  var endpoint: String?

  @Flag(
    help: "Print the smallest valid request; with --json it is added as request_template.")
  var template = false

  @Flag(help: "With --template: include optional fields that have a default.")
  var includeDefaults = false

  @Option(help: ArgumentHelp("With --template: the variant of a union to use.", valueName: "name"))
  var variant: String?

  @Option(
    help: ArgumentHelp("The media type of the body to show, such as multipart/form-data.", valueName: "type"))
  var contentType: String?

  @Flag(help: "List the endpoints instead.")
  var listEndpoints = false

  @OptionGroup var documents: DocumentOptions

  func validate() throws {
    if endpoint == nil && !listEndpoints {
      throw ValidationError(
        "name an endpoint, or give --list-endpoints. 'skillsvideo models' lists the models.")
    }
  }

  func run() throws {
    throw ExitCode(documents.run(inspect))
  }

  private func inspect(_ streams: Streams, _ contract: ContractSource) throws(CommandError) -> Int32 {
    let answer = try contract.inspect(query)
    if documents.json {
      streams.out.line(answer.text)
    } else if listEndpoints {
      for row in answer.node["endpoints"].map({ Array($0.elements) }) ?? [] {
        if let name = row["endpoint"]?.string { streams.out.line(ShownText.printable(name)) }
      }
    } else if template {
      streams.out.line(answer.node["request_template"]?.rawText ?? "null")
      for note in answer.node["notes"]?.elements.compactMap(\.string) ?? [] {
        streams.printError("note: " + note)
      }
    } else {
      for line in Inspected(answer.node).lines { streams.out.line(ShownText.printable(line)) }
    }
    return ExitStatus.success
  }

  private var query: String {
    var query = JSONWriter()
    query.beginObject()
    if let endpoint, !listEndpoints { query.field("endpoint", endpoint) }
    query.field("list_endpoints", listEndpoints)
    query.field("template", template)
    query.field("include_defaults", includeDefaults)
    if let variant { query.field("variant", variant) }
    if let contentType { query.field("content_type", contentType) }
    query.endObject()
    return query.text
  }
}
