/// A URI or a relative reference, cut into its parts as RFC 3986 has them (appendix B), undecoded.
struct URIReference {
  var scheme: ArraySlice<UInt8>?
  var authority: ArraySlice<UInt8>?
  var path: ArraySlice<UInt8> = []
  var query: ArraySlice<UInt8>?
  var fragment: ArraySlice<UInt8>?

  init(_ text: String) {
    var rest = Array(text.utf8)[...]
    if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
      fragment = rest[rest.index(after: hash)...]
      rest = rest[..<hash]
    }
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      query = rest[rest.index(after: mark)...]
      rest = rest[..<mark]
    }
    if let colon = Self.endOfScheme(rest) {
      scheme = rest[..<colon]
      rest = rest[rest.index(after: colon)...]
    }
    if rest.starts(with: "//".utf8) {
      rest = rest.dropFirst(2)
      let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
      authority = rest[..<end]
      rest = rest[end...]
    }
    path = rest
  }

  /// Where the colon behind a scheme is; a colon behind anything else belongs to the path.
  private static func endOfScheme(_ text: ArraySlice<UInt8>) -> Int? {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")), let first = text.first, first.isASCIILetter
    else {
      return nil
    }
    let rest = text[..<colon].allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "+-.".utf8.contains($0) }
    return rest ? colon : nil
  }

  /// The reference made absolute (section 5.2.2), without its fragment.
  func resolved(against base: URIReference) -> URIReference {
    var target = self
    target.fragment = nil
    if scheme == nil {
      target.scheme = base.scheme
      if authority == nil {
        target.authority = base.authority
        if path.isEmpty {
          target.path = base.path
          target.query = query ?? base.query
          return target
        }
        if path.first != UInt8(ascii: "/") { target.path = merged(with: base) }
      }
    }
    target.path = Self.withoutDotSegments(target.path)
    return target
  }

  private func merged(with base: URIReference) -> ArraySlice<UInt8> {
    if base.authority != nil, base.path.isEmpty { return [UInt8(ascii: "/")] + path }
    guard let slash = base.path.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return base.path[...slash] + path
  }

  private static func withoutDotSegments(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard path.contains(UInt8(ascii: ".")), path.contains(UInt8(ascii: "/")) else { return path }
    let rooted = path.first == UInt8(ascii: "/")
    let segments = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    var kept: [ArraySlice<UInt8>] = []
    for segment in rooted ? segments.dropFirst() : segments[...] {
      if segment.elementsEqual("..".utf8) { _ = kept.popLast() }
      if !segment.elementsEqual("..".utf8), !segment.elementsEqual(".".utf8) { kept.append(segment) }
    }
    if let last = segments.last, last.elementsEqual("..".utf8) || last.elementsEqual(".".utf8) {
      kept.append([])
    }
    let joined = Array(kept.joined(separator: [UInt8(ascii: "/")]))
    return rooted ? [UInt8(ascii: "/")] + joined : joined[...]
  }

  /// The reference without its fragment as text.
  var text: String {
    var bytes: [UInt8] = []
    if let scheme { bytes += scheme + [UInt8(ascii: ":")] }
    if let authority { bytes += Array("//".utf8) + authority }
    bytes += path
    if let query { bytes += [UInt8(ascii: "?")] + query }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension UInt8 {
  var isASCIILetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
  var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
