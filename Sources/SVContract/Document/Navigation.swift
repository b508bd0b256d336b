import SVText

/// The navigation file of a Mintlify documentation site: docs.json, an object, or the older mint.json, a
/// list.
struct Navigation {
  /// A page, with the document that its groups assign to it.
  struct Page {
    let text: UTF8Slice
    /// The folder of the pages that are generated from a document.
    let directory: UTF8Slice?
  }

  /// Keeps the file's values alive.
  let workspace: JSONWorkspace

  private static let deepest = 64

  init(_ bytes: UnsafeRawBufferPointer) throws(InspectionError) {
    let json: JSONDocument
    do { json = try JSONDocument(bytes) } catch {
      throw InspectionError(error, in: bytes, of: "the navigation file")
    }
    guard json.root.kind == .object || json.root.kind == .array else {
      throw InspectionError(.argument, "the navigation file is neither a JSON object nor a list.")
    }
    workspace = JSONWorkspace(json)
  }

  /// The pages of every group with this name, or all pages if it is nil, in the order of the file.
  func pages(of category: UTF8Slice?) -> [Page] {
    var pages: [Page] = []
    let wanted = category.map { Self.plainName($0, workspace.texts) }
    collect(workspace.root, wanted, directory: nil, isWithin: category == nil, depth: 0, into: &pages)
    return pages
  }

  /// The names of all groups and tabs, without duplicates.
  var names: [UTF8Slice] {
    var names = Places<UTF8Slice>()
    collectNames(workspace.root, depth: 0, into: &names)
    return names.keys
  }

  /// A name in lower case and singular, so that "Images" equals "image".
  @inline(never)
  static func plainName(_ name: UTF8Slice, _ texts: TextMemory) -> UTF8Slice {
    let name = texts.lowercased(name.unquoted)
    return name.hasEnd("s") && name.count > 1 ? name.part(0, name.count &- 1) : name
  }

  /// The names of a node, whatever its kind.
  private static func nameTexts(_ node: JSONView) -> [UTF8Slice] {
    let keys: [UTF8Slice] = ["group", "tab", "anchor", "dropdown", "product", "item"]
    return keys.compactMap { node[$0]?.text }
  }

  private func isNamed(_ node: JSONView, _ name: UTF8Slice) -> Bool {
    for text in Self.nameTexts(node) where Self.plainName(text, workspace.texts) == name { return true }
    return false
  }

  private func collect(
    _ node: JSONView, _ wanted: UTF8Slice?, directory: UTF8Slice?, isWithin: Bool, depth: Int,
    into pages: inout [Page]
  ) {
    guard depth < Self.deepest else { return }
    if isWithin, let text = node.text { pages.append(Page(text: text, directory: directory)) }
    for element in node.elements {
      collect(element, wanted, directory: directory, isWithin: isWithin, depth: depth &+ 1, into: &pages)
    }
    guard node.kind == .object else { return }
    let isWithin = isWithin || (wanted.map { isNamed(node, $0) } ?? false)
    let directory = node["openapi"]?["directory"]?.text ?? directory
    if isWithin { collectEntries(node["openapi"], directory, into: &pages) }
    for (key, value) in node.members where Self.holdsPages(key.name, value) {
      // Texts outside these members are settings of the site, not pages.
      let isPages = key.name.isOneOf("pages root")
      let goesOn = value.kind != .string || isPages
      let counts = isWithin && (isPages || value.kind == .object || !isListOfTexts(value))
      if goesOn {
        collect(value, wanted, directory: directory, isWithin: counts, depth: depth &+ 1, into: &pages)
      }
    }
  }

  /// `openapi` is the name of a document, a list of names, or the method and path of a page.
  private func collectEntries(_ entry: JSONView?, _ directory: UTF8Slice?, into pages: inout [Page]) {
    guard let entry else { return }
    for text in (entry.text.map { [$0] } ?? []) + entry.elementTexts
    where EndpointName(page: text, workspace.texts) != nil {
      pages.append(Page(text: text, directory: directory))
    }
  }

  private static var settings: UTF8Slice {
    """
    openapi asyncapi redirects colors logo footer navbar api seo global styling topbarLinks footerSocials \
    customStyles integrations errors contextual icon
    """
  }

  private static func holdsPages(_ key: UTF8Slice, _ value: JSONView) -> Bool {
    (value.kind == .object || value.kind == .array || value.kind == .string) && !key.isOneOf(settings)
  }

  private func isListOfTexts(_ node: JSONView) -> Bool { !node.elementTexts.isEmpty }

  private func collectNames(_ node: JSONView, depth: Int, into names: inout Places<UTF8Slice>) {
    guard depth < Self.deepest else { return }
    for element in node.elements { collectNames(element, depth: depth &+ 1, into: &names) }
    guard node.kind == .object else { return }
    for name in Self.nameTexts(node) { _ = names.add(name) }
    for (key, value) in node.members where value.kind != .string && Self.holdsPages(key.name, value) {
      collectNames(value, depth: depth &+ 1, into: &names)
    }
  }
}
