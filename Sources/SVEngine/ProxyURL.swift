import SVJSON
import CCurl
import SVProtocol

/// A proxy's address. libcurl quotes one that it cannot use in its message, password included, so that it gets only those it can.
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
