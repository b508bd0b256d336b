import SVText

/// An endpoint as people write it: "POST /path", "/path", a URL, or the path of a model such as
/// "google/veo-3.1".
struct EndpointName {
  /// In capitals; POST where none was written.
  let method: String
  /// What was written behind the method.
  let path: String

  init(_ text: String) {
    let text = text.unquotedASCII
    let words = text.utf8.split(maxSplits: 1, whereSeparator: { $0 == 0x20 || $0 == 0x09 })
    let first = words.first.map { String(decoding: Array($0), as: UTF8.self) } ?? ""
    if words.count == 2, let last = words.last, first.asciiLowercased.isOneOf(Operation.methods) {
      method = first.asciiUppercased
      path = String(decoding: Array(last), as: UTF8.self).unquotedASCII
    } else {
      method = "POST"
      path = text
    }
  }

  /// The method and path that a page of a navigation names, "openapi.json POST /path" too; nil for any other
  /// text.
  init?(page: String) {
    let words = page.unquotedASCII.utf8.split(whereSeparator: { $0 <= 0x20 }).map {
      String(decoding: Array($0), as: UTF8.self)
    }
    guard let at = words.lastIndex(where: { $0.asciiLowercased.isOneOf(Operation.methods) }),
      at &+ 1 < words.count,
      at <= 1, words[at &+ 1].hasStart("/")
    else { return nil }
    method = words[at].asciiUppercased
    path = words[(at &+ 1)...].map { $0 }.joined(by: " ")
  }

  /// Keys below `paths` that may be meant, the likeliest first.
  func candidates(basePaths: [String]) -> [String] {
    var found: [String] = []
    for path in [path] + pathsOfURL + withoutBase(basePaths) {
      for form in Self.forms(of: path) { found.appendNew(form) }
    }
    let reference = URIReference(path)
    if reference.scheme == nil, !path.hasStart("/"), !path.isEmpty {
      for form in Self.forms(of: "/generation/" + path) { found.appendNew(form) }
      for form in Self.forms(of: "/generation/sse/" + path) { found.appendNew(form) }
    }
    return found
  }

  private var pathsOfURL: [String] {
    let reference = URIReference(path)
    guard reference.authority != nil, !reference.path.isEmpty else { return [] }
    return [String(decoding: reference.path, as: UTF8.self)]
  }

  private func withoutBase(_ basePaths: [String]) -> [String] {
    var found: [String] = []
    for base in basePaths {
      for path in [path] + pathsOfURL where path.hasStart(base + "/") {
        found.append(path.dropping(base.utf8.count))
      }
    }
    return found
  }

  /// A path with and without "/v1".
  static func forms(of path: String) -> [String] {
    let rooted = path.hasStart("/") ? path : "/" + path
    let forms = [path, rooted.hasStart("/v1/") ? rooted.dropping(3) : "/v1" + rooted, rooted]
    return path.hasEnd("/") && path.utf8.count > 1 ? forms + Self.forms(of: Self.plain(path)) : forms
  }

  /// A path without query and slashes at its ends, for comparing.
  static func plain(_ path: String) -> String {
    var bytes = Array(path.utf8)[...]
    if let mark = bytes.firstIndex(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) {
      bytes = bytes[..<mark]
    }
    while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    while bytes.first == UInt8(ascii: "/") { bytes.removeFirst() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
