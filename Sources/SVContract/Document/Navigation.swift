import SVText

/// The navigation of a documentation site as Mintlify has it: docs.json, where it is an object, or the older
/// mint.json, where it is a list.
struct Navigation {
  /// A page, and what the groups around it say of where its endpoint is described.
  struct Page {
    let text: String
    /// The folder of the pages that are made from a document.
    let directory: String?
  }

  private let root: JSONNode

  private static let deepest = 64

  init(_ bytes: UnsafeRawBufferPointer) throws(InspectionError) {
    let json: JSONDocument
    do { json = try JSONDocument(bytes) } catch {
      throw InspectionError(error, in: bytes, of: "the navigation file")
    }
    guard json.root.kind == .object || json.root.kind == .array else {
      throw InspectionError(.argument, "the navigation file is neither a JSON object nor a list.")
    }
    root = json.root
  }

  /// The pages of every group with this name, of all pages without one, in the order of the file.
  func pages(of category: String?) -> [Page] {
    var pages: [Page] = []
    collect(
      root, category.map(Self.plainName), directory: nil, isWithin: category == nil, depth: 0, into: &pages)
    return pages
  }

  /// The names of all groups and tabs, each once.
  var names: [String] {
    var names: [String] = []
    collectNames(root, depth: 0, into: &names)
    return names
  }

  /// A name without case and number: "Images" and "image" are one.
  static func plainName(_ name: String) -> String {
    let name = name.unquotedASCII.asciiLowercased
    return name.hasEnd("s") && name.utf8.count > 1
      ? String(decoding: Array(name.utf8.dropLast()), as: UTF8.self) : name
  }

  private static var nameKeys: [String] { ["group", "tab", "anchor", "dropdown", "product", "item"] }

  private func isNamed(_ node: JSONNode, _ name: String) -> Bool {
    Self.nameKeys.contains { node[$0]?.string.map { Self.plainName($0).isSameText(as: name) } ?? false }
  }

  private func collect(
    _ node: JSONNode, _ wanted: String?, directory: String?, isWithin: Bool, depth: Int,
    into pages: inout [Page]
  ) {
    guard depth < Self.deepest else { return }
    if node.kind == .string, isWithin, let text = node.string {
      pages.append(Page(text: text, directory: directory))
    }
    for element in node.elements {
      collect(element, wanted, directory: directory, isWithin: isWithin, depth: depth &+ 1, into: &pages)
    }
    guard node.kind == .object else { return }
    let isWithin = isWithin || (wanted.map { isNamed(node, $0) } ?? false)
    let directory = node["openapi"]?["directory"]?.string ?? directory
    if isWithin { collectEntries(node["openapi"], directory, into: &pages) }
    for (key, value) in node.members where Self.holdsPages(key, value) {
      // The site's own settings hold texts that are no pages.
      let isPages = key.isOneOf(["pages", "root"])
      let goesOn = value.kind != .string || isPages
      let counts = isWithin && (isPages || value.kind == .object || !isListOfTexts(value))
      if goesOn {
        collect(value, wanted, directory: directory, isWithin: counts, depth: depth &+ 1, into: &pages)
      }
    }
  }

  /// `openapi` is the name of a document, a list of them, or of a page its method and path.
  private func collectEntries(_ entry: JSONNode?, _ directory: String?, into pages: inout [Page]) {
    let texts = [entry].compactMap { $0?.string } + (entry.map { $0.elements.compactMap { $0.string } } ?? [])
    for text in texts where EndpointName(page: text) != nil {
      pages.append(Page(text: text, directory: directory))
    }
  }

  private static func holdsPages(_ key: String, _ value: JSONNode) -> Bool {
    let settings: [StaticString] = [
      "openapi", "asyncapi", "redirects", "colors", "logo", "footer", "navbar", "api", "seo", "global",
      "styling",
      "topbarLinks", "footerSocials", "customStyles", "integrations", "errors", "contextual", "icon",
    ]
    return !key.isOneOf(settings) && (value.kind == .object || value.kind == .array || value.kind == .string)
  }

  private func isListOfTexts(_ node: JSONNode) -> Bool {
    node.kind == .array && node.elements.contains { $0.kind == .string }
  }

  private func collectNames(_ node: JSONNode, depth: Int, into names: inout [String]) {
    guard depth < Self.deepest else { return }
    for element in node.elements { collectNames(element, depth: depth &+ 1, into: &names) }
    guard node.kind == .object else { return }
    for key in Self.nameKeys {
      if let name = node[key]?.string { names.appendNew(name) }
    }
    for (key, value) in node.members where Self.holdsPages(key, value) && value.kind != .string {
      collectNames(value, depth: depth &+ 1, into: &names)
    }
  }
}
