import SVProtocol
import SVText

/// The options of a client.
struct ClientSettings {
  var key: Secret?
  var baseURL: BaseURL
  var baseURLProblem: CallError?
  var userAgent: String = ""
  var proxy: String?
  var noProxy: String?
  var trust = TrustStore()
  /// The OpenAPI document with which payloads are compared.
  var contract: JSONNode?

  /// Plain http is allowed only for a platform on loopback, and for its outputs there.
  func mayFetch(_ address: (scheme: String, host: String)) -> Bool {
    address.scheme.isWord("https")
      || (address.scheme.isWord("http") && baseURL.isLoopback && Loopback.contains(address.host))
  }
}

/// The options of one job. A client holds the defaults for its jobs. The initial values come from the table
/// of options.
struct JobSettings {
  var generation = GenerationSettings()
  var eventBytesMax = 0
  var bodyBytesMax = 0
  var downloadBytesMax: Int64 = 0
  var downloadTriesMax = 0
  var redirectsMax = 0
  var uploadBytesMax: Int64 = 0
  var allowsFiles = false
  var overwrites = false
  var traces = false
  var expectedType = ""
  var idempotencyKey = ""
  var validation = PayloadCheck.standard
  var allowsBlank = true

  init() {
    TransferOption.forEach { set($0, $0.info.number) }
  }

  mutating func set(_ option: Option, _ text: String) throws(CallError) {
    let info = option.info
    switch option {
    case .client:
      throw CallError(.argument, "the option \(info.name) belongs to the client; set it with sv_client_set")
    case .time(let option): generation.set(option, try Parse.number(info, text))
    case .request(let option): generation.set(option, try Parse.number(info, text))
    case .transfer(let option): set(option, try Parse.number(info, text))
    case .text(.validate): validation = try PayloadCheck.mode(text)
    case .text(.expectedType): expectedType = try Parse.headerText(info.name, text)
    case .text(.idempotencyKey): idempotencyKey = try Parse.headerText(info.name, text)
    }
  }

  /// The caller has checked that the value is within the option's range.
  private mutating func set(_ option: TransferOption, _ value: Int64) {
    switch option {
    case .eventBytesMax: eventBytesMax = Int(value)
    case .bodyBytesMax: bodyBytesMax = Int(value)
    case .downloadBytesMax: downloadBytesMax = value
    case .downloadTriesMax: downloadTriesMax = Int(value)
    case .redirectsMax: redirectsMax = Int(value)
    case .uploadBytesMax: uploadBytesMax = value
    case .allowFiles: allowsFiles = value == 1
    case .allowBlank: allowsBlank = value == 1
    case .overwrite: overwrites = value == 1
    case .trace: traces = value == 1
    }
  }

  /// A copy with a job's options: a flat JSON object of texts, numbers and booleans.
  func with(optionsJSON: String?) throws(CallError) -> JobSettings {
    guard let optionsJSON else { return self }
    var settings = self
    let document: JSONDocument
    do { document = try JSONDocument(text: optionsJSON) } catch {
      throw CallError(.argument, "the options are not JSON: " + error.message)
    }
    guard document.root.kind == .object else {
      throw CallError(.argument, "the options are not a JSON object")
    }
    for (name, value) in document.root.members {
      guard let option = Option(name: name) else { throw CallError(.argument, Parse.unknown(name)) }
      let text = value.string ?? value.numberText ?? value.boolean.map { $0 ? "1" : "0" }
      guard let text else {
        throw CallError(.argument, "the option \(name) must be a text, a number or a boolean")
      }
      try settings.set(option, text)
    }
    return settings
  }
}

enum Parse {
  /// The largest size of a text for a header.
  private static let headerBytesMax = 255

  static func unknown(_ name: String) -> String { "there is no option \(name); sv_option_name lists them" }

  static func number(_ option: OptionInfo, _ text: String) throws(CallError) -> Int64 {
    let range = option.range ?? 0...0
    guard let value = Int64(text.trimmedASCII), range.contains(value) else {
      throw CallError(
        .argument,
        "the option \(option.name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// Checks a text for a header: a line end would add another header.
  static func headerText(_ name: StaticString, _ text: String) throws(CallError) -> String {
    guard text.utf8.count <= headerBytesMax, text.isPrintableASCII else {
      throw CallError(
        .argument, "the option \(name) must be printable ASCII of at most \(headerBytesMax) bytes")
    }
    return text
  }
}
