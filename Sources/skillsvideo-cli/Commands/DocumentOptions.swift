import ArgumentParser

/// The documents to read, for the commands that need no network.
struct DocumentOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      OpenAPI document (JSON) to read, or - for standard input. Default: the platform's catalogue that is \
      installed with the program.
      """,
      valueName: "file"),
    completion: .file())
  var openapi: String?

  @Option(
    help: ArgumentHelp("Navigation file of its site: Mintlify's docs.json or mint.json.", valueName: "file"),
    completion: .file())
  var docs: String?

  @Flag(help: "Print JSON on one line.")
  var json = false

  /// Runs a command, and converts any error to a message and an exit status.
  func run(_ body: (Streams, ContractSource) throws(CommandError) -> Int32) -> Int32 {
    let streams = Streams()
    Interrupt.install()
    do throws(CommandError) {
      return try body(streams, try ContractSource(openapi: openapi, docs: docs))
    } catch {
      return streams.refuse(error, json: json)
    }
  }
}
