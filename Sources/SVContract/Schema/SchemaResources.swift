import SVText

/// The parts of a document that have a URI of their own (`$id`, in draft 4 `id`), and places with a name
/// (`$anchor`).
struct SchemaResources {
  struct Resource {
    let root: JSONNode
    let base: URIReference
    let uri: String
  }

  struct Anchor {
    let node: JSONNode
    let isDynamic: Bool
  }

  /// The document first, then in the order of the text, so that the last one around a place is the innermost.
  private(set) var resources: [Resource]
  private var anchors: [TextKey: Anchor] = [:]
  private var byURI: [TextKey: Int] = [:]
  /// For each resource the one around it.
  private var around: [Int] = [0]

  init(root: JSONNode, url: String, dialect: SchemaDialect) {
    let base = URIReference(url)
    let uri = base.resolved(against: base).text
    resources = [Resource(root: root, base: base, uri: uri)]
    byURI[TextKey(uri)] = 0
    if let keyword = dialect.identifierKeyword?.description { collect(root, keyword, dialect) }
  }

  /// Walks all schemas. What lies below these is data, and names below the others are no keywords.
  private mutating func collect(_ root: JSONNode, _ keyword: String, _ dialect: SchemaDialect) {
    var open: [(node: JSONNode, areNames: Bool)] = [(root, false)]
    while let (node, areNames) = open.popLast() {
      if !areNames { note(node, keyword, dialect) }
      for (key, value) in node.members where value.kind == .object || value.kind == .array {
        if !areNames, key.isOneOf(["enum", "const", "default", "example", "examples"]) { continue }
        open.append((value, !areNames && key.isOneOf(Self.maps)))
      }
      for element in node.elements where element.kind == .object || element.kind == .array {
        open.append((element, false))
      }
    }
    noteAnchors(dialect)
  }

  private static var maps: [StaticString] {
    [
      "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas",
      "dependencies",
      "parameters", "responses", "requestBodies", "paths",
    ]
  }

  private var places: [(node: JSONNode, name: String, isDynamic: Bool)] = []

  private mutating func note(_ node: JSONNode, _ keyword: String, _ dialect: SchemaDialect) {
    guard node.kind == .object else { return }
    if let id = node[keyword]?.string, !(dialect.referenceHidesSiblings && node["$ref"]?.kind == .string) {
      noteIdentifier(id, node, dialect)
    }
    guard dialect.isModern else { return }
    if let name = node["$anchor"]?.string { places.append((node, name, false)) }
    if let name = node["$dynamicAnchor"]?.string { places.append((node, name, true)) }
  }

  /// In draft 4 an `id` that is only a fragment is what an `$anchor` is later.
  private mutating func noteIdentifier(_ id: String, _ node: JSONNode, _ dialect: SchemaDialect) {
    let reference = URIReference(id)
    if dialect == .draft4, let fragment = reference.fragment, !fragment.isEmpty {
      places.append((node, String(decoding: fragment, as: UTF8.self), false))
      if id.utf8.first == UInt8(ascii: "#") { return }
    }
    pending.append((node, reference))
  }

  private var pending: [(node: JSONNode, reference: URIReference)] = []

  /// A name belongs to the innermost resource around it, which is known only when all are.
  private mutating func noteAnchors(_ dialect: SchemaDialect) {
    for (node, reference) in pending.sorted(by: { $0.node.identity < $1.node.identity }) {
      let outer = resource(of: node)
      let base = reference.resolved(against: resources[outer].base)
      // A document that states its own URI is found under both.
      byURI[TextKey(base.text)] = resources.count
      resources.append(Resource(root: node, base: base, uri: base.text))
      around.append(outer)
    }
    for (node, name, isDynamic) in places {
      let key = Self.key(name, resource(of: node))
      // Where a name is given twice, one that may be taken over counts as such.
      if let known = anchors[key], known.isDynamic || !isDynamic { continue }
      anchors[key] = Anchor(node: node, isDynamic: isDynamic)
    }
    pending = []
    places = []
  }

  /// Which resource a place belongs to: the last that begins before it, or one around that.
  func resource(of node: JSONNode) -> Int {
    var low = 0
    var high = resources.count
    while high &- low > 1 {
      let middle = (low &+ high) / 2
      if resources[middle].root.identity <= node.identity { low = middle } else { high = middle }
    }
    while low > 0, !resources[low].root.subtree.contains(node.identity) { low = around[low] }
    return low
  }

  /// Which resource has this URI.
  func resource(uri: String) -> Int? { byURI[TextKey(uri)] }

  /// Whether the document has any identifiers at all.
  var isTrivial: Bool { resources.count == 1 && anchors.isEmpty }

  func anchor(_ name: String, in resource: Int, onlyDynamic: Bool = false) -> JSONNode? {
    guard let anchor = anchors[Self.key(name, resource)], anchor.isDynamic || !onlyDynamic else { return nil }
    return anchor.node
  }

  private static func key(_ name: String, _ resource: Int) -> TextKey { TextKey("\(resource)#\(name)") }
}
