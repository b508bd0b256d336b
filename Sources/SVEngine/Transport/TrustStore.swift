import CCurl
import CLinux
import SVProtocol

/// Finds the certificates of trusted authorities. The path differs between distributions, so it is searched
/// at run time. Verification is always on.
struct TrustStore {
  var file: String?
  var directory: String?

  /// The options, else SSL_CERT_FILE and SSL_CERT_DIR, else the first known path that can be read, else
  /// libcurl's default.
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

  /// Both are always set. Otherwise libcurl would also trust its own default for the one that is not set. A
  /// proxy's certificate is verified with the same authorities.
  func apply(to easy: UnsafeMutableRawPointer) -> Bool {
    if file == nil, directory == nil { return true }
    let places = [
      (CURLOPT_CAINFO, file), (CURLOPT_CAPATH, directory), (CURLOPT_PROXY_CAINFO, file),
      (CURLOPT_PROXY_CAPATH, directory),
    ]
    return places.allSatisfy { option, place in TrustStore.set(easy, option, place) }
  }

  /// If libcurl's TLS library does not support the option, it works without it.
  private static func set(_ easy: UnsafeMutableRawPointer, _ option: CURLoption, _ place: String?) -> Bool {
    guard let place else {
      ccurl_set_pointer(easy, option, nil)
      return true
    }
    return ccurl_set_text(easy, option, place) == CURLE_OK
  }
}
