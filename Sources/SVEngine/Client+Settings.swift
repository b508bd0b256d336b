import CLinux
import SVProtocol

extension ClientSettings {
  /// The key and the address of the environment. An unusable address is told when a job starts: until then it can be
  /// replaced.
  init(_ environment: Environment) throws(CallError) {
    key = environment.key
    baseURL = try BaseURL(Option.baseURL.info.fallback.description)
    guard let told = environment.baseURL else { return }
    do { baseURL = try BaseURL(told) } catch {
      baseURLProblem = CallError(error.status, "SKILLS_VIDEO_BASE_URL: " + error.message)
    }
  }

  mutating func setBaseURL(_ text: String) throws(CallError) {
    baseURL = try BaseURL(text)
    baseURLProblem = nil
  }
}

extension Client {
  /// Sets an option by name; nil restores its default.
  public func set(_ name: String, _ text: UnsafePointer<CChar>?) throws(CallError) {
    guard let option = Option(name: name) else { throw CallError(.argument, Parse.unknown(name)) }
    guard !option.isOfJob else {
      throw CallError(.argument, "the option \(name) is for one job; give it in the job's options")
    }
    // The key never becomes a String, which could not be wiped.
    if option == .apiKey { return try setKey(text) }
    let value = text.map { String(cString: $0) }
    guard option.isOfClient else { return try jobSettings.set(option, value ?? option.info.fallback.description) }
    switch option {
    case .baseURL: try settings.setBaseURL(value ?? environment.baseURL ?? option.info.fallback.description)
    case .userAgent: settings.userAgent = try Parse.headerText(name, value ?? "", longest: 255)
    case .proxy: settings.proxy = value
    case .noProxy: settings.noProxy = value
    case .caFile: settings.trust.file = value
    default: settings.trust.directory = value
    }
  }

  private func setKey(_ text: UnsafePointer<CChar>?) throws(CallError) {
    guard let text else {
      settings.key = environment.key
      return
    }
    let bytes = UnsafeRawBufferPointer(start: text, count: clinux_text_length(text))
    guard let key = Secret(bytes) else { throw CallError(.memory, "no memory for the key") }
    if let problem = key.problem { throw CallError(.argument, problem) }
    settings.key = key
  }

  /// Key and address are usable; a key with a line end in it would smuggle a header.
  func checkAccount() throws(CallError) {
    if let problem = settings.baseURLProblem { throw problem }
    guard let key = settings.key else {
      throw CallError(
        .argument,
        "there is no key: set SKILLS_VIDEO_API_KEY or the option api_key; "
          + "keys are made at https://skills.video/dashboard/developer")
    }
    if let problem = key.problem { throw CallError(.argument, problem) }
  }

  /// A request as this client makes it for a job.
  func specification(
    url: String, body: ByteBuffer?, headers: [String], of job: Job, withKey: Bool = true
  ) -> CurlRequest.Specification {
    let settings = job.clientSettings
    let isPlain = url.asciiUppercased.utf8.starts(with: "HTTP://".utf8)
    // Plain http goes to loopback only; a proxy of the environment would carry the key there in the clear.
    let proxy = settings.proxy ?? (isPlain ? nil : environment.httpsProxy) ?? ""
    if !isPlain || proxy.asciiUppercased.utf8.starts(with: "HTTPS".utf8) { usesTLS = true }
    let agent = settings.userAgent.isEmpty ? "" : settings.userAgent + " "
    return CurlRequest.Specification(
      url: url, body: body, key: withKey ? settings.key : nil, headers: headers,
      userAgent: agent + "libskillsvideo/" + Version.text,
      proxy: proxy,
      noProxy: settings.noProxy ?? environment.noProxy ?? "",
      trust: settings.trust.found(
        environmentFile: environment.certificateFile, environmentDirectory: environment.certificateDirectory),
      connectTimeout: job.settings.generation.connect, bufferSize: bufferSize,
      allowsPlainHTTP: settings.baseURL.isLoopback)
  }
}
