import ArgumentParser
import CSkillsVideo

struct DownloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "download",
    abstract: "Download one file of a generation by its address.",
    usage: "skillsvideo download <url> [--output <file> | --save <dir>] [<options>]",
    discussion: """
      The file appears only when it is complete, and replaces another only with
      --overwrite. The API key is neither needed nor sent. Without --output or
      --save, the file is written to the current folder and named after the
      address, with the extension of its detected type, such as .webp. If that
      name exists, -2, -3 and so on is added.
      'skillsvideo wait ID --save DIR' downloads all files of a generation by
      its id, as long as the platform keeps them.

      EXAMPLES
        skillsvideo download https://example.com/fox.png
        skillsvideo download https://example.com/fox.png --output red-fox.png

      EXIT STATUS
        0  the file is complete
        1  the address or the options are not valid
       11  time limit         12  no usable answer
       13  the file could not be written, or already exists
       23  the file does not exist, or was deleted; others as in 'generate'
      \(Help.interrupted)
      """)

  @Argument(help: "The address: https, or http on this machine if the platform runs there.")
  var url: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The path of the file.", valueName: "file"), completion: .file())
  var output: String?

  @Flag(help: "With --output: replace an existing file.")
  var overwrite = false

  @OptionGroup(title: "Files") var files: FileOptions
  @OptionGroup(title: "Common options") var connection: ConnectionOptions

  func validate() throws {
    if output != nil && files.save != nil { throw ValidationError("--output and --save exclude each other.") }
    if overwrite && output == nil { throw ValidationError("--overwrite goes with --output.") }
    if output?.isEmpty == true { throw ValidationError("--output wants the name of a file.") }
  }

  func run() throws {
    let status = Session.run(connection, needsKey: false, prepare: prepare) {
      session, _ throws(CommandError) in
      let reporter = Reporter(session.streams, connection)
      if overwrite { try session.client.set("overwrite", "1") }
      reporter.expectDownloads(1)
      var path = ""
      if output == nil {
        reporter.finalPath = { _, record in
          path = DetectedExtension { self.freePath($0) }.finalPath(path, record)
          return path
        }
      }
      var job = try start(session.client, &path)
      var next = NameRetry()
      try Follower(session.client, reporter).follow([job]) { ended throws(CommandError) in
        guard output == nil, let result = ended.result, next.shouldRetry(after: result, at: path) else {
          return nil
        }
        job = try start(session.client, &path)
        return job
      }
      return show(job.result, path, session.streams)
    }
    throw ExitCode(status)
  }

  private func start(_ client: LibraryClient, _ path: inout String) throws(CommandError) -> RunningJob {
    path = output ?? freePath(FileName.ending(name: nil, contentType: nil, url: url))
    do {
      return try client.startDownload(url, to: path, tag: 1)
    } catch {
      throw CommandError(
        exitStatus: error.exitStatus, name: error.name,
        message: "\(error.message). \(CommandRemedy.fetchAgainByID)")
    }
  }

  private func prepare() throws(CommandError) {
    if let save = files.save { try Save.prepare(folder: save) }
  }

  private func freePath(_ ending: String?) -> String {
    FileName.free(
      folder: files.save ?? ".", stem: FileName.stem(url: url), ending: ending, isTaken: System.exists)
  }

  private func show(_ result: RunningJob.Result?, _ path: String, _ streams: Streams) -> Int32 {
    guard let result, result.status != SV_ERR_STOPPED else {
      streams.printError("interrupted. Nothing was left at \(path). \(CommandRemedy.fetchAgainByID)")
      return ExitStatus.interrupted
    }
    if result.status != SV_OK {
      streams.printError(result.message)
    } else if !connection.json {
      let size = System.fileSize(path).map { " (\(ShownText.size($0)))" } ?? ""
      streams.out.line(ShownText.printable("saved \(path)\(size)"))
      Preview.show(path, files.previewMode, on: streams.out.descriptor)
    }
    return ExitStatus.of(result.status)
  }
}
