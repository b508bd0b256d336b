import Glibc

/// `doctor --live`: announces the requests, sends them, and writes the report.
struct LiveDoctor {
  let options: ConnectionOptions
  /// The path of the report; nil for standard output.
  let file: String?

  func run() -> Int32 {
    let streams = Streams()
    Interrupt.install()
    guard Key.isSet else { return Key.refuse(streams, json: options.json) }
    do throws(CommandError) {
      return try examine(streams)
    } catch {
      return streams.refuse(error, json: options.json)
    }
  }

  private func examine(_ streams: Streams) throws(CommandError) -> Int32 {
    let address = DoctorChecks(options).baseURL
    try announce(address, streams)
    let target = try file.map { (path) throws(CommandError) in try Self.create(path) }
    let exchanges: [LiveExchange]
    do throws(CommandError) {
      exchanges = try LiveCheck(options: options, streams: streams).run()
    } catch {
      // An empty file would prevent the next report from being written.
      if let file { unlink(file) }
      throw error
    }
    let report = LiveReport(exchanges, address: address)
    try write(report, target, streams)
    if !report.isAnswered {
      streams.printError("the address did not answer; 'skillsvideo doctor' looks for the cause.")
      return ExitStatus.transport
    }
    return report.isGood ? ExitStatus.success : ExitStatus.refused
  }

  /// With --json, standard output contains records only.
  private func announce(_ address: String, _ streams: Streams) throws(CommandError) {
    do throws(CommandError) {
      try LibraryClient().set("base_url", address)
    } catch {
      throw .refused("\(Redaction.url(address)) cannot be used: \(error.message). Nothing was sent.")
    }
    if options.quiet { return }
    let out = options.json ? streams.err : streams.out
    for line in LiveReport.announcement(address) { out.line(ShownText.printable(line)) }
    if !options.json { out.line("") }
  }

  /// The file is created before anything is sent. An existing file is never overwritten.
  private static func create(_ path: String) throws(CommandError) -> OutputDescriptor {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if descriptor >= 0 { return OutputDescriptor(descriptor) }
    if errno == EEXIST { throw .file("\(path) is there already; name another file. Nothing was sent.") }
    throw .file("\(path) cannot be written: \(System.errorText(errno)). Nothing was sent.")
  }

  private func write(_ report: LiveReport, _ target: OutputDescriptor?, _ streams: Streams)
    throws(CommandError)
  {
    let out = target ?? streams.out
    for line in options.json ? [report.record] : report.lines { out.line(ShownText.printable(line)) }
    guard let target, let file else { return }
    let isClosed = close(target.descriptor) == 0
    if target.failure != 0 || !isClosed {
      let code = target.failure == 0 ? errno : target.failure
      throw .file("\(file) could not be written: \(System.errorText(code)).")
    }
    if options.json {
      streams.out.line(
        Record.object(event: "report_written") { writer in
          writer.field("path", file)
          writer.field("ok", report.isGood)
          writer.field("message", report.summary)
        })
    } else if !options.quiet {
      streams.out.line(ShownText.printable("\(report.summary). The report is in \(file)."))
    }
  }
}
