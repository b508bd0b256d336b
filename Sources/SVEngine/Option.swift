import SVJSON
import SVProtocol

/// Every option by name, with its default and its meaning. All of it is static text, handed out to C as it is.
public enum Option: Int32, Sendable {
  case apiKey
  case baseURL
  case userAgent
  case proxy
  case noProxy
  case caFile
  case caPath
  case openAPIFile
  case openAPIJSON
  case totalTimeout
  case connectTimeout
  case uploadTimeout
  case firstByteTimeout
  case silenceTimeout
  case quietPoll
  case pollTimeout
  case pollFailuresMax
  case pollInterval
  case pollIntervalMax
  case createTriesMax
  case retryAfterMax
  case eventBytesMax
  case bodyBytesMax
  case downloadBytesMax
  case downloadTriesMax
  case redirectsMax
  case expectedType
  case uploadBytesMax
  case allowFiles
  case validate
  case minCredits
  case reportCredits
  case idempotencyKey
  case overwrite
  case trace

  public struct Info {
    public let name: StaticString
    public let fallback: StaticString
    public let help: StaticString
  }

  init?(name: String) {
    var index: Int32 = 0
    while let option = Option(rawValue: index) {
      if name.isSameText(as: option.info.name.description) {
        self = option
        return
      }
      index += 1
    }
    return nil
  }

  /// Belongs to the client as a whole, not to one job.
  var isOfClient: Bool { rawValue <= Option.openAPIJSON.rawValue }
  /// Belongs to one job, and would be wrong for all.
  var isOfJob: Bool { self == .idempotencyKey || self == .expectedType }

  public var info: Info {
    isOfClient ? clientInfo : isBudget ? budgetInfo : isOfFiles ? fileInfo : limitInfo
  }

  private var isBudget: Bool { rawValue <= Option.retryAfterMax.rawValue }
  private var isOfFiles: Bool {
    rawValue >= Option.downloadBytesMax.rawValue && rawValue <= Option.allowFiles.rawValue
  }

  private var clientInfo: Info {
    switch self {
    case .apiKey:
      Info(
        name: "api_key", fallback: "",
        help: "Client: the key; by default the value of SKILLS_VIDEO_API_KEY when the client was created.")
    case .baseURL:
      Info(
        name: "base_url", fallback: "https://open.skills.video/api/v1",
        help:
          "Client: the platform's address; by default SKILLS_VIDEO_BASE_URL, else the one shown. https, or http on loopback."
      )
    case .userAgent:
      Info(name: "user_agent", fallback: "", help: "Client: put in front of the library's own User-Agent.")
    case .proxy:
      Info(
        name: "proxy", fallback: "",
        help:
          "Client: proxy URL for https; by default from https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY. Plain http uses none."
      )
    case .noProxy:
      Info(
        name: "no_proxy", fallback: "",
        help: "Client: hosts that are reached without the proxy; by default from no_proxy or NO_PROXY.")
    case .caFile:
      Info(
        name: "ca_file", fallback: "",
        help: "Client: file with the certificates to trust; by default SSL_CERT_FILE, else the system's.")
    case .caPath:
      Info(
        name: "ca_path", fallback: "",
        help: "Client: folder with the certificates to trust; by default SSL_CERT_DIR, else the system's.")
    case .openAPIFile:
      Info(
        name: "openapi_file", fallback: "",
        help: "Client: file with the OpenAPI document (JSON) that payloads are compared with before they are sent.")
    default:
      Info(name: "openapi_json", fallback: "", help: "Client: the text of such a document, instead of a file.")
    }
  }

  private var budgetInfo: Info {
    switch self {
    case .totalTimeout:
      Info(name: "total_timeout_ms", fallback: "3600000", help: "Bounds the whole job; 0 means no bound.")
    case .connectTimeout:
      Info(name: "connect_timeout_ms", fallback: "10000", help: "From the start of a request to a ready connection.")
    case .uploadTimeout:
      Info(
        name: "upload_timeout_ms", fallback: "60000",
        help: "An upload without progress for this long ends; the request was not whole, so nothing was bought.")
    case .firstByteTimeout:
      Info(
        name: "first_byte_timeout_ms", fallback: "0",
        help: "Longest wait for the first byte of a create's answer; 0 is none. Its end leaves the outcome unknown.")
    case .silenceTimeout:
      Info(
        name: "silence_timeout_ms", fallback: "60000",
        help: "A stream without any byte for this long is replaced by polling, once the id is known or was received.")
    case .quietPoll:
      Info(
        name: "quiet_poll_ms", fallback: "60000",
        help: "A stream without an event for this long, comments aside, is polled beside it; 0 means never.")
    case .pollTimeout:
      Info(name: "poll_timeout_ms", fallback: "20000", help: "Bounds one poll, and one credits call.")
    case .pollFailuresMax:
      Info(name: "poll_failures_max", fallback: "10", help: "So many failed polls in a row end the wait.")
    case .pollInterval:
      Info(name: "poll_interval_ms", fallback: "1000", help: "First wait between polls; it grows by half each time.")
    case .pollIntervalMax:
      Info(name: "poll_interval_max_ms", fallback: "5000", help: "Longest wait between polls that succeed.")
    case .createTriesMax:
      Info(
        name: "create_tries_max", fallback: "4",
        help: "Tries of a create that provably was not sent or was refused for the time being.")
    default:
      Info(
        name: "retry_after_max_ms", fallback: "120000",
        help: "A create that is asked to wait longer than this ends instead.")
    }
  }

  private var limitInfo: Info {
    switch self {
    case .eventBytesMax:
      Info(name: "event_bytes_max", fallback: "16777216", help: "Longest event of a stream, at most 268435456.")
    case .bodyBytesMax:
      Info(
        name: "body_bytes_max", fallback: "16777216", help: "Longest answer that is not a stream, at most 268435456.")
    case .validate:
      Info(
        name: "validate", fallback: "",
        help:
          "off, warn (tell problems as events) or strict (refuse to send); by default strict where an OpenAPI document was given."
      )
    case .minCredits:
      Info(
        name: "min_credits", fallback: "0",
        help:
          "Floor: asks for the credit balance before a create, which is not sent while it is lower or unknown. 0 does not ask."
      )
    case .reportCredits:
      Info(
        name: "report_credits", fallback: "0",
        help: "1 tells the credit balance before and after a generation; what cannot be read is null, never an error.")
    case .idempotencyKey:
      Info(
        name: "idempotency_key", fallback: "",
        help: "For one job only: sent as Idempotency-Key with every try of its create; by default a new random one.")
    case .overwrite:
      Info(name: "overwrite", fallback: "0", help: "1 lets a download replace an existing file.")
    default:
      Info(name: "trace", fallback: "0", help: "1 adds SV_EVENT_TRACE events on requests and answers, without the key.")
    }
  }

  private var fileInfo: Info {
    switch self {
    case .downloadBytesMax:
      Info(name: "download_bytes_max", fallback: "0", help: "Longest file that a download accepts; 0 means no bound.")
    case .downloadTriesMax:
      Info(
        name: "download_tries_max", fallback: "5",
        help: "So many tries of a download in a row that bring nothing new end it; it goes on where it broke off.")
    case .redirectsMax:
      Info(name: "redirects_max", fallback: "5", help: "Redirects that one try of a download follows.")
    case .expectedType:
      Info(
        name: "expected_type", fallback: "",
        help: "For one job only: media type that a download must have, such as the content_type of its output.")
    case .uploadBytesMax:
      Info(
        name: "upload_bytes_max", fallback: "1073741824",
        help: "Bytes of all files of one request together; 0 means no bound.")
    default:
      Info(
        name: "allow_files", fallback: "0",
        help: "1 sends the files that a payload names by {\"$file\": \"path\"}; never where others write the payload.")
    }
  }
}
