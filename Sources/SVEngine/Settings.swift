import SVJSON
import SVProtocol

/// What a client as a whole is set to.
struct ClientSettings {
  var key: Secret?
  var baseURL: BaseURL
  var baseURLProblem: CallError?
  var userAgent: String = ""
  var proxy: String?
  var noProxy: String?
  var trust = TrustStore()
  /// The OpenAPI document that payloads are compared with.
  var contract: JSONNode?

  /// Plain http is for a platform on loopback, and its outputs there.
  func mayFetch(_ address: (scheme: String, host: String)) -> Bool {
    address.scheme.isWord("https")
      || (address.scheme.isWord("http") && baseURL.isLoopback && Loopback.contains(address.host))
  }
}

/// What one job is set to; the client holds the defaults of its jobs.
struct JobSettings {
  var generation = GenerationSettings()
  var eventBytesMax = 16 << 20
  var bodyBytesMax = 16 << 20
  var downloadBytesMax: Int64 = 0
  var downloadTriesMax = 5
  var redirectsMax = 5
  var expectedType = ""
  var uploadBytesMax: Int64 = 1 << 30
  var allowsFiles = false
  var idempotencyKey = ""
  var overwrites = false
  var traces = false
  /// nil leaves it to whether there is a document.
  var checks: PayloadCheck.Mode?

  mutating func set(_ option: Option, _ text: String) throws(CallError) {
    let name = option.info.name.description
    switch option {
    case .totalTimeout: generation.total = try Parse.number(name, text, 0...31_536_000_000)
    case .connectTimeout: generation.connect = try Parse.number(name, text, 1...3_600_000)
    case .uploadTimeout: generation.upload = try Parse.number(name, text, 1...86_400_000)
    case .firstByteTimeout: generation.firstByte = try Parse.number(name, text, 0...86_400_000)
    case .quietPoll: generation.quietPoll = try Parse.number(name, text, 0...86_400_000)
    case .silenceTimeout: generation.silence = try Parse.number(name, text, 1...86_400_000)
    case .pollTimeout: generation.pollRequest = try Parse.number(name, text, 1...3_600_000)
    case .pollFailuresMax: generation.pollFailures = Int(try Parse.number(name, text, 1...1_000_000))
    case .pollInterval: generation.pollInterval = try Parse.number(name, text, 1...3_600_000)
    case .pollIntervalMax: generation.pollIntervalMax = try Parse.number(name, text, 1...3_600_000)
    case .createTriesMax: generation.createTries = Int(try Parse.number(name, text, 1...100))
    case .retryAfterMax: generation.retryAfterMax = try Parse.number(name, text, 0...86_400_000)
    case .eventBytesMax: eventBytesMax = Int(try Parse.number(name, text, 1024...268_435_456))
    case .bodyBytesMax: bodyBytesMax = Int(try Parse.number(name, text, 1024...268_435_456))
    case .downloadBytesMax: downloadBytesMax = try Parse.number(name, text, 0...Int64.max)
    case .downloadTriesMax: downloadTriesMax = Int(try Parse.number(name, text, 1...1000))
    case .redirectsMax: redirectsMax = Int(try Parse.number(name, text, 0...50))
    case .expectedType: expectedType = try Parse.headerText(name, text, longest: 255)
    case .uploadBytesMax: uploadBytesMax = try Parse.number(name, text, 0...Int64.max)
    case .allowFiles: allowsFiles = try Parse.number(name, text, 0...1) == 1
    case .minCredits: generation.creditsMin = try Parse.number(name, text, 0...1_000_000_000_000_000)
    case .reportCredits: generation.reportsCredits = try Parse.number(name, text, 0...1) == 1
    case .overwrite: overwrites = try Parse.number(name, text, 0...1) == 1
    case .trace: traces = try Parse.number(name, text, 0...1) == 1
    case .validate: checks = try PayloadCheck.mode(text)
    case .idempotencyKey: idempotencyKey = try Parse.headerText(name, text, longest: 255)
    default: throw CallError(.argument, "the option \(name) belongs to the client; set it with sv_client_set")
    }
  }

  /// A copy with the options of one job: a flat JSON object of texts, numbers and booleans.
  func with(optionsJSON: String?) throws(CallError) -> JobSettings {
    guard let optionsJSON else { return self }
    var settings = self
    let document: JSONDocument
    do { document = try JSONDocument(text: optionsJSON) } catch {
      throw CallError(.argument, "the options are not JSON: " + error.message)
    }
    guard document.root.kind == .object else { throw CallError(.argument, "the options are not a JSON object") }
    for (name, value) in document.root.members {
      guard let option = Option(name: name) else { throw CallError(.argument, Parse.unknown(name)) }
      let text = value.string ?? value.numberText ?? value.boolean.map { $0 ? "1" : "0" }
      guard let text else { throw CallError(.argument, "the option \(name) must be a text, a number or a boolean") }
      try settings.set(option, text)
    }
    return settings
  }
}

enum Parse {
  static func unknown(_ name: String) -> String { "there is no option \(name); sv_option_info lists them" }

  static func number(_ name: String, _ text: String, _ range: ClosedRange<Int64>) throws(CallError) -> Int64 {
    guard let value = Int64(text.trimmedASCII), range.contains(value) else {
      throw CallError(
        .argument, "the option \(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// Text that goes into a header: a line end in it would smuggle another header.
  static func headerText(_ name: String, _ text: String, longest: Int) throws(CallError) -> String {
    guard text.utf8.count <= longest, text.utf8.allSatisfy({ $0 >= 0x20 && $0 <= 0x7E }) else {
      throw CallError(.argument, "the option \(name) must be printable ASCII of at most \(longest) bytes")
    }
    return text
  }
}
