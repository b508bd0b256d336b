import SVProtocol
import SVText

/// The record of each kind of event: share/records.schema.json describes them.
struct EventRecord {
  let event: QueuedEvent
  let job: Job

  /// Appends one line without its end. It never contains the key. The record of the end belongs to the
  /// result. Returns the place of the status of a message or a poll in the buffer, without quotation marks;
  /// an empty range if there is none; nil if there is no memory.
  func append(to buffer: ByteBuffer) -> Range<Int>? {
    let start = buffer.count
    guard let status = appendUnmasked(to: buffer) else { return nil }
    // Masking changes no length.
    job.clientSettings.key?.mask(UnsafeMutableRawBufferPointer(rebasing: buffer.mutableBytes[start...]))
    return status
  }

  private func appendUnmasked(to buffer: ByteBuffer) -> Range<Int>? {
    switch event.payload {
    case .message(let message):
      return job.messageRecords.append(message, elapsed: event.elapsed, of: job, to: buffer)
    case .generation(.poll(let attempt, let httpStatus, let word, let isTerminal)):
      return appendPoll(attempt, httpStatus, word, isTerminal, to: buffer)
    default: return appendOther(to: buffer) ? 0..<0 : nil
    }
  }

  private func appendPoll(
    _ attempt: Int, _ httpStatus: Int, _ word: String?, _ isTerminal: Bool, to buffer: ByteBuffer
  ) -> Range<Int>? {
    var builder = pollBuilder("poll", attempt, httpStatus)
    let status = builder.status(word, isTerminal: isTerminal)
    let start = buffer.count
    guard let record = builder.build(last: "payload", event.answer?.bytes), buffer.append(record.bytes) else {
      return nil
    }
    return start + status.lowerBound..<start + status.upperBound
  }

  private func appendOther(to buffer: ByteBuffer) -> Bool {
    let record: ByteBuffer?
    switch event.payload {
    case .message: return false
    case .end: return job.result.map { buffer.append($0.json.bytes) } ?? false
    case .generation(let happening): record = generationRecord(happening)
    case .bytes(let done, let total, let isUpload): record = bytesRecord(done, total, isUpload)
    case .trace(let trace): record = traceRecord(trace)
    case .start(let url, let mode): record = startRecord(url: url, mode: mode.description)
    }
    return record.map { buffer.append($0.bytes) } ?? false
  }

  private func builder(_ event: String) -> RecordBuilder {
    RecordBuilder(event, tag: job.tag, elapsed: self.event.elapsed)
  }

  private var generationID: String? { job.generationID.map { $0.string } }

  private func startRecord(url: String, mode: String) -> ByteBuffer? {
    var record = builder("start")
    record.field("url", url)
    record.field("mode", mode)
    if let id = generationID { record.field("generation_id", id) }
    record.field("idempotency_key", job.createKey)
    return record.build()
  }

  private func bytesRecord(_ done: Int64, _ total: Int64?, _ isUpload: Bool) -> ByteBuffer? {
    var record = builder("bytes")
    record.field("done", done)
    if let total { record.field("total", total) } else { record.null("total") }
    record.field("direction", isUpload ? "upload" : "download")
    return record.build()
  }

  private func traceRecord(_ trace: Trace) -> ByteBuffer? {
    var record = builder("trace")
    trace.write(to: &record)
    return record.build()
  }

  private func generationRecord(_ happening: GenerationEvent) -> ByteBuffer? {
    switch happening {
    case .submitting(let request):
      let mode = request == .createStream ? "sse_then_poll_fallback" : "poll"
      return startRecord(url: job.url(of: request), mode: mode)
    case .opened(let httpStatus):
      var record = builder("sse_open")
      record.field("http_status", httpStatus)
      record.field("url", job.url(of: .createStream))
      return record.build()
    case .accepted(let id):
      var record = builder("accepted")
      record.field("generation_id", id)
      return record.build()
    case .streamLost(let loss, let httpStatus, let message):
      return streamLostRecord(loss, httpStatus, message)
    case .retry(let attempt, let delay, let reason, let message):
      var record = builder("retry")
      record.field("attempt", attempt)
      record.field("delay_ms", delay)
      record.field("reason", reason.name.description)
      record.field("message", message)
      return record.build()
    case .fallbackStarted:
      var record = builder("fallback_polling_start")
      record.field("generation_id", generationID)
      return record.build()
    case .fallbackEnded(let ok):
      var record = builder("fallback_polling_end")
      record.field("generation_id", generationID)
      record.field("ok", ok)
      return record.build()
    case .poll: return nil
    case .pollFailed(let attempt, let httpStatus, let transient, let delay, let message):
      var record = pollBuilder("poll_error", attempt, httpStatus)
      record.field("transient", transient)
      if let delay { record.field("delay_ms", delay) } else { record.null("delay_ms") }
      record.field("message", message)
      return record.build()
    case .notice(let kind, let message):
      var record = builder("notice")
      record.field("notice", kind.name)
      record.field("message", message)
      return record.build()
    }
  }

  private func pollBuilder(_ name: String, _ attempt: Int, _ httpStatus: Int) -> RecordBuilder {
    var record = builder(name)
    record.field("generation_id", generationID)
    record.field("attempt", attempt)
    record.field("http_status", httpStatus)
    return record
  }

  private func streamLostRecord(_ loss: StreamLoss, _ httpStatus: Int, _ message: String) -> ByteBuffer? {
    var record = builder(loss.event)
    if loss == .httpError {
      record.field("http_status", httpStatus)
    } else {
      record.field("generation_id", generationID)
    }
    record.field("message", message)
    return loss == .httpError ? record.build(last: "payload", event.answer?.bytes) : record.build()
  }
}
