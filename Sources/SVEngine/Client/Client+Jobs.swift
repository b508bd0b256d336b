import SVProtocol
import SVText

/// Starts jobs. Everything that can be checked is checked here, before anything is sent.
extension Client {
  public func startGeneration(
    endpoint: String, payload: UnsafeRawBufferPointer, options: String?, tag: UInt64
  ) throws(CallError) -> Job {
    try checkAccount()
    try checkProxy(for: settings.baseURL.scheme)
    let draft = try draft(endpoint, payload, options)
    if let refusal = draft.check.refusal { throw refusal }
    let job = try job(of: draft, tag)
    launch(job)
    return job
  }

  /// The request that `startGeneration` would send, and the problems of the payload. It sends nothing and
  /// needs no key.
  public func prepare(
    endpoint: String, payload: UnsafeRawBufferPointer, options: String?
  ) throws(CallError) -> JobResult {
    if let problem = settings.baseURLProblem { throw problem }
    let draft = try draft(endpoint, payload, options)
    return try PreparedRecord(check: draft.check, request: job(of: draft, 0).createRequest).result()
  }

  /// A generation that was parsed and compared with the document.
  private struct Draft {
    let path: EndpointPath
    let settings: JobSettings
    let payload: CheckedPayload
    let check: PayloadCheck
  }

  /// A copy of the payload, and its parsed document, which borrows it.
  private struct CheckedPayload {
    let text: ByteBuffer
    let document: JSONDocument
  }

  private func draft(
    _ endpoint: String, _ payload: UnsafeRawBufferPointer, _ options: String?
  ) throws(CallError) -> Draft {
    let path: EndpointPath
    do { path = try EndpointPath(endpoint) } catch { throw CallError(.argument, error.message) }
    let settings = try jobSettings.with(optionsJSON: options)
    let payload = try object(payload)
    let check = try PayloadCheck.run(
      payload.document.root, endpoint: endpoint, document: self.settings.contract, settings)
    return Draft(path: path, settings: settings, payload: payload, check: check)
  }

  private func job(of draft: Draft, _ tag: UInt64) throws(CallError) -> GenerationJob {
    let body = try self.body(of: draft.payload, draft.settings)
    return try GenerationJob(
      client: self, settings: draft.settings, tag: tag, purpose: .create(draft.path, payload: body),
      warnings: draft.check.warnings)
  }

  public func attach(id: String, options: String?, tag: UInt64) throws(CallError) -> Job {
    try checkAccount()
    try checkProxy(for: settings.baseURL.scheme)
    // Any id that a stream may contain can be followed. A control character is a mistake, such as the line
    // end of the file that contains the id.
    guard !id.isEmpty, id.utf8.count <= 65_536 else {
      throw CallError(
        .argument, "the generation id is \(id.isEmpty ? "empty" : "longer than 64 KiB"). Nothing was sent.")
    }
    var offset = 0
    for byte in id.utf8 {
      guard byte >= 0x20, byte != 0x7F else {
        throw CallError(
          .argument, "the generation id holds a control character, at byte \(offset). Nothing was sent.")
      }
      offset &+= 1
    }
    let settings = try jobSettings.with(optionsJSON: options)
    let job = try GenerationJob(client: self, settings: settings, tag: tag, purpose: .attach(id: id))
    launch(job)
    return job
  }

  public func startDownload(url: String, path: String, options: String?, tag: UInt64) throws(CallError) -> Job
  {
    let url = DataURL.isOne(url) ? url : try sendableAddress(url)
    guard !path.isEmpty, !path.hasEnd("/") else {
      throw CallError(.argument, "the path does not name a file")
    }
    let settings = try jobSettings.with(optionsJSON: options)
    let job = try DownloadJob(client: self, settings: settings, tag: tag, url: url, path: path)
    launch(job)
    return job
  }

  /// The URL of an output, encoded for sending.
  private func sendableAddress(_ url: String) throws(CallError) -> String {
    guard let encoded = WebAddress.encoded(url), let address = WebAddress.schemeAndHost(encoded) else {
      throw CallError(.argument, "the output's address is not a URL: " + Excerpt.of(url))
    }
    guard settings.mayFetch(address) else {
      let rule = "outputs are fetched over https only; http only from loopback while base_url is on loopback"
      throw CallError(.argument, "\(rule). The address is \(Excerpt.of(url))")
    }
    try checkProxy(for: address.scheme)
    // A redirect may lead to https.
    usesTLS = true
    return encoded
  }

  public func startCredits(tag: UInt64) throws(CallError) -> Job {
    try checkAccount()
    try checkProxy(for: settings.baseURL.scheme)
    let job = CreditsJob(client: self, settings: jobSettings, tag: tag)
    launch(job)
    return job
  }

  /// Validates the whole payload as a JSON object. The platform might reject an invalid one, or misread it.
  private func object(_ payload: UnsafeRawBufferPointer) throws(CallError) -> CheckedPayload {
    guard let text = ByteBuffer(copying: payload) else {
      throw CallError(.memory, "no memory for the payload")
    }
    let document: JSONDocument
    do { document = try JSONDocument(borrowing: text.bytes) } catch {
      if error.reason == .encoding { throw PayloadText.refusal(ofBytes: payload) }
      let place = error.position(in: payload)
      let hint = Excerpt.of(payload).utf8Contains("NaN") || Excerpt.of(payload).utf8Contains("Infinity")
      throw CallError(
        error.reason == .memory ? .memory : .argument,
        "the payload is not JSON: line \(place.line), column \(place.column): \(error.message)"
          + (hint ? " (JSON has no NaN and no Infinity)" : "") + ". Nothing was sent.")
    }
    guard document.root.kind == .object else {
      throw CallError(
        .argument, "the payload must be a JSON object, such as {\"prompt\":\"a red fox\"}. Nothing was sent.")
    }
    if let refusal = PayloadText.refusal(of: document) { throw refusal }
    return CheckedPayload(text: text, document: document)
  }

  /// The body: the payload unchanged, or a form if it refers to files.
  private func body(of payload: CheckedPayload, _ settings: JobSettings) throws(CallError)
    -> GenerationJob.Payload
  {
    let context = UploadForm.Context(
      inputs: inputs, allowsFiles: settings.allowsFiles, bytesMax: settings.uploadBytesMax)
    if let form = try UploadForm.read(payload.document.root, of: payload.text, context) { return .form(form) }
    return .json(payload.text)
  }
}
