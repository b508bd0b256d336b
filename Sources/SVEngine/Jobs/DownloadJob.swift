import SVProtocol
import SVText

/// Downloads an output to a file. The key is never sent, whatever the host. A failure does not affect the
/// generation. Interrupted downloads are resumed by the rules of `DownloadMachine`.
final class DownloadJob: Job {
  private let address: String
  private let path: String
  private var machine: DownloadMachine
  private var jitter: Jitter
  private var sink: FileSink?
  private var head: ResponseHead?
  private var use = DownloadMachine.Use.explain
  private var redirects = 0
  private var url = ""
  private var redirectTarget: String?
  private var firstBytes = ByteBuffer()
  private var contentType = ""
  private var lastByteAt: Int64 = 0
  private var retryAt: Int64?
  private var failure: CallError?
  private var excerpt = ""
  private var isOtherType = false

  init(client: Client, settings: JobSettings, tag: UInt64, url: String, path: String) throws(CallError) {
    guard let seed = RandomNumber.seed() else {
      throw CallError(.memory, "the system gives no random numbers")
    }
    address = url
    self.path = path
    jitter = Jitter(seed: seed)
    machine = DownloadMachine(
      triesMax: settings.downloadTriesMax, bytesMax: settings.downloadBytesMax,
      absenceGrace: settings.generation.notFoundGrace)
    super.init(client: client, settings: settings, tag: tag)
  }

  override func begin() {
    push(.start(url: DataURL.shown(address), mode: "download"))
    do { sink = try FileSink(target: path, overwrites: settings.overwrites) } catch {
      return conclude(error.status, error.message)
    }
    if DataURL.isOne(address) { return decode() }
    startTry()
  }

  // MARK: Attempts

  private func startTry() {
    redirects = 0
    send(to: address)
  }

  /// A redirect continues with the same range of the same file.
  private func send(to url: String) {
    guard let client else { return }
    (head, use, retryAt, redirectTarget, excerpt) = (nil, .explain, nil, nil, "")
    self.url = url
    lastByteAt = client.now
    trace("GET " + url)
    var plan = client.plan(
      url: url, headers: ["Accept: */*"] + machine.begin(afterRedirect: redirects > 0), of: self,
      withKey: false)
    plan.isExternal = true
    guard let request = CurlRequest(plan, owner: self) else {
      return conclude(.memory, "no memory for a request")
    }
    self.request = request
    if !client.add(request) { conclude(.memory, "no memory for a request") }
    client.noteDeadline(deadline)
  }

  override var deadline: Int64? {
    guard ending == nil else { return nil }
    let own = retryAt ?? lastByteAt + settings.generation.silence
    let total = settings.generation.total
    return total == 0 ? own : min(own, startedAt + total)
  }

  override func timerFired() {
    guard let client, ending == nil else { return }
    let total = settings.generation.total
    if total > 0, client.now >= startedAt + total {
      return conclude(.timeout, "the time limit of \(total) ms (total_timeout_ms) is over")
    }
    if retryAt != nil { return startTry() }
    dropRequest()
    tryEnded("no byte for \(settings.generation.silence) ms (silence_timeout_ms)", as: .timeout)
  }

  override func stop() { conclude(.stopped, "the download was stopped") }
  override func fail(_ status: StatusCode, _ message: String) { conclude(status, message) }

  // MARK: From libcurl

  override func headArrived(_ head: ResponseHead) {
    self.head = head
    guard let request else { return }
    var about = DownloadHead(httpStatus: head.httpStatus)
    about.contentLength = request.contentLength
    about.contentRange = request.header("content-range")
    about.isEncoded = request.decoder != nil
    about.entityTag = request.header("etag")
    about.lastModified = request.header("last-modified")
    about.retryAfter = head.retryAfter
    use = machine.headArrived(about)
    if head.isSuccess { contentType = request.contentType ?? "" }
    if use == .restart { restart() }
  }

  private func restart() {
    firstBytes = ByteBuffer()
    guard let sink, sink.written > 0 else { return }
    do { try sink.restart() } catch { failure = error }
  }

  override func bodyArrived(_ bytes: UnsafeRawBufferPointer) -> Taken {
    guard let client, let sink else { return .refuse("the file is gone") }
    lastByteAt = client.now
    if let failure { return .refuse(failure.message) }
    switch use {
    case .refuse(let reason): return .refuse(reason)
    case .explain:
      if excerpt.isEmpty { excerpt = Excerpt.of(bytes, head, masking: clientSettings.key) }
      return .all
    case .append, .restart: break
    }
    if let reason = accept(bytes) { return .refuse(reason) }
    do { try sink.write(bytes) } catch {
      failure = error
      return .refuse(error.message)
    }
    machine.wrote(bytes.count)
    reportBytes(machine.written, of: machine.total, isUpload: false)
    return .all
  }

  /// Why these bytes are not written; nil if they are.
  private func accept(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard machine.allows(bytes.count) else {
      return DownloadMachine.excess(settings.downloadBytesMax)
    }
    let missing = MediaType.prefix - firstBytes.count
    guard missing > 0, machine.written == Int64(firstBytes.count) else { return nil }
    guard firstBytes.append(UnsafeRawBufferPointer(rebasing: bytes.prefix(missing))) else {
      return "no memory for the file's start"
    }
    return firstBytes.count >= MediaType.prefix ? mismatch() : nil
  }

  /// A web page instead of a picture is not a result.
  private func mismatch() -> String? {
    if let coding = head?.unreadCoding, MediaType(firstBytes: firstBytes.bytes) == nil {
      return "the content coding '\(Excerpt.of(coding))' of the file could not be decoded"
    }
    let mismatch = MediaType.mismatch(
      firstBytes: firstBytes.bytes, answered: contentType, expected: settings.expectedType,
      isInAddress: DataURL.isOne(address)
    )
    isOtherType = mismatch != nil
    return mismatch
  }

  override func willEnd(_ request: CurlRequest) {
    redirectTarget = request.header("location").flatMap { WebAddress.resolved($0, against: url) }
  }

  override func requestEnded(_ cause: RequestEnd.Cause, head: ResponseHead?) {
    if let failure { return conclude(failure.status, failure.message) }
    switch cause {
    case .violation(let reason), .limit(let reason):
      if machine.mayBeginAnew { return tryEnded(reason) }
      conclude(.protocolViolation, reason)
    case .transport(let reason, _), .unsent(let reason): tryEnded(reason)
    case .complete:
      if case .refuse(let reason) = use, !machine.mayBeginAnew { return conclude(.protocolViolation, reason) }
      if let status = head?.httpStatus, status >= 300, status < 400, let redirectTarget {
        return redirect(to: redirectTarget)
      }
      tryEnded(nil)
    }
  }

  private func redirect(to url: String) {
    redirects += 1
    guard redirects <= settings.redirectsMax else {
      return conclude(
        .protocolViolation, "the address redirects more than \(settings.redirectsMax) times (redirects_max)")
    }
    guard let address = WebAddress.schemeAndHost(url), clientSettings.mayFetch(address) else {
      return conclude(
        .protocolViolation,
        "the address redirects to what is not https; plain http is for loopback hosts only")
    }
    send(to: url)
  }

  private func tryEnded(_ broken: String?, as loss: StatusCode = .transport) {
    guard let client else { return }
    let wait = jitter.spread(RetrySchedule.backOff(failures: machine.triesWithoutProgress + 1))
    switch machine.ended(broken: broken, jitter: wait, elapsed: client.now - startedAt) {
    case .done: publish()
    case .failed(let status, let reason): failed(status == .transport ? loss : status, reason)
    case .again(let asked, let status, let reason):
      let delay = min(asked, settings.generation.retryAfterMax)
      let total = settings.generation.total
      if total > 0, client.now + delay >= startedAt + total {
        let noTime = "; no time is left to try again (total_timeout_ms)"
        return failed(status == .transport ? loss : status, reason + noTime)
      }
      push(
        .generation(.retry(attempt: machine.attempt + 1, delay: delay, reason: .transport, message: reason)))
      retryAt = client.now + delay
      client.noteDeadline(deadline)
    }
  }

  // MARK: The end

  private func failed(_ status: StatusCode, _ reason: String) {
    conclude(status, reason + (excerpt.isEmpty ? "" : ": " + excerpt))
  }

  private func decode() {
    guard let sink else { return }
    let limit = settings.downloadBytesMax
    contentType = DataURL.mediaType(address)
    do throws(CallError) {
      try DataURL.decode(address) { (bytes) throws(CallError) in
        guard limit == 0 || sink.written + Int64(bytes.count) <= limit else {
          throw CallError(.protocolViolation, DownloadMachine.excess(limit))
        }
        let missing = max(0, MediaType.prefix - firstBytes.count)
        _ = firstBytes.append(UnsafeRawBufferPointer(rebasing: bytes.prefix(missing)))
        try sink.write(bytes)
      }
    } catch { return conclude(error.status, error.message) }
    publish()
  }

  private func publish() {
    guard let sink else { return }
    // The machine has already retried an empty file; this one came from a data: URL.
    if sink.written == 0 { return conclude(.protocolViolation, "the file is empty") }
    if let mismatch = mismatch() { return conclude(.protocolViolation, mismatch) }
    do { try sink.publish(overwrites: settings.overwrites) } catch {
      return conclude(error.status, error.message)
    }
    reportBytes(sink.written, of: sink.written, isUpload: false, isLast: true)
    conclude(.ok, "")
  }

  private func conclude(_ status: StatusCode, _ message: String) {
    guard ending == nil else { return }
    let record = DownloadRecord(
      status: status, message: message, isOtherType: isOtherType, url: DataURL.shown(address), path: path,
      size: sink?.written ?? 0, contentType: contentType,
      detectedType: MediaType(firstBytes: firstBytes.bytes),
      httpStatus: head?.httpStatus ?? 0, tries: machine.attempt)
    sink = nil
    finish(record.result(tag: tag, elapsed: elapsed))
  }
}
