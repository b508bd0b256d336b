import CSkillsVideo
import SVText

/// Reports events as they happen: as records for programs, as a progress line for people.
final class Reporter {
  let streams: Streams
  let json: Bool
  private let verbose: Bool
  private let quiet: Bool
  /// The message about a new generation's id; nil if the user supplied the id.
  private let announcement: ((String) -> String)?
  /// Also called for every event.
  private let observer: ((JobEvent) -> Void)?
  private let line: ProgressLine?
  private var state: ProgressState
  private(set) var generationID: String?
  /// Called with the tag and the record of a successful download. Returns the final path of its file.
  var finalPath: ((UInt64, JSONNode) -> String)?

  /// `isSilent` is true for a request whose events should not be shown.
  init(
    _ streams: Streams, _ options: ConnectionOptions, isSilent: Bool = false,
    announcement: ((String) -> String)? = nil, observer: ((JobEvent) -> Void)? = nil
  ) {
    self.streams = streams
    json = options.json && !isSilent
    verbose = options.verbose
    quiet = options.quiet
    self.announcement = announcement
    self.observer = observer
    line = options.json || options.quiet || isSilent ? nil : ProgressLine(streams.err)
    state = ProgressState("submitting", at: System.monotonicMilliseconds())
  }

  func take(_ event: JobEvent) {
    observer?(event)
    let settled = renamedRecord(event)
    if event.kind == SV_EVENT_TRACE && verbose {
      traced(event)
    } else if json, let settled {
      streams.out.line(settled)
    } else if json {
      _ = event.withRecord { streams.out.line(bytes: $0) }
    } else if event.kind == SV_EVENT_NOTICE && !quiet {
      noticed(event)
    }
    if generationID == nil, let id = event.generationID {
      generationID = id
      announce(id)
    }
    if line != nil {
      state.take(event)
      line?.touch()
    }
  }

  /// The record of a download whose file was renamed, with the new path.
  private func renamedRecord(_ event: JobEvent) -> String? {
    guard let finalPath, event.kind == SV_EVENT_END, let record = event.record,
      let path = record["path"]?.string,
      record["event"]?.isString("downloaded") == true
    else { return nil }
    let now = finalPath(event.tag, record)
    if now == path { return nil }
    var writer = JSONWriter()
    writer.beginObject()
    for (key, value) in record.members {
      writer.key(key)
      if key == "path" { writer.string(now) } else { writer.raw(value.raw) }
    }
    writer.endObject()
    return writer.text
  }

  func expectDownloads(_ count: Int) {
    state.expectDownloads(count)
    line?.touch()
  }

  /// Draws the progress line if it is due. Returns the time until the next drawing; nil if there is no
  /// progress line.
  func tick(at now: Int64) -> Int64? {
    guard let line else { return nil }
    line.draw(state, at: now)
    return line.pause(at: now)
  }

  /// Erases the progress line, so that other text can be written.
  func pause() {
    line?.clear()
  }

  /// Explains why the command has not ended yet after a signal.
  func explainStop() {
    guard !quiet else { return }
    line?.clear()
    streams.printError(
      "waiting some seconds for the answer to a request already sent; a second signal ends it at once.")
  }

  /// The id of a paid generation must become known even if this process is killed. The progress line and the
  /// records contain it. Without either, it is printed once.
  private func announce(_ id: String) {
    guard let announcement else { return }
    let text = announcement(ShownText.printable(id))
    Interrupt.setFinalMessage("skillsvideo: \(text)\n")
    if !quiet, line == nil, !json || streams.out.failure != 0 { streams.err.line(text) }
  }

  /// Only notices about the user's input or requests are shown. The others need no action.
  private func noticed(_ event: JobEvent) {
    guard let record = event.record, ["payload", "credits"].contains(record["notice"]?.string) else { return }
    line?.clear()
    streams.printError("warning: " + (record["message"]?.string ?? ""))
  }

  private func traced(_ event: JobEvent) {
    line?.clear()
    streams.err.line("trace: " + ShownText.printable(event.record?["message"]?.string ?? ""))
  }
}
