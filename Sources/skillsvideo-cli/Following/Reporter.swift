import CSkillsVideo
import SVText

/// Shows events while they happen: records for programs, a progress line for people.
final class Reporter {
  let streams: Streams
  let json: Bool
  private let verbose: Bool
  private let quiet: Bool
  /// What to say of a new generation's id; nil where the person had it before.
  private let announcement: ((String) -> String)?
  /// Sees every event as well.
  private let observer: ((JobEvent) -> Void)?
  private let line: ProgressLine?
  private var state: ProgressState
  private(set) var generationID: String?
  /// Called with the tag and the record of a download that has ended well. Returns where its file is from now
  /// on.
  var settle: ((UInt64, JSONNode) -> String)?

  /// `isSilent` where a request is a step of something else, whose events are of no interest.
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
    let settled = settledRecord(event)
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

  /// The record of a download whose file was given another name, with that name in it.
  private func settledRecord(_ event: JobEvent) -> String? {
    guard let settle, event.kind == SV_EVENT_END, let record = event.record,
      let path = record["path"]?.string,
      record["event"]?.isString("downloaded") == true
    else { return nil }
    let now = settle(event.tag, record)
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

  /// Draws when it is time to. Returns the time until the next drawing, nil where nothing is drawn.
  func tick(at now: Int64) -> Int64? {
    guard let line else { return nil }
    line.draw(state, at: now)
    return line.pause(at: now)
  }

  /// Takes the progress line away, so that other text can be written.
  func pause() {
    line?.clear()
  }

  /// Why the command has not ended yet after a signal.
  func explainStop() {
    guard !quiet else { return }
    line?.clear()
    streams.complain(
      "waiting some seconds for the answer to a request already sent; a second signal ends it at once.")
  }

  /// A paid generation's id has to reach someone even if this process is killed: the progress line shows it,
  /// records hold it, and where neither is there to be read it is said once.
  private func announce(_ id: String) {
    guard let announcement else { return }
    let text = announcement(ShownText.printable(id))
    Interrupt.setLastWords("skillsvideo: \(text)\n")
    if !quiet, line == nil, !json || streams.out.failure != 0 { streams.err.line(text) }
  }

  /// Of the notices a person is told those about what was given or asked for: the others change nothing that
  /// could be done.
  private func noticed(_ event: JobEvent) {
    guard let record = event.record, ["payload", "credits"].contains(record["notice"]?.string) else { return }
    line?.clear()
    streams.complain("warning: " + (record["message"]?.string ?? ""))
  }

  private func traced(_ event: JobEvent) {
    line?.clear()
    streams.err.line("trace: " + ShownText.printable(event.record?["message"]?.string ?? ""))
  }
}
