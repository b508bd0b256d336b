import ArgumentParser

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Make an image, a video or a sound, and wait until it is done.",
    usage: "skillsvideo generate <endpoint> [<field=value> ...] [<options>]",
    discussion: """
      ENDPOINT is a model such as google/nano-banana-pro, or a path such as
      /generation/sse/google/veo-3.1.

      FIELDS
        FIELD=TEXT   A field of the model's request. It is sent as text, unless
                     the catalogue says that the model takes a number or
                     true/false. If the catalogue does not have the field, only
                     n, seed and duration are sent as numbers.
        FIELD:=JSON  Any JSON value, sent unchanged: seed:=7 tags:='["a"]'
        FIELD@=PATH  A file of this machine to upload: image_urls@=fox.png
        A field that occurs twice becomes a list. So does a single value if the
        model takes a list. --payload contains a whole request; fields on the
        command line replace its fields.

      OUTPUT
        Each line on standard output begins with a keyword:
          id gen_abc123
          saved out/a-red-fox-1.png (1024x1024, 812 KB)     with --save
          url https://example.com/a.png                     without --save
          used 20 credits
          balance 1250 before, 1230 after                   with --report-credits
        Files are named after the prompt. They appear only when they are
        complete, and never replace another file: if a name exists, -2, -3 and
        so on is added. The platform may delete its copies after some time.
        On a terminal, standard error shows a progress line. Elsewhere, the id
        is printed there as soon as it is known.

      MONEY
        A generation is paid for when the platform accepts it. The command never
        sends a request again that may have been accepted. Ctrl-C, SIGTERM,
        SIGHUP and time limits stop following, but the generation goes on:
        'skillsvideo wait ID' follows it again at no cost. After a signal, the
        command waits up to seven seconds for the id of a create already sent,
        and prints it. A second signal ends it at once. With --min-credits N the
        credit balance is queried first. Nothing is sent if it is lower than N
        or cannot be read.

      CHECKS
        The request is compared with the catalogue before it is sent. A
        misspelt field is refused with exit status 22; on a terminal, the
        command asks first. So is each problem of a model that the catalogue is
        sure of. Other problems are printed, and the request is sent. --check
        changes that. A required text that is blank, such as prompt= with an
        unset variable, is refused unless it is written as JSON: prompt:='""'

      EXAMPLES
        skillsvideo generate google/nano-banana-pro prompt="a red fox" --save .
        skillsvideo generate google/veo-3.1 prompt=waves generate_audio=true
        skillsvideo generate google/nano-banana-pro prompt="in this style" \\
          image_urls=https://example.com/a.png image_urls@=fox.png --save out
        skillsvideo generate openai/sora-2 --payload @request.json n=2 --json
        skillsvideo generate google/veo-3.1 prompt=waves duration=8 --dry-run
        skillsvideo generate google/nano-banana-pro prompt="a red fox" \\
          --simulate --save out
        skillsvideo generate google/nano-banana-pro prompt="a red fox" \\
          --simulate --fault status=402

      \(Help.exitStatus)
      """)

  @Argument(help: "The model, or the path of its endpoint.")
  var endpoint: String

  @Argument(help: ArgumentHelp("The fields of the request.", valueName: "field=value"))
  var fields: [String] = []

  @OptionGroup(title: "Request") var request: RequestOptions
  @OptionGroup(title: "Checks") var checks: CheckOptions
  @OptionGroup(title: "Credits") var credits: CreditOptions
  @OptionGroup(title: "Files") var files: FileOptions
  @OptionGroup(title: "Simulation") var simulation: SimulationOptions
  @OptionGroup(title: "Common options") var connection: ConnectionOptions

  func run() throws {
    let status = Session.run(connection, simulation, needsKey: !checks.dryRun, prepare: prepare) {
      session, payload throws(CommandError) in
      try checks.apply(to: session.client)
      try credits.apply(to: session.client)
      if payload.hasBlankText { try session.client.set("allow_blank", "0") }
      for (index, path) in payload.files.enumerated() {
        try session.client.addFile(Payload.inputName(index), path: path)
      }
      if checks.dryRun { return try DryRun(session).run(endpoint, payload) }
      if checks.mode == .auto, MisspeltFields.canAsk(connection) {
        try MisspeltFields(session).ask(endpoint, payload)
      }
      let reporter = Reporter(
        session.streams, connection,
        announcement: { session.announcement($0, folder: files.save) })
      let job = try session.client.start(endpoint, payload: payload.text)
      let run = GenerationRun(
        session: session, reporter: reporter, files: files, prompt: payload.prompt,
        reportsCredits: credits.reportCredits)
      return try run.run(job)
    }
    throw ExitCode(status)
  }

  /// Checks everything that can be checked before a request is sent and before a simulated platform is
  /// started.
  private func prepare() throws(CommandError) -> Payload {
    if endpoint.contains("=") {
      throw .refused(
        "the endpoint comes first, before \(endpoint): skillsvideo generate ENDPOINT FIELD=VALUE ...")
    }
    let payload = try Payload(endpoint: endpoint, fields: fields, base: request.payload)
    if let save = files.save { try Save.prepare(folder: save) }
    return payload
  }
}

struct RequestOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The request as a JSON object: the text itself, @FILE, or - for standard input.", valueName: "json"))
  var payload: String?
}

/// The credit balance around a generation.
struct CreditOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Query the credit balance first; send nothing while it is lower than this or cannot be read.",
      valueName: "n"))
  var minCredits: UInt64?

  @Flag(
    help: "Show the credit balance before and after. One that cannot be read in some seconds is left out.")
  var reportCredits = false

  func apply(to client: LibraryClient) throws(CommandError) {
    if let minCredits { try client.set("min_credits", String(minCredits)) }
    if reportCredits { try client.set("report_credits", "1") }
  }
}

/// The checks before a request is sent.
struct CheckOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      OpenAPI document (JSON) to compare the request with. Default: the catalogue that is installed with \
      the program.
      """,
      valueName: "file"),
    completion: .file())
  var openapi: String?

  @Option(
    help: ArgumentHelp(
      """
      off, warn (report problems and send), auto (refuse misspelt fields, and problems of models that the \
      document is sure of) or strict (refuse every problem).
      """,
      valueName: "mode"))
  var check: CheckMode?

  var mode: CheckMode { check ?? .auto }

  @Flag(
    help: "Show the request that would be sent, without the key, and its problems. Sends nothing.")
  var dryRun = false

  func apply(to client: LibraryClient) throws(CommandError) {
    try client.set("validate", mode.rawValue)
    guard mode != .off, let document = openapi ?? Catalogue.path else { return }
    do { try client.set("openapi_file", document) } catch { throw error.nothingSent }
  }
}

enum CheckMode: String, ExpressibleByArgument, CaseIterable {
  case off
  case warn
  case auto
  case strict
}

struct FileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Fetch the files into this folder, which is made when it is not there.", valueName: "dir"),
    completion: .directory)
  var save: String?

  @Flag(
    inversion: .prefixedNo,
    help:
      """
      Show saved pictures in the terminal, with chafa if it is installed. Default: if the terminal is known \
      to support pictures.
      """
  )
  var preview: Bool?

  var previewMode: Preview.Mode {
    switch preview {
    case nil: .automatic
    case true?: .wanted
    case false?: .never
    }
  }
}
