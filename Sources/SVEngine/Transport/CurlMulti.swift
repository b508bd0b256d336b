import CCurl
import CLinux

/// Connects libcurl's transfers to the reactor: libcurl reports sockets and one timer by callbacks, and `run`
/// reports readiness to libcurl.
final class CurlMulti {
  let handle: UnsafeMutableRawPointer
  private let reactor: Reactor
  /// When libcurl must be called even if no socket is ready.
  private(set) var due: Int64?
  /// The next transfer that has ended, once `hasEnded` has looked.
  private var ended: (request: CurlRequest, code: CURLcode)?

  init?(reactor: Reactor) {
    clinux_gaps_fill()
    defer { clinux_gaps_empty() }
    guard let handle = curl_multi_init() else { return nil }
    self.handle = handle
    self.reactor = reactor
    let context = Unmanaged.passUnretained(self).toOpaque()
    ccurl_multi_set_socket_fn(handle) { _, socket, what, context, known in
      guard let context else { return 0 }
      Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue().watch(socket, what)
      return 0
    }
    ccurl_multi_set_pointer(handle, CURLMOPT_SOCKETDATA, context)
    ccurl_multi_set_timer_fn(handle) { _, delay, context in
      guard let context else { return 0 }
      let multi = Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue()
      multi.due = delay < 0 ? nil : clinux_monotonic_ms() + Int64(delay)
      return 0
    }
    ccurl_multi_set_pointer(handle, CURLMOPT_TIMERDATA, context)
    keepConnections(of: 0)
  }

  deinit {
    // The clean-up closes sockets and may call back, when this object no longer exists.
    ccurl_multi_set_socket_fn(handle, nil)
    ccurl_multi_set_timer_fn(handle, nil)
    // Closing a kept connection may write to it.
    let pipe = clinux_sigpipe_hold()
    curl_multi_cleanup(handle)
    clinux_sigpipe_release(pipe)
  }

  private func watch(_ socket: Int32, _ what: Int32) {
    switch what {
    case CURL_POLL_IN: reactor.watch(socket, events: UInt32(CLINUX_READABLE))
    case CURL_POLL_OUT: reactor.watch(socket, events: UInt32(CLINUX_WRITABLE))
    case CURL_POLL_INOUT: reactor.watch(socket, events: UInt32(CLINUX_READABLE | CLINUX_WRITABLE))
    default: reactor.forget(socket)
    }
  }

  /// As many connections are kept for later requests as there are jobs, and at least so many.
  private static let keptConnectionsMin = 16

  /// With fewer than the jobs use, libcurl would look for one to close whenever a request ends, and each poll
  /// of many would need a new one.
  func keepConnections(of jobs: Int) {
    ccurl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, max(jobs, CurlMulti.keptConnectionsMin))
  }

  func add(_ easy: UnsafeMutableRawPointer) -> Bool { curl_multi_add_handle(handle, easy) == CURLM_OK }
  func remove(_ easy: UnsafeMutableRawPointer) {
    if ended?.request.easy == easy { ended = nil }
    curl_multi_remove_handle(handle, easy)
  }

  /// A socket is ready.
  func run(_ socket: Int32, _ events: UInt32) {
    var mask: Int32 = 0
    if events & UInt32(CLINUX_READABLE) != 0 { mask |= CURL_CSELECT_IN }
    if events & UInt32(CLINUX_WRITABLE) != 0 { mask |= CURL_CSELECT_OUT }
    if events & UInt32(CLINUX_FAILED) != 0 { mask |= CURL_CSELECT_ERR }
    var running: Int32 = 0
    curl_multi_socket_action(handle, socket, mask, &running)
  }

  /// Runs libcurl's timers that are due.
  func runDue(now: Int64) {
    guard let due, now >= due else { return }
    self.due = nil
    var running: Int32 = 0
    curl_multi_socket_action(handle, CURL_SOCKET_TIMEOUT, 0, &running)
  }

  /// A transfer has ended, and was not taken yet.
  var hasEnded: Bool {
    if ended == nil { ended = nextEnded() }
    return ended != nil
  }

  /// The next transfer that has ended.
  func takeEnded() -> (request: CurlRequest, code: CURLcode)? {
    defer { ended = nil }
    return ended ?? nextEnded()
  }

  private func nextEnded() -> (request: CurlRequest, code: CURLcode)? {
    var left: Int32 = 0
    while let message = curl_multi_info_read(handle, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
        let request = CurlRequest.of(easy)
      else { continue }
      return (request, message.pointee.data.result)
    }
    return nil
  }
}
