import SVText

/// Finds the endpoint that each page documents.
struct NavigationEndpoints {
  let catalogues: [EndpointCatalogue]
  let texts: TextMemory
  private var slugs = Places<UTF8Slice>()
  private var frontMatter: [UTF8Slice] = []

  /// `index` contains front matter by slug: the method and path as text, or an object with them in `openapi`.
  init(catalogues: [EndpointCatalogue], index: JSONView?, _ texts: TextMemory) {
    self.catalogues = catalogues
    self.texts = texts
    guard let index else { return }
    for (slug, value) in index.members {
      guard let text = value.text ?? value["openapi"]?.text else { continue }
      let (place, isNew) = slugs.add(Self.slug(slug.name))
      if isNew { frontMatter.append(text) } else { frontMatter[place] = text }
    }
  }

  /// The endpoints of the pages, in their order and without duplicates. Pages without an endpoint are
  /// omitted.
  func endpoints(of pages: [Navigation.Page]) -> [EndpointName] {
    var known = Places<UTF8Slice>()
    var found: [EndpointName] = []
    for page in pages {
      guard let name = endpoint(of: page) else { continue }
      if known.add(texts.joined([name.method, name.path], by: " ")).isNew { found.append(name) }
    }
    return found
  }

  private func endpoint(of page: Navigation.Page) -> EndpointName? {
    if let name = EndpointName(page: page.text, texts) { return name }
    let slug = Self.slug(page.text)
    if let place = slugs.place(of: slug) { return EndpointName(page: frontMatter[place], texts) }
    return generated(slug, directory: page.directory)
  }

  /// The name of a page without slashes at its ends and without its file extension.
  private static func slug(_ text: UTF8Slice) -> UTF8Slice {
    let plain = EndpointName.plain(text.unquoted)
    for ending: UTF8Slice in [".mdx", ".md"] where plain.hasEnd(ending) {
      return plain.part(0, plain.count &- ending.count)
    }
    return plain
  }

  /// Finds the operation of a page that the site generated: its name consists of the operation's tag and
  /// summary.
  private func generated(_ slug: UTF8Slice, directory: UTF8Slice?) -> EndpointName? {
    if let folder = directory.map({ EndpointName.plain($0) }) {
      guard slug.hasStart(folder), slug[folder.count] == UInt8(ascii: "/") else { return nil }
    }
    var folders = slug.parts(separatedBy: UInt8(ascii: "/"))
    guard let last = folders.popLast(), !last.isEmpty else { return nil }
    for catalogue in catalogues {
      var found: Operation?
      catalogue.document.operationNames.visit(last) { entry in
        for operation in catalogue.document.operations(of: entry) where isNamed(operation, last) {
          // If two operations have this name, the tag decides.
          if found == nil || isTagged(operation, folders) { found = operation }
        }
        return catalogue.document.mayCompare(last)
      }
      if let found { return EndpointName(found.name, texts) }
    }
    return nil
  }

  private func isNamed(_ operation: Operation, _ word: UTF8Slice) -> Bool {
    operation.pageNames.contains(word)
  }

  private func isTagged(_ operation: Operation, _ folders: [UTF8Slice]) -> Bool {
    guard let tags = operation.node["tags"] else { return false }
    for tag in tags.elementTexts {
      if texts.briefly({ folders.contains(texts.kebab(tag)) }) { return true }
    }
    return false
  }
}

extension Operation {
  /// The names of the page that a site generates for the operation, without its folder.
  var pageNames: [UTF8Slice] {
    var names: [UTF8Slice] = []
    for key: UTF8Slice in ["summary", "operationId"] {
      if let text = node[key]?.text { names.append(node.texts.kebab(text)) }
    }
    return names
  }
}

extension TextMemory {
  /// The text in kebab case: lower case, words joined by hyphens.
  @inline(never)
  fileprivate func kebab(_ text: UTF8Slice) -> UTF8Slice {
    var kebab = self.text(ofAtMost: text.count) { target in
      var count = 0
      for byte in text.bytes {
        let isWord = byte.isASCIILetter || byte.isASCIIDigit || byte >= 0x80 || byte == UInt8(ascii: "_")
        let isHyphen = count > 0 && target[count &- 1] == UInt8(ascii: "-")
        guard isWord || !isHyphen && byte != UInt8(ascii: "'") else { continue }
        target[count] = isWord ? byte : UInt8(ascii: "-")
        count &+= 1
      }
      return count
    }
    while kebab.last == UInt8(ascii: "-") { kebab = kebab.part(0, kebab.count &- 1) }
    while kebab.first == UInt8(ascii: "-") { kebab = kebab.dropping(1) }
    return lowercased(kebab)
  }
}
