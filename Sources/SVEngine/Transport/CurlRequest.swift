import CCurl
import CLinux
import SVProtocol
import SVText

/// An HTTP request on libcurl. A create is sent at most once: it has a new connection, its body can be read
/// only once, and a second attempt by libcurl is rejected.
final class CurlRequest {
  /// More than any normal answer has. libcurl limits single lines itself. In bytes.
  private static let headerBytesMax = 256 * 1024
  private static let errorTextMax = 256

  let easy: UnsafeMutableRawPointer
  unowned(unsafe) let owner: RequestOwner
  private let body: ByteBuffer?
  /// The part of the body that is not sent yet. The bytes do not change.
  private var unsent: UnsafeRawBufferPointer
  private var form: CurlForm?
  private let proxy: String
  private let names: ConnectionNames
  private let url: String
  private let bodySize: Int
  private let headers = HeaderList()
  private let errorText: UnsafeMutablePointer<CChar>
  private var headerBytes = 0
  private var departures = 0
  private let sockets = SocketOpener()
  private var answerBegan = false
  private var refusal: RequestEnd.Cause?
  private(set) var head: ResponseHead?
  private(set) var isPaused = false
  private let isCreate: Bool
  /// Set if the body is encoded.
  private(set) var decoder: ContentDecoder?
  /// Set if traces are requested. The body of a download is not kept.
  private var tracedBody: TracedBody?

  init?(_ plan: RequestPlan, owner: RequestOwner) {
    guard let easy = curl_easy_init() else { return nil }
    self.easy = easy
    self.owner = owner
    body = plan.body
    unsent = plan.body?.bytes.withoutMark ?? UnsafeRawBufferPointer(start: nil, count: 0)
    bodySize = unsent.count
    isCreate = plan.isCreate
    proxy = plan.proxy
    names = plan.names
    url = plan.url
    errorText = .allocate(capacity: CurlRequest.errorTextMax + 1)
    errorText.initialize(repeating: 0, count: CurlRequest.errorTextMax + 1)
    if let tracer, !plan.isExternal { tracedBody = TracedBody(key: tracer.clientSettings.key) }
    guard setTarget(plan), setForm(plan.form), setHeaders(plan), setCallbacks()
    else {
      return nil
    }
  }

  deinit {
    curl_easy_cleanup(easy)
    // libcurl may ask the form for bytes as long as the handle exists.
    form = nil
    errorText.deallocate()
  }

  // MARK: Set-up

  private func setTarget(_ plan: RequestPlan) -> Bool {
    let protocols = plan.allowsPlainHTTP ? "http,https" : "https"
    var settings: [CURLcode] = [
      ccurl_set_text(easy, CURLOPT_URL, plan.url),
      ccurl_set_text(easy, CURLOPT_PROTOCOLS_STR, protocols),
      ccurl_set_text(easy, CURLOPT_USERAGENT, plan.userAgent),
      ccurl_set_text(easy, CURLOPT_PROXY, plan.proxy),
      ccurl_set_text(easy, CURLOPT_NOPROXY, plan.noProxy),
      ccurl_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
      // Older versions are insecure, even if the system's configuration allows them.
      ccurl_set_long(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2),
      ccurl_set_long(easy, CURLOPT_PROXY_SSLVERSION, CURL_SSLVERSION_TLSv1_2),
      ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1),
      ccurl_set_long(easy, CURLOPT_QUICK_EXIT, 1),
      ccurl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1),
      ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(clamping: plan.connectTimeout)),
      ccurl_set_long(easy, CURLOPT_BUFFERSIZE, plan.bufferSize),
      ccurl_set_long(easy, CURLOPT_FORBID_REUSE, plan.keepsConnection ? 0 : 1),
      ccurl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0),
      // An id of dots must stay a path segment and must not lead to another path of the platform.
      ccurl_set_long(easy, CURLOPT_PATH_AS_IS, plan.isExternal ? 0 : 1),
    ]
    if body != nil {
      settings += [
        ccurl_set_long(easy, CURLOPT_POST, 1),
        ccurl_set_off_t(easy, CURLOPT_POSTFIELDSIZE_LARGE, bodySize),
      ]
    }
    if plan.isCreate {
      settings += [
        ccurl_set_long(easy, CURLOPT_FRESH_CONNECT, 1),
        // A create has its own connection, so HTTP/2 has no advantage. It has two disadvantages: libcurl
        // repeats a refused stream, and discards an answer that comes with RST_STREAM.
        ccurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
      ]
    }
    return plan.trust.apply(to: easy) && settings.allSatisfy { $0 == CURLE_OK }
  }

  private func setForm(_ form: UploadForm?) -> Bool {
    guard let form else { return true }
    unowned(unsafe) let owner = owner
    self.form = CurlForm.make(form, easy: easy) { owner.bodySent($0, of: $1, isForm: true) }
    return self.form != nil
  }

  private func setHeaders(_ plan: RequestPlan) -> Bool {
    // A proxy that compresses an event stream also delays its events, and files are already compressed.
    let coding = plan.isCreate || plan.isExternal ? "identity" : "gzip"
    // With "Expect:", libcurl would delay a large body and could repeat the request after a 417.
    let lines = plan.headers + ["Accept-Encoding: " + coding, "Expect:"]
    return headers.add(lines, key: plan.key)
      && ccurl_set_pointer(easy, CURLOPT_HTTPHEADER, headers.list) == CURLE_OK
  }

  private func setCallbacks() -> Bool {
    let context = Unmanaged.passUnretained(self).toOpaque()
    let settings: [CURLcode] = [
      ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText),
      ccurl_set_data_fn(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
        CurlRequest.with(context, else: 0) { $0.write(bytes, size &* count) }
      },
      ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context),
      ccurl_set_data_fn(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
        CurlRequest.with(context, else: 0) { $0.header(bytes, size &* count) }
      },
      ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context),
      ccurl_set_data_fn(easy, CURLOPT_READFUNCTION) { bytes, size, count, context in
        CurlRequest.with(context, else: Int(CURL_READFUNC_ABORT)) { $0.read(bytes, size &* count) }
      },
      ccurl_set_pointer(easy, CURLOPT_READDATA, context),
      ccurl_set_open_fn(easy) { context, _, address in
        CurlRequest.with(context, else: CURL_SOCKET_BAD) { $0.sockets.open(address) }
      },
      ccurl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, context),
      ccurl_set_seek_fn(easy) { _, _, _ in CURL_SEEKFUNC_FAIL },
      ccurl_set_prereq_fn(easy) { context, _, _, _, _ in
        CurlRequest.with(context, else: CURL_PREREQFUNC_ABORT) { $0.leaves() }
      },
      ccurl_set_pointer(easy, CURLOPT_PREREQDATA, context),
      ccurl_set_pointer(easy, CURLOPT_PRIVATE, context),
    ]
    return settings.allSatisfy { $0 == CURLE_OK }
  }

  // MARK: Callbacks of libcurl

  /// A handle calls back only while its request exists, so no reference counting is needed.
  @inline(__always)
  private static func with<T>(
    _ context: UnsafeMutableRawPointer?, else none: T, _ body: (CurlRequest) -> T
  ) -> T {
    context.map { Unmanaged<CurlRequest>.fromOpaque($0)._withUnsafeGuaranteedRef(body) } ?? none
  }

  /// The connection is ready, and the request is about to be sent. For a create this happens only once.
  private func leaves() -> Int32 {
    departures += 1
    sockets.emptyGaps()
    if isCreate, departures > 1 {
      refusal = .violation("the connection was lost after the request had been sent")
      return CURL_PREREQFUNC_ABORT
    }
    owner.requestLeaves()
    return CURL_PREREQFUNC_OK
  }

  private func read(_ target: UnsafeMutablePointer<CChar>?, _ capacity: Int) -> Int {
    guard let target, let from = unsent.baseAddress, !unsent.isEmpty else { return 0 }
    let count = min(capacity, unsent.count)
    UnsafeMutableRawPointer(target).copyMemory(from: from, byteCount: count)
    unsent = UnsafeRawBufferPointer(rebasing: unsent.dropFirst(count))
    owner.bodySent(Int64(bodySize - unsent.count), of: Int64(bodySize), isForm: false)
    return count
  }

  private func header(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    headerBytes += count
    if !answerBegan { noteStatusLine() }
    if headerBytes > CurlRequest.headerBytesMax {
      refusal = .violation("the answer's headers are longer than \(CurlRequest.headerBytesMax) bytes")
      return 0
    }
    guard head == nil, let bytes, count <= 2, bytes[0] == 0x0D || bytes[0] == 0x0A else { return count }
    guard var complete = CurlHead.read(easy) else { return count }
    complete.proxySetting = names.proxy
    switch ContentDecoder.coding(CurlHead.contentEncoding(easy)) {
    case .none: break
    case .known(let decoder): self.decoder = decoder
    case .unknown(let name): complete.unreadCoding = name
    case .noMemory:
      refusal = .violation("no memory to decode the answer")
      return 0
    }
    head = complete
    if let tracer {
      let key = tracer.clientSettings.key
      tracer.push(.trace(.head(TracedHead(easy, httpStatus: complete.httpStatus, key: key))))
    }
    owner.headArrived(complete)
    return count
  }

  /// Interim answers do not count.
  private func noteStatusLine() {
    guard let status = CurlHead.httpStatus(easy) else { return }
    answerBegan = true
    owner.answerBegins(httpStatus: status)
  }

  /// The answer's head as far as it is known.
  var knownHead: ResponseHead? { head ?? (answerBegan ? CurlHead.read(easy) : nil) }

  private func write(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    let part = UnsafeRawBufferPointer(start: bytes, count: count)
    switch decoder.map({ $0.decode(part, take) }) ?? take(part) {
    case .all: return count
    case .pause:
      isPaused = true
      return Int(CURL_WRITEFUNC_PAUSE)
    case .refuse(let reason):
      if decoder?.isBroken == true {
        head?.unreadCoding = CurlHead.contentEncoding(easy).wholeOrLength(max: 40)
      }
      refusal = .violation(reason)
      return 0
    case .exceed(let reason):
      refusal = .limit(reason)
      return 0
    }
  }

  private func take(_ part: UnsafeRawBufferPointer) -> RequestOwner.Taken {
    let taken = owner.bodyArrived(part)
    if case .all = taken { tracedBody?.append(part) }
    return taken
  }

  // MARK: While it runs, and after

  /// Continues a paused transfer. Returns false if the bytes that libcurl kept could not be taken: libcurl
  /// does not report that again.
  func resume() -> Bool {
    guard isPaused else { return true }
    isPaused = false
    return curl_easy_pause(easy, CURLPAUSE_CONT) == CURLE_OK
  }

  /// The job that receives trace events, if they are requested.
  private var tracer: Job? { owner.job.flatMap { $0.settings.traces ? $0 : nil } }

  /// Traces how the answer ended, if that is requested.
  func traceEnd(_ cause: RequestEnd.Cause) {
    guard let tracer else { return }
    let body = head?.content == .eventStream ? nil : tracedBody?.shown
    var bytes: curl_off_t = 0
    ccurl_get_off_t(easy, CURLINFO_SIZE_DOWNLOAD_T, &bytes)
    tracer.push(.trace(.end(TracedEnd(cause: cause, hasHead: head != nil, bytes: Int64(bytes), body: body))))
  }

  /// Why the transfer ended.
  func cause(_ code: CURLcode) -> RequestEnd.Cause {
    if let refusal { return refusal }
    if let failure = form?.failure { return .unsent(failure) }
    if code == CURLE_OK {
      return decoder?.isWhole == false ? .transport("the answer's content coding ended too early") : .complete
    }
    let told = String(cString: errorText)
    // libcurl's message may contain an invalid proxy with its user and password.
    let isTellable = !told.isEmpty && (proxy.isEmpty || !told.utf8Contains(proxy))
    let reason = isTellable ? told : String(cString: curl_easy_strerror(code))
    let error = sockets.refusal(easy, code)
    let remark = error == 0 ? "" : SystemRefusal.advice(error)
    let refusal = error == 0 ? "" : ": " + SystemRefusal.name(error) + remark
    let advice = sockets.isRefused ? "" : names.advice(easy, code, text: told, url: url)
    return .transport(reason + refusal + advice, namesStep: !remark.isEmpty || !advice.isEmpty)
  }
}
