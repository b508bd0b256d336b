import CCurl
import CLinux
import SVProtocol
import SVText

/// Reads the response head for the lifecycle.
enum CurlHead {
  private static let linesMax = 16

  /// Nil for an interim answer (1xx).
  static func read(_ easy: UnsafeMutableRawPointer) -> ResponseHead? {
    guard let status = httpStatus(easy) else { return nil }
    var value: UnsafeMutablePointer<CChar>?
    ccurl_get_text(easy, CURLINFO_CONTENT_TYPE, &value)
    let type = value.map { mediaType(String(cString: $0)) } ?? ""
    var head = ResponseHead(httpStatus: status, content: content(type), retryAfter: nil)
    readWish(easy, into: &head)
    if status < 400 { head.redirectsTo = redirectTarget(easy) }
    return head
  }

  /// Without path and query, which may contain a secret of a login.
  private static func redirectTarget(_ easy: UnsafeMutableRawPointer) -> String? {
    guard let location = header(easy, "location"), let target = WebAddress.schemeAndHost(location) else {
      return nil
    }
    return (target.scheme + "://" + target.host).wholeOrLength(max: 100)
  }

  /// Nil if only an interim answer has arrived.
  static func httpStatus(_ easy: UnsafeMutableRawPointer) -> Int? {
    var status = 0
    ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
    return status >= 200 ? status : nil
  }

  private static func content(_ mediaType: String) -> ResponseHead.Content {
    if mediaType.isWord("TEXT/EVENT-STREAM") { return .eventStream }
    if mediaType.isOneOf("TEXT/HTML APPLICATION/XHTML+XML") { return .page }
    let isJSON = mediaType.isWord("APPLICATION/JSON") || mediaType.hasEnd("+JSON")
    return isJSON ? .json : .other
  }

  /// The type without its parameters, in upper case.
  private static func mediaType(_ value: String) -> String { value.head(before: 0x3B).asciiUppercased }

  private static func readWish(_ easy: UnsafeMutableRawPointer, into head: inout ResponseHead) {
    if let text = header(easy, "retry-after-ms"), let delay = RetryAfter.milliseconds(milliseconds: text) {
      head.retryAfter = delay
      return
    }
    guard let text = header(easy, "retry-after") else { return }
    head.retryAfter = RetryAfter.milliseconds(seconds: text)
    let moment = Int64(curl_getdate(text, nil))
    guard head.retryAfter == nil, moment >= 0, moment < Int64.max / 1000 else { return }
    head.retryAfter = max(0, moment * 1000 - clinux_wall_ms())
    if text.isPrintableASCII { head.retryDate = text.wholeOrLength(max: 40) }
  }

  static func header(_ easy: UnsafeMutableRawPointer, _ name: String) -> String? {
    var found: UnsafeMutablePointer<curl_header>?
    guard curl_easy_header(easy, name, 0, UInt32(CURLH_HEADER), -1, &found) == CURLHE_OK,
      let value = found?.pointee.value
    else { return nil }
    return String(cString: value)
  }

  /// The content codings in the order in which they were applied. A header may have several lines.
  static func contentEncoding(_ easy: UnsafeMutableRawPointer) -> String {
    var text = ""
    for index in 0..<linesMax {
      var found: UnsafeMutablePointer<curl_header>?
      guard curl_easy_header(easy, "content-encoding", index, UInt32(CURLH_HEADER), -1, &found) == CURLHE_OK,
        let value = found?.pointee.value
      else { break }
      text += (text.isEmpty ? "" : ",") + String(cString: value)
    }
    return text
  }
}

/// The answer to a request, as far as it has arrived.
extension CurlRequest {
  /// The request of an easy handle of this library.
  static func of(_ easy: UnsafeMutableRawPointer) -> CurlRequest? {
    var context: UnsafeMutablePointer<CChar>?
    ccurl_get_text(easy, CURLINFO_PRIVATE, &context)
    return context.map { Unmanaged<CurlRequest>.fromOpaque($0).takeUnretainedValue() }
  }

  /// The announced length; nil if there is none.
  var contentLength: Int64? {
    var length: curl_off_t = -1
    ccurl_get_off_t(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length)
    return length < 0 ? nil : Int64(length)
  }

  func header(_ name: String) -> String? { CurlHead.header(easy, name) }

  var contentType: String? {
    var type: UnsafeMutablePointer<CChar>?
    ccurl_get_text(easy, CURLINFO_CONTENT_TYPE, &type)
    return type.map { String(cString: $0) }
  }
}
