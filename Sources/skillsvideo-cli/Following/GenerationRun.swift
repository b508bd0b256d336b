import CSkillsVideo

/// Follows a generation to its end, shows the result and saves its files. `generate` and `wait` share it.
struct GenerationRun {
  let session: Session
  let reporter: Reporter
  let files: FileOptions
  /// The prompt, for file names; nil to use the prompt that the answer repeats.
  var prompt: String?
  /// Whether the credit balance before and after is shown.
  var reportsCredits = false

  private var streams: Streams { session.streams }
  /// The folder to save in, if files are saved.
  private var folder: String? { files.save }

  func run(_ job: RunningJob) throws(CommandError) -> Int32 {
    // Until the id is known, the last words contain none. The reporter replaces them later.
    Interrupt.setFinalMessage("skillsvideo: interrupted. \(finalMessage(job.generationID))\n")
    try Follower(session.client, reporter).follow([job])
    guard let result = job.result else { return interrupted(job.generationID) }
    let outcome = JobOutcome(result)
    showID(outcome.generationID)
    if result.status != SV_OK { return failed(result, outcome) }
    guard let folder else {
      showAddresses(outcome)
      showUsage(outcome)
      return ExitStatus.success
    }
    if Interrupt.isRequested { return interruptedFetch(outcome.generationID) }
    let status = try save(outcome, in: folder)
    showUsage(outcome)
    return status
  }

  private func failed(_ result: RunningJob.Result, _ outcome: JobOutcome) -> Int32 {
    showUsage(outcome)
    let wasStopped = result.status == SV_ERR_STOPPED || result.status == SV_ERR_OUTCOME_UNKNOWN
    if Interrupt.isRequested && wasStopped {
      return interrupted(outcome.generationID, message: result.message)
    }
    streams.printError(session.withFullCommand(result.message, outcome.generationID, folder: folder))
    return ExitStatus.of(result.status)
  }

  private func finalMessage(_ generationID: String?) -> String {
    if session.simulation != nil { return CommandRemedy.simulationIsOver }
    return generationID.flatMap { session.resumption($0, folder: folder).map(CommandRemedy.follow) }
      ?? CommandRemedy.unknownOutcome
  }

  private func interrupted(_ generationID: String?, message: String = CommandRemedy.unknownOutcome) -> Int32 {
    guard let generationID else { return interrupted(message) }
    return interrupted(session.resumption(generationID, folder: folder).map(CommandRemedy.follow))
  }

  private func interruptedFetch(_ generationID: String?) -> Int32 {
    interrupted(generationID.flatMap { session.resumption($0, folder: folder) }.map(CommandRemedy.fetch))
  }

  private func interrupted(_ what: String?) -> Int32 {
    streams.printError("interrupted. " + (what ?? CommandRemedy.simulationIsOver))
    return ExitStatus.interrupted
  }

  private func save(_ outcome: JobOutcome, in folder: String) throws(CommandError) -> Int32 {
    if outcome.media.isEmpty {
      let remedy = CommandRemedy.noOutputs(fetching(outcome))
      return notSaved(outcome, "its answer names no file, so that no file was saved", remedy)
    }
    let stem =
      (prompt ?? outcome.prompt).flatMap(FileName.slug)
      ?? FileName.stem(generationID: outcome.generationID ?? "")
    let save = Save(session.client, reporter, outcome.media, folder: folder, stem: stem)
    let (saved, failed) = try save.run()
    for file in saved {
      show("saved \(file.path)\(details(file))")
      if !reporter.json { Preview.show(file.path, files.previewMode, on: streams.out.descriptor) }
    }
    for file in failed { streams.printError(file.message) }
    if Interrupt.isRequested && save.remaining > 0 { return interruptedFetch(outcome.generationID) }
    if failed.isEmpty { return ExitStatus.success }
    let count = failed.count == 1 ? "1 file was" : "\(failed.count) files were"
    return notSaved(outcome, "\(count) not saved", CommandRemedy.fetchAgain(fetching(outcome)))
  }

  /// Reports that the generation is paid for but its files were not saved, with the command that downloads
  /// them.
  private func notSaved(_ outcome: JobOutcome, _ what: String, _ remedy: String) -> Int32 {
    let id = outcome.generationID ?? ""
    let error = CommandError.file("the generation \(id) has succeeded and is paid, but \(what). \(remedy)")
    if reporter.json {
      streams.out.line(
        Record.object(event: "error") { writer in
          writer.field("error", error.name)
          writer.field("generation_id", outcome.generationID)
          writer.field("message", error.message)
          writer.field("charge_state", "accepted")
          writer.field("remedy", remedy)
        })
    }
    streams.printError(error.message)
    return error.exitStatus
  }

  /// The command that downloads the files of a generation.
  private func fetching(_ outcome: JobOutcome) -> String? {
    outcome.generationID.flatMap { session.resumption($0, folder: folder ?? "DIR") }
  }

  private func details(_ file: Save.Saved) -> String {
    let pixels = file.media.pixels
    let size = System.fileSize(file.path).map { ShownText.size($0) }
    let known = [pixels, size].compactMap { $0 }
    return known.isEmpty ? "" : " (\(known.joined(separator: ", ")))"
  }

  private func showID(_ generationID: String?) {
    if let generationID { show("id \(generationID)") }
  }

  private func showAddresses(_ outcome: JobOutcome) {
    if outcome.media.isEmpty {
      streams.printError(
        "the generation has succeeded and is paid, but its answer names no file. "
          + CommandRemedy.noOutputs(fetching(outcome)))
    }
    for media in outcome.media { show("url \(media.url)") }
    if session.simulation != nil && !outcome.media.isEmpty && !session.options.quiet && !reporter.json {
      streams.err.line(
        "The simulated platform ends with this call and its addresses with it; --save DIR keeps the files.")
    }
  }

  private func showUsage(_ outcome: JobOutcome) {
    if let credits = outcome.credits { show("used \(credits) \(credits == "1" ? "credit" : "credits")") }
    guard reportsCredits, let balance = outcome.balance else { return }
    let parts = [balance.before.map { "\($0) before" }, balance.after.map { "\($0) after" }].compactMap { $0 }
    show("balance " + (parts.isEmpty ? "unknown" : parts.joined(separator: ", ")))
  }

  /// Prints a line for people. With --json, the records contain the same.
  private func show(_ line: String) {
    if !reporter.json { streams.out.line(ShownText.printable(line)) }
  }
}
