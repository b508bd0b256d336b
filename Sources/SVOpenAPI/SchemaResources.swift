import SVJSON

/// The parts of a document that have a URI of their own (`$id`, in draft 4 `id`), and places with a name (`$anchor`).
struct SchemaResources {
  struct Resource {
    let root: JSONNode
    let base: URIReference
    let uri: String
  }

  struct Anchor {
    let node: JSONNode
    let name: String
    let resource: Int
    let isDynamic: Bool
  }

  /// The document first, then in the order of the text, so that the last one around a place is the innermost.
  private(set) var resources: [Resource]
  private(set) var anchors: [Anchor] = []

  init(root: JSONNode, url: String, dialect: SchemaDialect) {
    let base = URIReference(url)
    resources = [Resource(root: root, base: base, uri: base.resolved(against: base).text)]
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
    resources.sort { $0.root.identity < $1.root.identity }
    noteAnchors(dialect)
  }

  private static var maps: [StaticString] {
    [
      "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas", "dependencies",
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
      let around = resources[resource(of: node)]
      let base = reference.resolved(against: around.base)
      resources.append(Resource(root: node, base: base, uri: base.text))
    }
    for (node, name, isDynamic) in places {
      anchors.append(Anchor(node: node, name: name, resource: resource(of: node), isDynamic: isDynamic))
    }
    pending = []
    places = []
  }

  /// Which resource a place belongs to.
  func resource(of node: JSONNode) -> Int {
    var index = resources.count &- 1
    while index > 0 {
      if resources[index].root.subtree.contains(node.identity) { return index }
      index &-= 1
    }
    return 0
  }

  /// Which resource has this URI.
  func resource(uri: String) -> Int? {
    // A document that states its own URI is found under both.
    resources.lastIndex { $0.uri.isSameText(as: uri) }
  }

  func anchor(_ name: String, in resource: Int, onlyDynamic: Bool = false) -> JSONNode? {
    anchors.first { $0.resource == resource && $0.name.isSameText(as: name) && ($0.isDynamic || !onlyDynamic) }?.node
  }
}
