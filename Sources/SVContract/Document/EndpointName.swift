import SVText

/// An endpoint as users write it: "POST /path", "/path", a URL, or the path of a model such as
/// "google/veo-3.1".
struct EndpointName {
  /// In upper case; POST by default.
  let method: UTF8Slice
  /// The text after the method.
  let path: UTF8Slice

  @inline(never)
  init(_ text: UTF8Slice, _ texts: TextMemory) {
    let text = text.unquoted
    // The text has no leading blanks, so the first blank ends the method.
    if let end = text.bytes.firstIndex(where: { $0 == 0x20 || $0 == 0x09 }),
      let method = Operation.method(text.part(0, end), texts)
        ?? Self.ownMethod(text.part(0, end), before: text.dropping(end &+ 1).unquoted)
    {
      self.method = method
      path = text.dropping(end &+ 1).unquoted
    } else {
      method = "POST"
      path = text
    }
  }

  /// A method of `additionalOperations`, as OpenAPI 3.2 has them: a word in capitals before a rooted path.
  private static func ownMethod(_ word: UTF8Slice, before path: UTF8Slice) -> UTF8Slice? {
    guard path.hasStart("/") else { return nil }
    for byte in word.bytes where !byte.isASCIILetter || byte & 0x20 != 0 { return nil }
    return word
  }

  init(_ method: UTF8Slice, path: UTF8Slice) {
    self.method = method
    self.path = path
  }

  /// The method and path named by a page of a navigation, also as "openapi.json POST /path"; nil for any
  /// other text.
  init?(page: UTF8Slice, _ texts: TextMemory) {
    let words = Self.words(page.unquoted)
    var at = words.count
    while at > 0 {
      at &-= 1
      guard let method = Operation.method(words[at], texts) else { continue }
      guard at &+ 1 < words.count, at <= 1, words[at &+ 1].hasStart("/") else { return nil }
      self.method = method
      path = texts.joined(Array(words[(at &+ 1)...]), by: " ")
      return
    }
    return nil
  }

  private static func words(_ text: UTF8Slice) -> [UTF8Slice] {
    var words: [UTF8Slice] = []
    var start = 0
    for place in 0...text.count where place == text.count || text[place] <= 0x20 {
      if place > start { words.append(text.part(start, place)) }
      start = place &+ 1
    }
    return words
  }

  /// The keys below `paths` that may be meant, the most likely first.
  @inline(never)
  func candidates(basePaths: [UTF8Slice], _ texts: TextMemory) -> [UTF8Slice] {
    let reference = URIReference(path)
    var paths = [path]
    if reference.authority != nil, !reference.path.isEmpty { paths.append(reference.path) }
    let written = paths.count
    for base in basePaths {
      for path in paths.prefix(written) where path.hasStart(base) && path[base.count] == UInt8(ascii: "/") {
        paths.append(path.dropping(base.count))
      }
    }
    if reference.scheme == nil, !path.hasStart("/"), !path.isEmpty {
      paths.append(texts.joined("/generation/", path))
      paths.append(texts.joined("/generation/sse/", path))
    }
    var found: [UTF8Slice] = []
    for path in paths {
      for form in Self.forms(of: path, texts) { found.appendNew(form) }
    }
    return found
  }

  /// The path with and without "/v1".
  @inline(never)
  static func forms(of path: UTF8Slice, _ texts: TextMemory) -> [UTF8Slice] {
    let rooted = path.hasStart("/") ? path : texts.joined("/", path)
    var forms = [path, rooted.hasStart("/v1/") ? rooted.dropping(3) : texts.joined("/v1", rooted), rooted]
    if path.hasEnd("/"), path.count > 1 { forms += Self.forms(of: plain(path), texts) }
    return forms
  }

  /// The path without query and without slashes at its ends, for comparison.
  @inline(never)
  static func plain(_ path: UTF8Slice) -> UTF8Slice {
    var plain = path.cut(at: UInt8(ascii: "?")).head.cut(at: UInt8(ascii: "#")).head
    while plain.last == UInt8(ascii: "/") { plain = plain.part(0, plain.count &- 1) }
    while plain.first == UInt8(ascii: "/") { plain = plain.dropping(1) }
    return plain
  }
}
