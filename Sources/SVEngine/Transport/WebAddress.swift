import CCurl
import SVProtocol
import SVText

/// Parses URLs of outputs as browsers do: spaces and non-ASCII characters are percent-encoded.
enum WebAddress {
  /// The URL as it is sent; nil if it is not valid.
  static func encoded(_ text: String) -> String? { resolved(text.trimmedASCII, against: nil) }

  /// The target of a redirect from `base`.
  static func resolved(_ reference: String, against base: String?) -> String? {
    guard let url = curl_url() else { return nil }
    defer { curl_url_cleanup(url) }
    let flags = UInt32(CURLU_URLENCODE)
    if let base, curl_url_set(url, CURLUPART_URL, base, flags) != CURLUE_OK { return nil }
    // libcurl replaces a space in a query by a plus, which would invalidate a signature of the URL.
    let text = reference.parts(separatedBy: 0x20).joined(by: "%20")
    guard curl_url_set(url, CURLUPART_URL, text, flags) == CURLUE_OK else { return nil }
    return part(url, CURLUPART_URL)
  }

  /// The scheme and host of any URL; nil if it is not valid.
  static func schemeAndHost(_ text: String) -> (scheme: String, host: String)? {
    guard let url = curl_url() else { return nil }
    defer { curl_url_cleanup(url) }
    guard curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK, let scheme = part(url, CURLUPART_SCHEME),
      let host = part(url, CURLUPART_HOST)
    else { return nil }
    return (scheme, host)
  }

  static func part(_ url: OpaquePointer, _ which: CURLUPart) -> String? {
    var value: UnsafeMutablePointer<CChar>?
    guard curl_url_get(url, which, &value, 0) == CURLUE_OK, let value else { return nil }
    defer { curl_free(value) }
    return String(cString: value)
  }
}

/// Validates a proxy's URL. If libcurl cannot use one, its message contains it with its password, so libcurl
/// gets only valid ones.
enum ProxyURL {
  private static let schemes = ["HTTP", "HTTPS", "SOCKS", "SOCKS4", "SOCKS4A", "SOCKS5", "SOCKS5H"]

  /// Empty means no proxy. Without a scheme it is http, as in libcurl.
  static func isUsable(_ text: String) -> Bool {
    if text.isEmpty { return true }
    guard let url = curl_url() else { return false }
    defer { curl_url_cleanup(url) }
    let flags = UInt32(CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME)
    guard curl_url_set(url, CURLUPART_URL, text, flags) == CURLUE_OK,
      let scheme = WebAddress.part(url, CURLUPART_SCHEME),
      let host = WebAddress.part(url, CURLUPART_HOST), !host.isEmpty
    else { return false }
    return schemes.contains { $0.isSameText(as: scheme.asciiUppercased) }
  }
}

enum PathSegment {
  /// Encodes any text as one path segment, by libcurl.
  static func encoded(_ text: String) -> String {
    // A segment of dots would lead to a parent path.
    if text.isWord(".") { return "%2E" }
    if text.isWord("..") { return "%2E%2E" }
    var text = text
    return text.withUTF8 { bytes in
      // libcurl treats a length of 0 as "use strlen", which would end an id at a NUL.
      guard bytes.count > 0, let length = Int32(exactly: bytes.count), let start = bytes.baseAddress,
        let escaped = curl_easy_escape(
          nil, UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self), length)
      else { return "" }
      defer { curl_free(escaped) }
      return String(cString: escaped)
    }
  }
}
