import CCurl
import CLinux
import SVProtocol
import SVText

/// The contents of a trace event: the line of a request, the head of an answer, or how an answer ended.
enum Trace {
  case text(String)
  case head(TracedHead)
  case end(TracedEnd)

  func write(to record: inout RecordBuilder) {
    switch self {
    case .text(let text): record.field("message", text)
    case .head(let head): head.write(to: &record)
    case .end(let end): end.write(to: &record)
    }
  }
}

/// The head of an answer: its HTTP version, status and headers.
struct TracedHead {
  private static let namesMax = 100
  private static let linesMax = 16
  private static let valueBytesMax = 1024
  private static let secretNames = [
    "set-cookie", "set-cookie2", "cookie", "authorization", "proxy-authorization",
  ]

  private let version: String
  private let httpStatus: Int
  private var headers = JSONWriter()
  private var isComplete = true

  /// Reads the headers that libcurl keeps. `key` is masked before values are truncated, so that no part of it
  /// remains.
  init(_ easy: UnsafeMutableRawPointer, httpStatus: Int, key: Secret?) {
    self.httpStatus = httpStatus
    version = Self.version(easy)
    headers.beginObject()
    var count = 0
    var last: UnsafeMutablePointer<curl_header>?
    while let header = curl_easy_nextheader(easy, UInt32(CURLH_HEADER), -1, last) {
      last = header
      // Further lines with the same name are read with the first one.
      guard header.pointee.index == 0 else { continue }
      count += 1
      // libcurl searches all lines at each step, so a very large number is not counted completely.
      if count > Self.namesMax {
        isComplete = false
        break
      }
      append(header.pointee, easy, key)
    }
    headers.endObject()
  }

  private static func version(_ easy: UnsafeMutableRawPointer) -> String {
    var number = 0
    ccurl_get_long(easy, CURLINFO_HTTP_VERSION, &number)
    switch number {
    case Int(CURL_HTTP_VERSION_1_0): return "1.0"
    case Int(CURL_HTTP_VERSION_1_1): return "1.1"
    case Int(CURL_HTTP_VERSION_2_0): return "2"
    case Int(CURL_HTTP_VERSION_3): return "3"
    default: return "0.9"
    }
  }

  private mutating func append(_ header: curl_header, _ easy: UnsafeMutableRawPointer, _ key: Secret?) {
    guard let text = header.name else { return }
    let name = String(cString: text).asciiLowercased
    if Self.secretNames.contains(where: { $0.isSameText(as: name) }) {
      headers.key(name)
      return headers.string("***")
    }
    var bytes = Self.value(header.value, key)
    var index = 1
    while index < min(Int(header.amount), Self.linesMax), bytes.count < Self.valueBytesMax {
      var line: UnsafeMutablePointer<curl_header>?
      guard curl_easy_header(easy, text, index, UInt32(CURLH_HEADER), -1, &line) == CURLHE_OK else { break }
      bytes += [0x2C, 0x20] + Self.value(line?.pointee.value, key)
      index += 1
    }
    headers.key(name)
    bytes.withUnsafeBytes {
      headers.string(utf8: UnsafeRawBufferPointer(rebasing: $0.prefix(Self.valueBytesMax)))
    }
  }

  private static func value(_ text: UnsafeMutablePointer<CChar>?, _ key: Secret?) -> [UInt8] {
    guard let text else { return [] }
    var bytes = [UInt8](UnsafeRawBufferPointer(start: text, count: clinux_text_length(text)))
    bytes.withUnsafeMutableBytes { key?.mask($0) }
    // Old versions of libcurl leave the line end in an empty value.
    while let byte = bytes.last, byte <= 0x20 { bytes.removeLast() }
    return bytes
  }

  func write(to record: inout RecordBuilder) {
    record.field("message", "HTTP/\(version) \(httpStatus)")
    record.field("protocol", version)
    record.field("http_status", httpStatus)
    record.member("headers") { $0.raw(headers.text) }
    record.field("headers_complete", isComplete)
  }
}

/// The start of an answer's body, kept while it arrives.
struct TracedBody {
  private static let bytesMax = 4096

  private let key: Secret?
  private let start = ByteBuffer()

  init(key: Secret?) { self.key = key }

  func append(_ bytes: UnsafeRawBufferPointer) {
    // A key that begins within the shown part is kept completely, so that it is found and masked.
    let room = Self.bytesMax + (key?.reach ?? 0) - start.count
    if room > 0 { _ = start.append(UnsafeRawBufferPointer(rebasing: bytes.prefix(room))) }
  }

  /// The start of the body with the key masked.
  var shown: ByteBuffer {
    key?.mask(start.mutableBytes)
    start.truncate(to: Self.bytesMax)
    return start
  }
}

/// How an answer ended by itself.
struct TracedEnd {
  let cause: RequestEnd.Cause
  let hasHead: Bool
  let bytes: Int64
  /// Nil if other events contain the body: an event stream, or a file.
  let body: ByteBuffer?

  func write(to record: inout RecordBuilder) {
    record.field("message", message)
    if case .complete = cause { record.field("complete", true) } else { record.field("complete", false) }
    record.field("bytes", bytes)
    record.member("body") { writer in
      if let body { writer.string(utf8: body.bytes) } else { writer.null() }
    }
  }

  private var message: String {
    switch cause {
    case .complete: return "the answer is complete, \(bytes) bytes"
    case .transport(let reason, _), .unsent(let reason), .violation(let reason), .limit(let reason):
      return hasHead ? "the answer broke off after \(bytes) bytes: \(reason)" : "no answer: \(reason)"
    }
  }
}
