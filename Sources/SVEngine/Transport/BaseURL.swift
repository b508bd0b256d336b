import CCurl
import SVProtocol
import SVText

/// The platform's address, validated once. The key is sent to this origin only.
public struct BaseURL {
  /// Without a trailing slash; ends in the API's version.
  let text: String
  let scheme: String
  let host: String
  let isLoopback: Bool

  init(_ text: String) throws(CallError) {
    guard let url = curl_url() else { throw CallError(.memory, "no memory to read base_url") }
    defer { curl_url_cleanup(url) }
    // libcurl accepts a third slash, and would use the first segment of the path as the host.
    guard !text.utf8Contains(":///"), curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK,
      let scheme = WebAddress.part(url, CURLUPART_SCHEME), let host = WebAddress.part(url, CURLUPART_HOST)
    else {
      throw CallError(
        .argument, "base_url is not a URL; it should look like \(ClientOption.baseURL.info.fallback)")
    }
    guard WebAddress.part(url, CURLUPART_USER) == nil, WebAddress.part(url, CURLUPART_PASSWORD) == nil,
      WebAddress.part(url, CURLUPART_QUERY) == nil, WebAddress.part(url, CURLUPART_FRAGMENT) == nil
    else { throw CallError(.argument, "base_url may not hold a user, a query or a fragment") }
    isLoopback = Loopback.contains(host)
    guard scheme.isWord("https") || (scheme.isWord("http") && isLoopback) else {
      throw CallError(.argument, "base_url must begin with https://; plain http is for loopback hosts only")
    }
    self.scheme = scheme
    self.host = host
    let port = WebAddress.part(url, CURLUPART_PORT).map { ":" + $0 } ?? ""
    var bytes = Array((WebAddress.part(url, CURLUPART_PATH) ?? "").utf8)
    while bytes.last == 0x2F { bytes.removeLast() }
    var path = String(decoding: bytes, as: UTF8.self)
    // The platform's quick start writes the address as .../api, with /v1 in its paths.
    if path.hasEnd("/api") { path += "/v1" }
    self.text = scheme + "://" + host + port + path
  }
}

enum Loopback {
  /// localhost, 127.0.0.0/8 and ::1, as libcurl normalises a host.
  static func contains(_ host: String) -> Bool {
    let host = host.asciiUppercased
    if host.isOneOf("LOCALHOST [::1]") { return true }
    let parts = host.parts(separatedBy: 0x2E)
    return parts.count == 4 && parts[0].isWord("127") && parts.dropFirst().allSatisfy(isByte)
  }

  private static func isByte(_ text: String) -> Bool {
    guard let number = Int64(text) else { return false }
    return number >= 0 && number <= 255
  }
}
