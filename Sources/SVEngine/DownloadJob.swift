import SVJSON
import SVProtocol

/// Fetches an output to a file. Without the key, whatever the host; a failure here never touches the generation.
final class DownloadJob: Job {
  /// How often progress is told at the most.
  private static let progressInterval: Int64 = 100

  private let address: String
  private let path: String
  private var sink: FileSink?
  private var total: Int64?
  private var head: ResponseHead?
  private var contentType = ""
  private var toldAt: Int64 = 0
  private var lastByteAt: Int64 = 0
  private var failure: CallError?
  private var excerpt = ""

  init(client: Client, settings: JobSettings, tag: UInt64, url: String, path: String) {
    address = url
    self.path = path
    super.init(client: client, settings: settings, tag: tag)
  }

  override func begin() {
    guard let client else { return }
    push(.start(url: address, mode: "download"))
    lastByteAt = client.now
    do { sink = try FileSink(target: path, overwrites: settings.overwrites) } catch {
      return conclude(error.status, error.message)
    }
    trace("GET " + address)
    var specification = client.specification(
      url: address, body: nil, headers: ["Accept: */*"], of: self, withKey: false)
    specification.followsRedirects = true
    client.usesTLS = true  // A redirect may lead to it.
    guard let request = CurlRequest(specification, owner: self) else {
      return conclude(.memory, "no memory for a request")
    }
    self.request = request
    if !client.add(request) { conclude(.memory, "no memory for a request") }
  }

  override var deadline: Int64? {
    guard ending == nil else { return nil }
    let silence = lastByteAt + settings.generation.silence
    let total = settings.generation.total
    return total == 0 ? silence : min(silence, startedAt + total)
  }

  override func timerFired() {
    guard let client else { return }
    let isSilence = client.now >= lastByteAt + settings.generation.silence
    let limit = isSilence ? settings.generation.silence : settings.generation.total
    conclude(.timeout, isSilence ? "no byte for \(limit) ms" : "the time limit of \(limit) ms is over")
  }

  override func stop() { conclude(.stopped, "the download was stopped") }
  override func fail(_ status: StatusCode, _ message: String) { conclude(status, message) }

  override func headArrived(_ head: ResponseHead) {
    self.head = head
    trace("HTTP \(head.httpStatus)")
    total = request?.contentLength
    contentType = request?.contentType ?? ""
  }

  override func bodyArrived(_ bytes: UnsafeRawBufferPointer) -> Taken {
    guard let client, let sink else { return .refuse("the file is gone") }
    lastByteAt = client.now
    guard head?.isSuccess == true else {
      if excerpt.isEmpty { excerpt = Excerpt.of(bytes) }
      return .all
    }
    let limit = settings.downloadBytesMax
    if limit > 0, sink.written + Int64(bytes.count) > limit { return .refuse("the file is longer than \(limit) bytes") }
    do { try sink.write(bytes) } catch {
      failure = error
      return .refuse(error.message)
    }
    if client.now - toldAt >= DownloadJob.progressInterval {
      toldAt = client.now
      push(.bytes(done: sink.written, total: total))
    }
    return .all
  }

  override func requestEnded(_ cause: RequestEnd.Cause, head: ResponseHead?) {
    if let failure { return conclude(failure.status, failure.message) }
    switch cause {
    case .transport(let reason): return conclude(.transport, reason)
    case .violation(let reason): return conclude(.protocolViolation, reason)
    case .complete: break
    }
    guard let head, let sink, head.httpStatus == 200 else {
      let status = head?.httpStatus ?? 0
      let known = ErrorClassifier.classify(httpStatus: status, code: nil, message: nil)
      return conclude(
        known.category, "the output's host answered HTTP \(status)" + (excerpt.isEmpty ? "" : ": " + excerpt))
    }
    do { try sink.publish(overwrites: settings.overwrites) } catch { return conclude(error.status, error.message) }
    push(.bytes(done: sink.written, total: sink.written))
    conclude(.ok, "")
  }

  private func conclude(_ status: StatusCode, _ message: String) {
    guard ending == nil else { return }
    var record = RecordBuilder(status == .ok ? "downloaded" : "error", tag: tag, elapsed: elapsed)
    let isTransient = status == .transport || status == .timeout || status == .transient || status == .rateLimited
    let remedy = "The generation is paid for and is not touched by this; fetch the output again while its URL lives."
    var text = ""
    if status == .ok {
      record.field("url", address)
      record.field("path", path)
      record.field("size", sink?.written ?? 0)
      record.field("content_type", contentType)
    } else {
      text = "The download of \(address) failed: \(message). \(remedy)"
      record.field("error", status.name.description)
      record.field("message", text)
      record.field("url", address)
      record.field("http_status", head?.httpStatus ?? 0)
      record.field("retryable", isTransient)
      record.field("remedy", remedy)
    }
    let json = record.build().map { CText($0) } ?? CText("{}")
    sink = nil
    finish(
      JobResult(
        status: status, category: status, httpStatus: head?.httpStatus ?? 0, retryAfter: isTransient ? 0 : -1,
        message: text, generationID: nil, json: json, outputs: []))
  }
}
