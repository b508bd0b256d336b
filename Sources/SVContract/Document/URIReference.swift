import SVText

/// A URI or relative reference, split into its components (RFC 3986, appendix B), undecoded. libcurl's parser
/// is not used: this module does not link libcurl, and its parser rejects relative references.
struct URIReference {
  var scheme: UTF8Slice?
  var authority: UTF8Slice?
  var path: UTF8Slice
  var query: UTF8Slice?
  var fragment: UTF8Slice?

  @inline(never)
  init(_ text: UTF8Slice) {
    (path, fragment) = text.cut(at: UInt8(ascii: "#"))
    (path, query) = path.cut(at: UInt8(ascii: "?"))
    if let colon = Self.endOfScheme(path) {
      scheme = path.part(0, colon)
      path = path.dropping(colon &+ 1)
    }
    if path.hasStart("//") {
      let rest = path.dropping(2)
      let end = rest.place(of: UInt8(ascii: "/")) ?? rest.count
      authority = rest.part(0, end)
      path = rest.dropping(end)
    }
  }

  /// The place of the colon after a scheme. A colon elsewhere belongs to the path.
  private static func endOfScheme(_ text: UTF8Slice) -> Int? {
    guard let colon = text.place(of: UInt8(ascii: ":")), text.first.isASCIILetter else { return nil }
    for byte in text.part(0, colon).bytes {
      let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      guard isSign || byte.isASCIILetter || byte.isASCIIDigit else { return nil }
    }
    return colon
  }

  /// The reference resolved against a base (section 5.2.2), without its fragment.
  @inline(never)
  func resolved(against base: URIReference, _ texts: TextMemory) -> URIReference {
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
        if path.first != UInt8(ascii: "/") { target.path = merged(with: base, texts) }
      }
    }
    target.path = Self.withoutDotSegments(target.path, texts)
    return target
  }

  private func merged(with base: URIReference, _ texts: TextMemory) -> UTF8Slice {
    if base.authority != nil, base.path.isEmpty { return texts.joined("/", path) }
    guard let slash = base.path.lastPlace(of: UInt8(ascii: "/")) else { return path }
    return texts.joined(base.path.part(0, slash &+ 1), path)
  }

  private static func withoutDotSegments(_ path: UTF8Slice, _ texts: TextMemory) -> UTF8Slice {
    guard path.has(UInt8(ascii: ".")), path.has(UInt8(ascii: "/")) else { return path }
    let isRooted = path.first == UInt8(ascii: "/")
    var kept: [UTF8Slice] = []
    var isFolder = false
    for segment in path.dropping(isRooted ? 1 : 0).parts(separatedBy: UInt8(ascii: "/")) {
      isFolder = segment == "." || segment == ".."
      if segment == ".." { _ = kept.popLast() }
      if !isFolder { kept.append(segment) }
    }
    if isFolder { kept.append("") }
    let joined = texts.joined(kept, by: "/")
    return isRooted ? texts.joined("/", joined) : joined
  }

  /// The text of the reference without its fragment.
  @inline(never)
  func text(_ texts: TextMemory) -> UTF8Slice {
    var parts: [UTF8Slice] = []
    if let scheme { parts += [scheme, ":"] }
    if let authority { parts += ["//", authority] }
    parts.append(path)
    if let query { parts += ["?", query] }
    return texts.joined(parts, by: "")
  }
}

extension UInt8 {
  var isASCIILetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
  var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
