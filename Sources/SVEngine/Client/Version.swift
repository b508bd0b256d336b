import CCodings
import CCurl
import SVContract
import SVText

public enum Version {
  public static let major: UInt32 = 0
  public static let minor: UInt32 = 1
  public static let patch: UInt32 = 0

  public static var number: UInt32 { major * 1_000_000 + minor * 1000 + patch }
  static var text: String { "\(major).\(minor).\(patch)" }

  /// The versions of the loaded libraries, and how host names are looked up: a synchronous lookup would block
  /// the caller.
  public static var description: String {
    var words = "libskillsvideo " + text
    if let info = ccurl_version()?.pointee {
      if let version = info.version { words += " libcurl/" + String(cString: version) }
      if let tls = info.ssl_version { words += " " + String(cString: tls) }
      let isAsynchronous = info.features & Int32(CURL_VERSION_ASYNCHDNS) != 0
      words += isAsynchronous ? " (asynchronous resolver)" : " (blocking resolver)"
      if let version = info.nghttp2_version { words += " nghttp2/" + String(cString: version) }
    }
    if let version = ccodings_zlib_version() { words += " zlib/" + String(cString: version) }
    words += " brotli/" + brotli
    if let version = ccodings_zstd_version() { words += " zstd/" + String(cString: version) }
    return words + " pcre2/" + PatternLibrary.version + " simdjson/" + JSONText.libraryVersion
  }

  private static var brotli: String {
    let number = ccodings_brotli_version()
    return "\(number >> 24).\(number >> 12 & 0xFFF).\(number & 0xFFF)"
  }
}
