import CSkillsVideo
import SVProtocol

/// The context of a command that uses the network: its streams, the configured engine, and with --simulate
/// the local platform.
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

  /// Runs a command, and converts any error to a message and an exit status. Errors from `prepare` occur
  /// before anything is sent or started.
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

  /// A failed write to standard output is an error if all else succeeded. A closed pipe is not.
  private func finish(_ status: Int32) -> Int32 {
    guard streams.out.lostText else { return status }
    streams.printError("standard output could not be written: \(System.errorText(streams.out.failure))")
    return status == ExitStatus.success ? ExitStatus.file : status
  }

  /// The command that follows a generation again, with the options that it needs to find it.
  func resumption(_ generationID: String, folder: String?) -> String? {
    if simulation != nil { return nil }
    var words = ["skillsvideo", "wait", generationID]
    if let folder { words += ["--save", folder] }
    if let url = options.baseURL { words += ["--base-url", url] }
    return words.map(ShownText.shellWord).joined(separator: " ")
  }
}

extension Session {
  /// Adds the folder and the address to the command in an engine message that follows a generation again.
  func withFullCommand(_ message: String, _ generationID: String?, folder: String?) -> String {
    guard let generationID else { return message }
    let plain = Remedy.wait(generationID)
    if let whole = resumption(generationID, folder: folder) { return message.replacing(plain, with: whole) }
    return message.replacing(Remedy.follow(with: plain), with: CommandRemedy.simulationIsOver)
  }

  /// The message about a generation as soon as its id is known.
  func announcement(_ generationID: String, folder: String?) -> String {
    let resumption = resumption(generationID, folder: folder)
    return "generation \(generationID) accepted"
      + (resumption.map { "; if this is interrupted: \($0)" } ?? " by the simulation")
  }
}

extension Streams {
  /// Reports an error: a message for people, and with `json` also a record.
  func refuse(_ error: CommandError, json: Bool) -> Int32 {
    if json { out.line(Record.error(name: error.name, message: error.message)) }
    printError(error.message)
    return error.exitStatus
  }
}
