import CLinux
import SVProtocol
import SVText

extension ClientSettings {
  /// Takes the key and the address from the environment. An invalid address is reported when a job starts,
  /// because it can be replaced until then.
  init(_ environment: Environment) throws(CallError) {
    key = environment.key
    baseURL = try BaseURL(ClientOption.baseURL.info.fallback.description)
    guard let text = environment.baseURL else { return }
    do { baseURL = try BaseURL(text) } catch {
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
    if option.info.scope == .job {
      throw CallError(.argument, "the option \(name) is for one job; give it in the job's options")
    }
    if case .client(let option) = option { return try set(option, text) }
    let value = try CArgument.optional(text, "the value of \(name)")
    try jobSettings.set(option, value ?? option.info.fallback.description)
  }

  private func set(_ option: ClientOption, _ text: UnsafePointer<CChar>?) throws(CallError) {
    let info = option.info
    func value() throws(CallError) -> String? { try CArgument.optional(text, "the value of \(info.name)") }
    switch option {
    // The key never becomes a String, because a String cannot be overwritten.
    case .apiKey: try setKey(text)
    case .baseURL: try settings.setBaseURL(try value() ?? environment.baseURL ?? info.fallback.description)
    case .userAgent: settings.userAgent = try Parse.headerText(info.name, try value() ?? "")
    case .proxy: try setProxy(try value())
    case .noProxy: settings.noProxy = try value()
    case .caFile: settings.trust.file = try value()
    case .caPath: settings.trust.directory = try value()
    case .openAPIFile:
      settings.contract = try value().flatMap { (path) throws(CallError) in try ContractFile.read(file: path)
      }
    // The document may be large, so it is read in place.
    case .openAPIJSON: settings.contract = try ContractFile.read(text: text)
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

  private func setProxy(_ value: String?) throws(CallError) {
    guard ProxyURL.isUsable(value ?? "") else {
      throw CallError(
        .argument, "the option proxy is not a proxy's URL; it should look like http://proxy.example:3128")
    }
    settings.proxy = value
  }

  /// The environment's proxy is checked when it would be used, so that the option can replace an invalid one.
  func checkProxy(for scheme: String) throws(CallError) {
    guard !scheme.isWord("http"), settings.proxy == nil, !ProxyURL.isUsable(environment.proxy ?? "") else {
      return
    }
    throw CallError(
      .argument,
      "the variable \(environment.proxyVariable ?? "https_proxy") is not a proxy's URL; it should look like "
        + "http://proxy.example:3128; the option proxy goes before it")
  }

  /// The names of the options or variables that set the proxy and the trusted certificates.
  private func names(_ settings: ClientSettings, isPlain: Bool) -> ConnectionNames {
    var names = ConnectionNames()
    if !isPlain {
      let ofEnvironment = environment.proxyVariable.map { "the variable " + $0 }
      let isOff = settings.proxy.map { $0.isEmpty } ?? false
      names.proxy = isOff ? nil : settings.proxy == nil ? ofEnvironment : "the option proxy"
    }
    let trust = [
      (settings.trust.file, "the option ca_file"), (settings.trust.directory, "the option ca_path"),
      (environment.certificateFile, "the variable SSL_CERT_FILE"),
      (environment.certificateDirectory, "the variable SSL_CERT_DIR"),
    ]
    names.trust = trust.first { $0.0 != nil }.map { $0.1 }
    return names
  }

  /// Throws unless key and address are valid: a key with a line end would add a header.
  func checkAccount() throws(CallError) {
    if let problem = settings.baseURLProblem { throw problem }
    guard let key = settings.key else {
      throw CallError(
        .argument,
        "there is no key: set SKILLS_VIDEO_API_KEY or the option api_key; "
          + "keys are made at \(Remedy.keys)")
    }
    if let problem = key.problem { throw CallError(.argument, problem) }
  }

  /// The plan of a job's request.
  func plan(
    url: String, body: ByteBuffer? = nil, headers: [String], of job: Job, withKey: Bool = true
  ) -> RequestPlan {
    let settings = job.clientSettings
    let isPlain = url.asciiUppercased.hasStart("HTTP://")
    if !isPlain { usesTLS = true }
    let agent = settings.userAgent.isEmpty ? "" : settings.userAgent + " "
    return RequestPlan(
      url: url, body: body, key: withKey ? settings.key : nil, headers: headers,
      userAgent: agent + "libskillsvideo/" + Version.text,
      // Plain http is for loopback only. A proxy could read the key and would send it to another machine.
      proxy: isPlain ? "" : settings.proxy ?? environment.proxy ?? "",
      noProxy: settings.noProxy ?? environment.noProxy ?? "",
      trust: settings.trust.found(
        environmentFile: environment.certificateFile, environmentDirectory: environment.certificateDirectory),
      names: names(settings, isPlain: isPlain), connectTimeout: job.settings.generation.connect,
      bufferSize: bufferSize,
      allowsPlainHTTP: settings.baseURL.isLoopback)
  }
}
