/// The grammar of URIs (RFC 3986, appendix A).
enum URIGrammar {
  /// A URI with its scheme. Letters beyond ASCII are none: they must be percent-encoded.
  static func isURI(_ text: String) -> Bool {
    let parts = URIReference(text)
    guard parts.scheme != nil else { return false }
    if let authority = parts.authority, !isAuthority(authority) { return false }
    return isMade(parts.path, of: "/:@") && isMade(parts.query ?? [], of: "/:@?")
      && isMade(parts.fragment ?? [], of: "/:@?")
  }

  private static func isAuthority(_ text: ArraySlice<UInt8>) -> Bool {
    var host = text
    if let at = host.lastIndex(of: UInt8(ascii: "@")) {
      guard isMade(host[..<at], of: ":") else { return false }
      host = host[(at &+ 1)...]
    }
    if host.first == UInt8(ascii: "[") {
      guard let end = host.firstIndex(of: UInt8(ascii: "]")) else { return false }
      let inside = host[(host.startIndex &+ 1)..<end]
      guard isIPv6(inside) || isFutureAddress(inside) else { return false }
      return isPort(host[(end &+ 1)...])
    }
    let colon = host.firstIndex(of: UInt8(ascii: ":")) ?? host.endIndex
    return isMade(host[..<colon], of: "") && isPort(host[colon...])
  }

  /// Nothing, or a colon and digits.
  private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
    text.isEmpty || text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy { $0.isASCIIDigit }
  }

  /// Unreserved characters, percent-encoded bytes, sub-delimiters and those named.
  private static func isMade(_ text: ArraySlice<UInt8>, of more: StaticString) -> Bool {
    var at = text.startIndex
    while at < text.endIndex {
      let byte = text[at]
      if byte == UInt8(ascii: "%") {
        guard at &+ 2 < text.endIndex, PercentEncoding.digit(text[at &+ 1]) != nil,
          PercentEncoding.digit(text[at &+ 2]) != nil
        else { return false }
        at &+= 3
      } else {
        let isPlain = byte.isASCIILetter || byte.isASCIIDigit || "-._~!$&'()*+,;=".utf8.contains(byte)
        guard isPlain || more.withUTF8Buffer({ $0.contains(byte) }) else { return false }
        at &+= 1
      }
    }
    return true
  }

  private static func isFutureAddress(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first, first | 0x20 == UInt8(ascii: "v"),
      let dot = text.firstIndex(of: UInt8(ascii: "."))
    else { return false }
    let version = text[(text.startIndex &+ 1)..<dot]
    return !version.isEmpty && version.allSatisfy { PercentEncoding.digit($0) != nil }
      && text.endIndex > dot &+ 1
      && isMade(text[(dot &+ 1)...], of: ":") && !text.contains(UInt8(ascii: "%"))
  }

  static func isIPv4(_ text: ArraySlice<UInt8>) -> Bool {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        !part.isEmpty && part.count <= 3 && part.allSatisfy { $0.isASCIIDigit }
          && (part.count == 1 || part.first != UInt8(ascii: "0"))
          && part.reduce(0) { $0 &* 10 &+ Int($1 &- UInt8(ascii: "0")) } <= 255
      }
  }

  static func isIPv6(_ text: ArraySlice<UInt8>) -> Bool {
    var groups = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard groups.count >= 3 else { return false }
    var wanted = 8
    if let last = groups.last, last.contains(UInt8(ascii: ".")) {
      guard isIPv4(last) else { return false }
      groups.removeLast()
      wanted = 6
    }
    // "::" at an end gives an empty group more than in the middle.
    if groups.count >= 2, groups[0].isEmpty {
      guard groups[1].isEmpty else { return false }
      groups.removeFirst()
    }
    if wanted == 8, groups.count >= 2, groups[groups.count &- 1].isEmpty {
      guard groups[groups.count &- 2].isEmpty else { return false }
      groups.removeLast()
    }
    let gaps = groups.count { $0.isEmpty }
    let areHex = groups.allSatisfy { $0.count <= 4 && $0.allSatisfy { PercentEncoding.digit($0) != nil } }
    return areHex && (gaps == 0 ? groups.count == wanted : gaps == 1 && groups.count <= wanted)
  }
}
