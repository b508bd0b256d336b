import CCurl
import SVProtocol
import SVText

/// Addresses of outputs, read as browsers read them: a space and a letter outside ASCII are percent-encoded.
enum WebAddress {
  /// The address as it is sent; nil where it is not a URL.
  static func encoded(_ text: String) -> String? { resolved(text.trimmedASCII, against: nil) }

  /// The address to which a redirect from `base` leads.
  static func resolved(_ reference: String, against base: String?) -> String? {
    guard let url = curl_url() else { return nil }
    defer { curl_url_cleanup(url) }
    let flags = UInt32(CURLU_URLENCODE)
    if let base, curl_url_set(url, CURLUPART_URL, base, flags) != CURLUE_OK { return nil }
    // libcurl makes a plus of a space in a query, which a signature over the address does not allow.
    let spaced = reference.utf8.split(separator: 0x20, omittingEmptySubsequences: false).map {
      String($0) ?? ""
    }
    let text = spaced.joined(separator: "%20")
    guard curl_url_set(url, CURLUPART_URL, text, flags) == CURLUE_OK else { return nil }
    return part(url, CURLUPART_URL)
  }

  /// The scheme and host of any URL, or nil.
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

/// A proxy's address. libcurl quotes one that it cannot use in its message, password included, so that it
/// gets only those it can.
enum ProxyURL {
  private static let schemes = ["HTTP", "HTTPS", "SOCKS", "SOCKS4", "SOCKS4A", "SOCKS5", "SOCKS5H"]

  /// Empty means no proxy; without a scheme it is http, as with libcurl.
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
  /// Any text as one segment of a path, by libcurl's own encoding.
  static func encoded(_ text: String) -> String {
    // A segment of dots would climb.
    if text.isWord(".") { return "%2E" }
    if text.isWord("..") { return "%2E%2E" }
    var text = text
    return text.withUTF8 { bytes in
      // libcurl takes a length of 0 for "count yourself", which would end an id at a NUL.
      guard bytes.count > 0, let length = Int32(exactly: bytes.count), let start = bytes.baseAddress,
        let escaped = curl_easy_escape(
          nil, UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self), length)
      else { return "" }
      defer { curl_free(escaped) }
      return String(cString: escaped)
    }
  }
}
