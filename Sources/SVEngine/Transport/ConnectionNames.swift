import CCrypto
import CCurl
import SVProtocol
import SVText

/// The names of the options and variables that affect a request's connection, for error messages. It never
/// contains their values, because a proxy's URL may contain a password.
struct ConnectionNames {
  /// The name of the setting with the proxy; nil if there is none.
  var proxy: String?
  /// The name of the setting with the trusted certificates; nil for the system's.
  var trust: String?

  /// The advice after libcurl's message `text`; "" if no setting can be the cause. `url` is the requested
  /// URL.
  func advice(_ easy: UnsafeMutableRawPointer, _ code: CURLcode, text: String, url: String) -> String {
    var connectStatus = 0
    ccurl_get_long(easy, CURLINFO_HTTP_CONNECTCODE, &connectStatus)
    if connectStatus >= 300 { return proxyRefusal(connectStatus) }
    switch code {
    case CURLE_PEER_FAILED_VERIFICATION: return certificateAdvice(easy)
    case CURLE_SSL_CACERT_BADFILE:
      return trust.map { "; the certificates that \($0) names cannot be read: correct it" } ?? trustAdvice
    case CURLE_SSL_CONNECT_ERROR where text.utf8Contains("wrong version number"):
      return
        "; the server does not speak TLS on this port: check the scheme and the port of base_url"
    case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: return proxyAdvice
    case CURLE_COULDNT_CONNECT where !ConnectionNames.isAbout(url, text): return proxyAdvice
    // The proxy's answer to CONNECT was not HTTP, or there was none.
    case CURLE_RECV_ERROR where text.utf8Contains("CONNECT"): return proxyAdvice
    default: return ""
    }
  }

  private var proxyAdvice: String {
    proxy.map {
      "; the proxy is named by \($0): check it, or exempt this host with the option no_proxy"
    } ?? ""
  }

  private func proxyRefusal(_ status: Int) -> String {
    let setting = proxy ?? "the option proxy"
    return status == 407
      ? ProxyWords.asked(by: setting)
      : "; the proxy refused the connection (HTTP \(status)); it is named by \(setting): check it"
  }

  /// The advice depends on the reason why the certificate was rejected.
  private func certificateAdvice(_ easy: UnsafeMutableRawPointer) -> String {
    var ofProxy = 0
    var ofServer = 0
    ccurl_get_long(easy, CURLINFO_PROXY_SSL_VERIFYRESULT, &ofProxy)
    ccurl_get_long(easy, CURLINFO_SSL_VERIFYRESULT, &ofServer)
    // The tunnel begins only after the proxy's certificate was accepted.
    let isProxy = ofProxy != 0
    let whose = isProxy ? "the proxy" : "the server"
    switch ccrypto_certificate_fault_of(isProxy ? ofProxy : ofServer) {
    case CCRYPTO_UNKNOWN_AUTHORITY: return trustAdvice
    case CCRYPTO_WRONG_TIME:
      return "; check the clock of this machine; if it is right, the operator of \(whose) must replace the "
        + "certificate"
    case CCRYPTO_WRONG_HOST:
      let setting = isProxy ? proxy.map { " in " + $0 } : nil
      return "; the certificate of \(whose) is for another host: check the address"
        + (setting ?? " and the name look-up")
    default: return "; the operator of \(whose) must replace the certificate"
    }
  }

  private var trustAdvice: String {
    if let trust {
      return
        "; \(trust) names the trusted certificates: add the server's authority to them, or correct it"
    }
    return
      "; if a proxy or the network has its own authority, name its file with the option ca_file or "
      + "the variable SSL_CERT_FILE"
  }

  /// libcurl's "Failed to connect to HOST port N" names the proxy if the proxy was not reached.
  private static func isAbout(_ url: String, _ text: String) -> Bool {
    guard let parts = curl_url() else { return true }
    defer { curl_url_cleanup(parts) }
    guard curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK,
      let host = WebAddress.part(parts, CURLUPART_HOST)
    else { return true }
    var port: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parts, CURLUPART_PORT, &port, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let port else {
      return true
    }
    defer { curl_free(port) }
    return text.utf8Contains(host + " port " + String(cString: port) + " ")
  }
}
