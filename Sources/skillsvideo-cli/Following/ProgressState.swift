import CSkillsVideo

/// The contents of the progress line: the state of the generation, the time, the id, and the current
/// activity.
struct ProgressState {
  private let started: Int64
  private var state: String
  private var generationID: String?
  private var activity = ""
  /// When a temporarily refused create is sent again.
  private var retryAt: Int64?
  private var events = 0
  private var polls = 0
  private var downloads = Downloads()

  /// Bytes of every download by tag. The total of a download is unknown until its host reports it.
  private struct Downloads {
    var done: [UInt64: Int64] = [:]
    var total: [UInt64: Int64] = [:]
    var announced = 0
    var ended = 0
  }

  init(_ state: String, at now: Int64) {
    self.state = state
    started = now
  }

  mutating func expectDownloads(_ count: Int) {
    downloads.announced = count
    state = "downloading"
    activity = ""
  }

  mutating func take(_ event: JobEvent) {
    if generationID == nil { generationID = event.generationID }
    if let status = event.status { state = Self.word(for: status) }
    if event.kind != SV_EVENT_TRACE { retryAt = nil }
    switch event.kind {
    case SV_EVENT_SUBMITTING: activity = ""
    case SV_EVENT_OPEN: activity = "connected"
    case SV_EVENT_MESSAGE:
      events += 1
      activity = events == 1 ? "1 event" : "\(events) events"
    case SV_EVENT_STREAM_LOST: activity = "stream lost"
    case SV_EVENT_FALLBACK: activity = "polling after a lost stream"
    case SV_EVENT_POLL:
      polls += 1
      activity = events == 0 ? "polling" : "polling after a lost stream"
    case SV_EVENT_POLL_FAILED: activity = "a poll failed, trying again"
    case SV_EVENT_RETRY: takeRetry(event)
    case SV_EVENT_BYTES: takeBytes(event)
    case SV_EVENT_END where event.tag != 0: downloads.ended += 1
    default: break
    }
  }

  private mutating func takeRetry(_ event: JobEvent) {
    let record = event.record
    activity = (record?["reason"]?.string ?? "trouble").replacing("_", with: " ")
    retryAt = System.monotonicMilliseconds() + (record?["delay_ms"]?.int ?? 0)
  }

  private mutating func takeBytes(_ event: JobEvent) {
    guard let record = event.record else { return }
    downloads.done[event.tag] = record["done"]?.int
    downloads.total[event.tag] = record["total"]?.int
  }

  /// The most important part first, because a narrow terminal cuts off the end.
  func parts(at now: Int64) -> [String] {
    [state, ShownText.clock(milliseconds: now - started), generationID ?? "", doing(at: now)]
  }

  private func doing(at now: Int64) -> String {
    if downloads.announced > 0 { return downloadActivity }
    guard let retryAt else { return activity }
    return "\(activity), trying again in \(ShownText.clock(milliseconds: retryAt - now + 999))"
  }

  private var downloadActivity: String {
    let done = downloads.done.values.reduce(0, &+)
    let total = downloads.total.values.reduce(0, &+)
    let files = downloads.announced == 1 ? "1 file" : "\(downloads.announced) files"
    if downloads.total.count < downloads.announced || total <= 0 {
      return "\(files), \(ShownText.size(done))"
    }
    let percent = min(100, done.multipliedReportingOverflow(by: 100).partialValue / total)
    return "\(files), \(percent) % of \(ShownText.size(total))"
  }

  /// Replaces known status words by plain ones.
  private static func word(for status: String) -> String {
    switch status.uppercased() {
    case "IN_QUEUE", "QUEUED", "STARTING": "queued"
    case "IN_PROGRESS", "PROCESSING", "RUNNING": "running"
    case "COMPLETED", "SUCCEEDED": "completed"
    case "FAILED": "failed"
    case "CANCELED", "CANCELLED": "canceled"
    default: status
    }
  }
}
