import CSkillsVideo
import SVProtocol

/// What every networked command has: its streams, an engine set up as the options say, and for --simulate the
/// local platform.
final class Session {
  let streams: Streams
  let options: ConnectionOptions
  let client: LibraryClient
  let simulation: Simulation?

  private init(_ options: ConnectionOptions, _ simulatorArguments: [String]?, _ streams: Streams)
    throws(CommandError)
  {
    self.options = options
    self.streams = streams
    client = try LibraryClient()
    if let simulatorArguments {
      simulation = try Simulation(arguments: simulatorArguments)
    } else {
      simulation = nil
    }
    try options.apply(to: client)
    if let simulation {
      try client.set("base_url", simulation.baseURL)
      try client.set("api_key", simulation.key)
      try client.set("proxy", "")
    }
  }

  /// Runs a command's work and turns every way to fail into words and an exit status. What `prepare` refuses
  /// is refused before anything is sent or started.
  static func run<Prepared>(
    _ options: ConnectionOptions, _ simulate: SimulationOptions? = nil, needsKey: Bool = true,
    prepare: () throws(CommandError) -> Prepared, _ body: (Session, Prepared) throws(CommandError) -> Int32
  ) -> Int32 {
    let streams = Streams()
    Interrupt.install()
    let arguments = simulate?.simulatorArguments
    do throws(CommandError) {
      if arguments != nil && options.baseURL != nil {
        throw .refused("--simulate has its own address; leave --base-url out.")
      }
      if needsKey && arguments == nil && !Key.isSet { return Key.refuse(streams, json: options.json) }
      let prepared = try prepare()
      let session = try Session(options, arguments, streams)
      return session.finish(try body(session, prepared))
    } catch {
      return streams.refuse(error, json: options.json)
    }
  }

  /// Standard output that could not be written is a failure of its own when all else went well; a reader that
  /// left is not.
  private func finish(_ status: Int32) -> Int32 {
    guard streams.out.lostText else { return status }
    streams.complain("standard output could not be written: \(System.errorText(streams.out.failure))")
    return status == ExitStatus.success ? ExitStatus.file : status
  }

  /// The command that follows a generation again, with what it needs to find it.
  func resumption(_ generationID: String, folder: String?) -> String? {
    if simulation != nil { return nil }
    var words = ["skillsvideo", "wait", generationID]
    if let folder { words += ["--save", folder] }
    if let url = options.baseURL { words += ["--base-url", url] }
    return words.map(ShownText.shellWord).joined(separator: " ")
  }
}

extension Session {
  /// A message of the engine with the command to follow a generation again made whole: with its folder and
  /// address.
  func withWayBack(_ message: String, _ generationID: String?, folder: String?) -> String {
    guard let generationID else { return message }
    let plain = Remedy.wait(generationID)
    if let whole = resumption(generationID, folder: folder) { return message.replacing(plain, with: whole) }
    return message.replacing(Remedy.follow(with: plain), with: CommandRemedy.simulationIsOver)
  }

  /// What to say of a generation as soon as its id is known.
  func announcement(_ generationID: String, folder: String?) -> String {
    let resumption = resumption(generationID, folder: folder)
    return "generation \(generationID) accepted"
      + (resumption.map { "; if this is interrupted: \($0)" } ?? " by the simulation")
  }
}

extension Streams {
  /// Says why nothing could be done: to a person always, to a program as a record.
  func refuse(_ error: CommandError, json: Bool) -> Int32 {
    if json { out.line(Record.error(name: error.name, message: error.message)) }
    complain(error.message)
    return error.exitStatus
  }
}
