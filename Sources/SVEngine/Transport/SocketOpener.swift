import CCurl
import CLinux

/// Opens the sockets of a request, and records why the operating system refused one.
final class SocketOpener {
  /// A negative errno.
  private var error: Int32 = 0
  /// Name lookup and TLS open descriptors of their own. Until the request is sent, closed standard
  /// descriptors are therefore occupied.
  private var fillsGaps = true

  /// The system refused a socket, so no connection was attempted.
  var isRefused: Bool { error != 0 }

  init() { clinux_gaps_fill() }
  deinit { emptyGaps() }

  func open(_ address: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
    guard let address else { return CURL_SOCKET_BAD }
    let socket = clinux_socket(address.pointee.family, address.pointee.socktype, address.pointee.protocol)
    if socket < 0 { error = socket }
    return socket < 0 ? CURL_SOCKET_BAD : socket
  }

  /// The connection is ready.
  func emptyGaps() {
    if fillsGaps { clinux_gaps_empty() }
    fillsGaps = false
  }

  /// The negative errno for a connection that was not made; 0 if there is none. Name lookup and TLS do not
  /// report it.
  func refusal(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) -> Int32 {
    if error == 0, code == CURLE_COULDNT_CONNECT {
      var connectError = 0
      ccurl_get_long(easy, CURLINFO_OS_ERRNO, &connectError)
      if connectError != 0 { return -Int32(truncatingIfNeeded: connectError) }
    }
    let isBeforeSending = [
      CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_FAILED_INIT,
      CURLE_SSL_CACERT_BADFILE, CURLE_OUT_OF_MEMORY,
    ].contains { $0 == code }
    guard isBeforeSending else { return 0 }
    return error == 0 ? clinux_descriptor_refusal() : error
  }
}
