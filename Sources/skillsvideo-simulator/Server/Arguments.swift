import ArgumentParser

/// main calls this with the arguments, which Swift itself cannot read where there is no /proc.
@_cdecl("sv_program_start")
public func programStart(_ count: Int32, _ words: UnsafePointer<UnsafePointer<CChar>?>) -> Int32 {
  let words = UnsafeBufferPointer(start: words, count: Int(count)).compactMap {
    $0.map { String(cString: $0) }
  }
  CatalogueFinder.programName = words.first
  SimulatorCommand.main(Array(words.dropFirst()))
  return 0
}

struct SimulatorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "skillsvideo-simulator",
    abstract: "A local skills.video platform for tests and demonstrations.",
    discussion: """
      Serves the Open Platform API on 127.0.0.1: event streams, polling, results, credits and real files. \
      It prints one line of JSON with its base_url and key, and runs until its standard input closes or it \
      receives SIGTERM.

      A job takes --latency-ms from its creation to its end, and has --events IN_PROGRESS states, whether or \
      not a client follows it. With --polls N, a job on the polling path ends with its Nth poll instead. A \
      request can select faults by the header X-Simulate: NAME[=VALUE][*TIMES], ... (see --list-faults). \
      --fault selects them for every API request without that header. A client that cannot set headers can \
      use the base URL /simulate/FAULTS/api/v1. Its faults apply to creates; balance faults apply to balance \
      queries.

      GET /simulator/log returns the received requests; POST /simulator/reset clears them. POST \
      /simulator/listener/closed refuses new connections until .../open, and .../reset/N resets the next N \
      connections. POST /simulator/credits/N sets the balance. None of these needs the key. A second port \
      leads to the same platform; only the redirect-away faults use it.
      """)

  @Option(help: "Port to listen on; 0 takes a free one.")
  var port = 0
  @Option(help: "Address to listen on; only loopback is served.")
  var host = Server.host
  @Option(help: "The API key that is accepted.")
  var key = "sk-simulator"
  @Option(
    help: "Folder of openapi.json. Default: SKILLS_VIDEO_CATALOGUE, else the installed one."
  )
  var catalogue: String?
  @Option(help: ArgumentHelp("Time from the creation of a job to its end.", valueName: "ms"))
  var latencyMs = 600
  @Option(help: "IN_PROGRESS events of a job.")
  var events = 3
  @Option(help: ArgumentHelp("Let jobs made on the polling path end with their Nth poll.", valueName: "n"))
  var polls: Int?
  @Option(help: ArgumentHelp("Time between comment lines in each stream; 0 sends none.", valueName: "ms"))
  var heartbeatMs = 0
  @Option(help: "Seed of job ids and pictures. The same seed gives the same ones.")
  var seed: UInt64 = 0
  @Option(help: "Credits of the account. A picture costs 10, a clip 50, speech 5.")
  var credits = 100_000
  @Option(help: "Largest number of jobs at once; further creates are answered with 429.")
  var maxJobs = 10_000
  @Option(help: ArgumentHelp("Faults for every API request, as in X-Simulate.", valueName: "spec"))
  var fault: [String] = []
  @Option(help: "Format of clips: avi (motion JPEG) or webp (animated).")
  var clips = ClipFormat.avi
  @Flag(help: "Answer a create that repeats an Idempotency-Key and payload with the first job.")
  var idempotent = false
  @Option(
    help: ArgumentHelp("Send signed webhooks about every job to this address on loopback.", valueName: "url"))
  var webhookURL: String?
  @Option(help: ArgumentHelp("The secret that signs webhooks: whsec_ and base64.", valueName: "secret"))
  var webhookSecret = WebhookSettings.secret
  @Option(help: ArgumentHelp("How many extra times each webhook is sent.", valueName: "n"))
  var webhookRepeats = 0
  @Flag(help: "Send the last webhook of a job first.")
  var webhookShuffle = false
  @Flag(help: "Keep running when standard input closes.")
  var ignoreStdin = false
  @Flag(help: "Print the faults and exit.")
  var listFaults = false

  func validate() throws {
    guard host == Server.host else {
      throw ValidationError("the simulator serves \(Server.host) only, not \(host)")
    }
    guard (0...65_535).contains(port) else { throw ValidationError("--port goes from 0 to 65535") }
    guard credits >= 0, maxJobs >= 0, polls ?? 0 >= 0 else {
      throw ValidationError("numbers may not be negative")
    }
    guard (0...Pace.maxEvents).contains(events) else {
      throw ValidationError("--events goes from 0 to \(Pace.maxEvents)")
    }
    guard [latencyMs, heartbeatMs].allSatisfy({ (0...Pace.maxMilliseconds).contains($0) }) else {
      throw ValidationError("milliseconds go from 0 to \(Pace.maxMilliseconds)")
    }
    guard !key.isEmpty, key.utf8.allSatisfy({ (33...126).contains($0) }) else {
      throw ValidationError("--key takes visible ASCII characters")
    }
    _ = try faults()
    _ = try webhooks()
  }

  func run() throws {
    if listFaults { return print(FaultKind.list) }
    var settings = SimulatorSettings(
      key: key, seed: seed,
      pace: Pace(latency: latencyMs, events: events, heartbeat: heartbeatMs, polls: polls),
      credits: credits, maxActiveJobs: maxJobs, isIdempotent: idempotent, clips: clips, faults: try faults())
    settings.webhooks = try webhooks()
    let process = ServedProcess()
    let server = try Server(settings: settings, catalogue: CatalogueFinder.load(catalogue), port: port)
    process.announce([
      "base_url": .string("http://\(Server.host):\(server.port)/api/v1"), "key": .string(key),
      "pid": .integer(Int(process.id)),
      "log_url": .string("http://\(Server.host):\(server.port)/simulator/log"),
    ])
    process.waitForEnd(watchingStdin: !ignoreStdin)
  }

  private func webhooks() throws -> WebhookSettings? {
    guard let webhookURL else { return nil }
    guard (0...100).contains(webhookRepeats) else {
      throw ValidationError("--webhook-repeats goes from 0 to 100")
    }
    let settings = WebhookSettings(
      url: webhookURL, secret: webhookSecret, repeats: webhookRepeats, isShuffled: webhookShuffle)
    guard let settings else { throw ValidationError("--webhook-url must be http://127.0.0.1:PORT/PATH") }
    return settings
  }

  private func faults() throws -> [Fault] {
    do {
      return try fault.flatMap { try Fault.list(parsing: $0) }
    } catch let error as Fault.SyntaxError {
      throw ValidationError("--fault \(error.message); --list-faults prints them all")
    }
  }
}

extension ClipFormat: ExpressibleByArgument {}
