import SVProtocol

/// Every option of the library, in the order of their numbers in C.
public enum Option {
  case client(ClientOption)
  case time(TimeOption)
  case request(RequestOption)
  case transfer(TransferOption)
  case text(TextOption)

  public init?(index: UInt32) {
    guard var rest = Int32(exactly: index) else { return nil }
    if let option = ClientOption(rawValue: rest) { self = .client(option); return }
    rest -= ClientOption.count
    if let option = TimeOption(rawValue: rest) { self = .time(option); return }
    rest -= TimeOption.count
    if let option = RequestOption(rawValue: rest) { self = .request(option); return }
    rest -= RequestOption.count
    if let option = TransferOption(rawValue: rest) { self = .transfer(option); return }
    rest -= TransferOption.count
    guard let option = TextOption(rawValue: rest) else { return nil }
    self = .text(option)
  }

  init?(name: String) {
    if let option = ClientOption(name: name) { self = .client(option); return }
    if let option = TimeOption(name: name) { self = .time(option); return }
    if let option = RequestOption(name: name) { self = .request(option); return }
    if let option = TransferOption(name: name) { self = .transfer(option); return }
    guard let option = TextOption(name: name) else { return nil }
    self = .text(option)
  }

  public var info: OptionInfo {
    switch self {
    case .client(let option): option.info
    case .time(let option): option.info
    case .request(let option): option.info
    case .transfer(let option): option.info
    case .text(let option): option.info
    }
  }
}

/// The options of a client. `ClientSettings` holds the values.
public enum ClientOption: Int32, OptionGroup {
  case apiKey
  case baseURL
  case userAgent
  case proxy
  case noProxy
  case caFile
  case caPath
  case openAPIFile
  case openAPIJSON

  public var info: OptionInfo {
    switch self {
    case .apiKey:
      .text(
        "api_key", .text, .client, "The key; by default SKILLS_VIDEO_API_KEY when the client was created.")
    case .baseURL:
      .text(
        "base_url", .url, .client, fallback: "https://open.skills.video/api/v1",
        "The platform's address; SKILLS_VIDEO_BASE_URL replaces the default. https, or http on loopback.")
    case .userAgent:
      .text("user_agent", .text, .client, "Put in front of the library's own User-Agent.")
    case .proxy:
      .text(
        "proxy", .url, .client,
        "For https; by default from https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY. Plain http uses none.")
    case .noProxy:
      .text(
        "no_proxy", .text, .client,
        "Hosts that are reached without the proxy; by default from no_proxy or NO_PROXY.")
    case .caFile:
      .text("ca_file", .path, .client, "Certificates to trust; by default SSL_CERT_FILE, else the system's.")
    case .caPath:
      .text(
        "ca_path", .path, .client,
        "Folder with the certificates to trust; by default SSL_CERT_DIR, else the system's.")
    case .openAPIFile:
      .text(
        "openapi_file", .path, .client,
        "The OpenAPI document (JSON) that payloads are compared with before they are sent.")
    case .openAPIJSON:
      .text("openapi_json", .json, .client, "The text of such a document, instead of a file.")
    }
  }
}

/// The numeric options of a job that are not about its generation. `JobSettings` holds the values.
public enum TransferOption: Int32, OptionGroup {
  case eventBytesMax
  case bodyBytesMax
  case downloadBytesMax
  case downloadTriesMax
  case redirectsMax
  case uploadBytesMax
  case allowFiles
  case allowBlank
  case overwrite
  case trace

  public var info: OptionInfo {
    switch self {
    case .eventBytesMax:
      .number("event_bytes_max", "16777216", .bytes, 1024...268_435_456, "Longest event of a stream.")
    case .bodyBytesMax:
      .number(
        "body_bytes_max", "16777216", .bytes, 1024...268_435_456, "Longest answer that is not a stream.")
    case .downloadBytesMax:
      .number(
        "download_bytes_max", "0", .bytes, 0...Int64.max,
        "Longest file that a download accepts; 0 means no bound.")
    case .downloadTriesMax:
      .number(
        "download_tries_max", "5", .count, 1...1000,
        "A download ends after this many tries in a row without new bytes. Each try resumes the last one.")
    case .redirectsMax:
      .number("redirects_max", "5", .count, 0...50, "Redirects that one try of a download follows.")
    case .uploadBytesMax:
      .number(
        "upload_bytes_max", "1073741824", .bytes, 0...Int64.max,
        "Bytes of all files of one request together; 0 means no bound.")
    case .allowFiles:
      .flag(
        "allow_files",
        """
        1 sends the files that a payload names by {\"$file\": \"path\"}. Do not set it for payloads of \
        others.
        """
      )
    case .allowBlank:
      .flag(
        "allow_blank", fallback: "1",
        "0 refuses a payload whose prompt, or another required text, is empty or blank. 1 reports it.")
    case .overwrite:
      .flag("overwrite", "1 lets a download replace an existing file.")
    case .trace:
      .flag("trace", "1 adds SV_EVENT_TRACE events on requests and answers, without the key.")
    }
  }
}

/// The text options of a job. `JobSettings` holds the values.
public enum TextOption: Int32, OptionGroup {
  case validate
  case expectedType
  case idempotencyKey

  public var info: OptionInfo {
    switch self {
    case .validate:
      .text(
        "validate", .text, .any, fallback: "auto",
        """
        off, warn (report problems as events), auto (refuse misspelt fields, and problems that the document \
        is sure of) or strict (refuse all).
        """)
    case .expectedType:
      .text(
        "expected_type", .text, .job,
        "Media type that a download must have, such as the content_type of its output.")
    case .idempotencyKey:
      .text(
        "idempotency_key", .text, .job,
        "Sent as Idempotency-Key with every try of the create; by default a new random one.")
    }
  }
}
