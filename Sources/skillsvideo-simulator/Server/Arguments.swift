import ArgumentParser

/// Called by main, which has the arguments where there is no /proc, too.
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
      It prints \
      one line of JSON with its base_url and key, and serves until its standard input closes or SIGTERM comes.

      A job takes --latency-ms from its creation to its end, with --events IN_PROGRESS states on the way, \
      whether \
      somebody follows it or not. With --polls N a job made on the polling path ends with its Nth poll \
      instead. \
      A request can ask for faults with the header X-Simulate: NAME[=VALUE][*TIMES], ... (see \
      --list-faults); \
      --fault does the same for every API request without that header. A client that cannot set headers \
      takes the base \
      URL /simulate/FAULTS/api/v1, whose faults meet its creates, and its looks at the credits where they \
      are about \
      them.

      GET /simulator/log tells what was received; POST /simulator/reset starts afresh. POST \
      /simulator/listener/closed \
      refuses new connections until .../open, and .../reset/N resets the next N as soon as they are made. \
      POST \
      /simulator/credits/N sets the balance. None of these needs the key. A second port leads to the same \
      platform; \
      only the redirect-away faults name it.
      """)

  @Option(help: "Port to listen on; 0 takes a free one.")
  var port = 0
  @Option(help: "Address to listen on; only loopback is served.")
  var host = Server.host
  @Option(help: "The API key that is right.")
  var key = "sk-simulator"
  @Option(
    help: "Folder that holds openapi.json. Default: SKILLS_VIDEO_CATALOGUE, else the one of the installation."
  )
  var catalogue: String?
  @Option(help: ArgumentHelp("Time from the creation of a job to its end.", valueName: "ms"))
  var latencyMs = 600
  @Option(help: "IN_PROGRESS events of a job.")
  var events = 3
  @Option(help: ArgumentHelp("Let jobs made on the polling path end with their Nth poll.", valueName: "n"))
  var polls: Int?
  @Option(help: ArgumentHelp("A comment line in each stream so often; 0 sends none.", valueName: "ms"))
  var heartbeatMs = 0
  @Option(help: "Chooses job ids and pictures; the same seed gives the same ones.")
  var seed: UInt64 = 0
  @Option(help: "Credits on the account. A picture costs 10, a clip 50, speech 5.")
  var credits = 100_000
  @Option(help: "More jobs than this at once are answered with 429.")
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
  @Option(help: ArgumentHelp("The secret that signs them, whsec_ and base64.", valueName: "secret"))
  var webhookSecret = WebhookSettings.secret
  @Option(help: ArgumentHelp("Send each webhook so many times more than once.", valueName: "n"))
  var webhookRepeats = 0
  @Flag(help: "Send the last webhook of a job first.")
  var webhookShuffle = false
  @Flag(help: "Serve on when standard input closes.")
  var ignoreStdin = false
  @Flag(help: "Print the faults and end.")
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
