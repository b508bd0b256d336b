import CCurl
import CLinux
import SVProtocol

/// Where the certificates of authorities are. A library built on one distribution has the wrong path inside
/// on another, so that the place is looked for at run time. Verification is always on.
struct TrustStore {
  var file: String?
  var directory: String?

  /// What the options say, else SSL_CERT_FILE and SSL_CERT_DIR, else the first known place that can be read,
  /// else libcurl's own.
  func found(environmentFile: String?, environmentDirectory: String?) -> TrustStore {
    if file != nil || directory != nil { return self }
    if environmentFile != nil || environmentDirectory != nil {
      return TrustStore(file: environmentFile, directory: environmentDirectory)
    }
    return TrustStore(file: TrustStore.systemFile, directory: nil)
  }

  private static var systemFile: String? {
    for path in SystemSettings.certificateFiles {
      let path = path.description
      if clinux_file_readable(path) { return path }
    }
    return nil
  }

  /// Both are always set, because beside the one that was named libcurl would go on trusting its own default
  /// of the other. What a proxy shows is judged by the same authorities.
  func apply(to easy: UnsafeMutableRawPointer) -> Bool {
    if file == nil, directory == nil { return true }
    let places = [
      (CURLOPT_CAINFO, file), (CURLOPT_CAPATH, directory), (CURLOPT_PROXY_CAINFO, file),
      (CURLOPT_PROXY_CAPATH, directory),
    ]
    return places.allSatisfy { option, place in TrustStore.set(easy, option, place) }
  }

  /// A libcurl whose TLS library knows no such place is well served without it.
  private static func set(_ easy: UnsafeMutableRawPointer, _ option: CURLoption, _ place: String?) -> Bool {
    guard let place else {
      ccurl_set_pointer(easy, option, nil)
      return true
    }
    return ccurl_set_text(easy, option, place) == CURLE_OK
  }
}
