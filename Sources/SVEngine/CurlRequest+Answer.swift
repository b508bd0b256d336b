import CCurl
import SVProtocol

/// What the answer to a request says, as far as it has come.
extension CurlRequest {
  /// The request of one of our easy handles.
  static func of(_ easy: UnsafeMutableRawPointer) -> CurlRequest? {
    var context: UnsafeMutablePointer<CChar>?
    ccurl_get_text(easy, CURLINFO_PRIVATE, &context)
    return context.map { Unmanaged<CurlRequest>.fromOpaque($0).takeUnretainedValue() }
  }

  /// What the answer announces, nil where it does not.
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
