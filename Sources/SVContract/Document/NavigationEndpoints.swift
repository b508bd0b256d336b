import SVText

/// Finds the endpoints that pages are about.
struct NavigationEndpoints {
  let catalogues: [EndpointCatalogue]
  /// Front matter by slug: the method and path as text, or an object with it as `openapi`.
  let index: JSONNode?

  /// The endpoints of pages, each once, in their order; pages about anything else are left out.
  func endpoints(of pages: [Navigation.Page]) -> [EndpointName] {
    let front = frontMatter
    var known: Set<TextKey> = []
    var found: [EndpointName] = []
    for page in pages {
      guard let name = endpoint(of: page, front) else { continue }
      if known.insert(TextKey(name.method + " " + name.path)).inserted { found.append(name) }
    }
    return found
  }

  private func endpoint(of page: Navigation.Page, _ front: [TextKey: String]) -> EndpointName? {
    if let name = EndpointName(page: page.text) { return name }
    let slug = Self.slug(page.text)
    if let text = front[TextKey(slug)] { return EndpointName(page: text) }
    return generated(slug, directory: page.directory)
  }

  private var frontMatter: [TextKey: String] {
    var found: [TextKey: String] = [:]
    guard let index else { return found }
    for (slug, value) in index.members {
      if let text = value.string ?? value["openapi"]?.string { found[TextKey(Self.slug(slug))] = text }
    }
    return found
  }

  /// A page's name without slashes at its ends and without the ending of its file.
  private static func slug(_ text: String) -> String {
    let plain = EndpointName.plain(text.unquotedASCII)
    for ending in [".mdx", ".md"] where plain.hasEnd(ending) {
      return String(decoding: Array(plain.utf8.dropLast(ending.utf8.count)), as: UTF8.self)
    }
    return plain
  }

  /// The page that the site makes of an operation by itself is named by the operation's tag and summary.
  private func generated(_ slug: String, directory: String?) -> EndpointName? {
    let inFolder = directory.map { slug.hasStart(EndpointName.plain($0) + "/") } ?? true
    guard inFolder, let last = slug.parts(separatedBy: UInt8(ascii: "/")).last, !last.isEmpty else {
      return nil
    }
    for catalogue in catalogues {
      var found: Operation?
      for entry in catalogue.document.paths.list {
        for method in catalogue.document.methods(of: entry) {
          guard let operation = catalogue.document.operation(method, of: entry), isNamed(operation, last)
          else {
            continue
          }
          // Two operations with one name: the tag decides.
          if found == nil || isTagged(operation, slug) { found = operation }
        }
      }
      if let found { return EndpointName(found.name) }
    }
    return nil
  }

  private func isNamed(_ operation: Operation, _ word: String) -> Bool {
    [operation.node["summary"], operation.node["operationId"]].contains {
      $0?.string.map { Self.kebab($0).isSameText(as: word) } ?? false
    }
  }

  private func isTagged(_ operation: Operation, _ slug: String) -> Bool {
    let folders = slug.parts(separatedBy: UInt8(ascii: "/")).dropLast()
    return operation.node["tags"].map { tags in
      tags.elements.contains { tag in
        guard let word = tag.string.map({ Self.kebab($0) }) else { return false }
        return folders.contains { $0.isSameText(as: word) }
      }
    } ?? false
  }

  /// Words in small letters with hyphens between them.
  static func kebab(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.asciiLowercased.utf8 {
      let isWord = byte.isASCIILetter || byte.isASCIIDigit || byte >= 0x80 || byte == UInt8(ascii: "_")
      if isWord {
        bytes.append(byte)
      } else if bytes.last != UInt8(ascii: "-"), byte != UInt8(ascii: "'") {
        bytes.append(UInt8(ascii: "-"))
      }
    }
    while bytes.last == UInt8(ascii: "-") { bytes.removeLast() }
    return String(decoding: bytes.drop { $0 == UInt8(ascii: "-") }, as: UTF8.self)
  }
}
