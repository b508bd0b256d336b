import SVText

/// The resources of a document: the parts with a URI of their own (`$id`, in draft 4 `id`), and the named
/// places in them (`$anchor`).
final class SchemaResources {
  struct Resource {
    let root: JSONView
    let base: URIReference
    /// The number of the enclosing resource.
    let enclosing: Int
  }

  private struct Anchor {
    let node: JSONView
    let name: UTF8Slice
    let isDynamic: Bool
  }

  /// The document is first, then the order of the text. Therefore the last resource that contains a place is
  /// the innermost.
  private(set) var resources: [Resource]
  private let texts: TextMemory
  private var anchorKeys = Places<UTF8Slice>()
  private var anchors: [Anchor] = []
  private var uris = Places<UTF8Slice>()
  private var numbers: [Int] = [0]
  /// Anchors that are not yet assigned to a resource.
  private var found: [Anchor] = []
  private var pending: [(node: JSONView, reference: URIReference)] = []

  init(root: JSONView, url: UTF8Slice, dialect: SchemaDialect) {
    texts = root.texts.lasting
    let base = URIReference(url)
    resources = [Resource(root: root, base: base, enclosing: 0)]
    _ = uris.add(base.resolved(against: base, texts).text(texts))
    guard let keyword = dialect.identifierKeyword else { return }
    collect(root, keyword, dialect)
    assignAnchors()
  }

  private static var data: UTF8Slice { "enum const default example examples" }
  private static var maps: UTF8Slice {
    """
    properties patternProperties $defs definitions dependentSchemas schemas dependencies parameters \
    responses requestBodies paths
    """
  }

  /// Walks all schemas. Below these keywords is data, and names below the others are not keywords.
  private func collect(_ root: JSONView, _ keyword: UTF8Slice, _ dialect: SchemaDialect) {
    var open: [(node: JSONView, areNames: Bool)] = [(root, false)]
    while let (node, areNames) = open.popLast() {
      if !areNames { note(node, keyword, dialect) }
      for (key, value) in node.members where value.kind == .object || value.kind == .array {
        if !areNames, key.name.isOneOf(Self.data) { continue }
        open.append((value, !areNames && key.name.isOneOf(Self.maps)))
      }
      for element in node.elements where element.kind == .object || element.kind == .array {
        open.append((element, false))
      }
    }
  }

  private func note(_ node: JSONView, _ keyword: UTF8Slice, _ dialect: SchemaDialect) {
    guard node.kind == .object else { return }
    if let id = node[keyword]?.text, !(dialect.referenceHidesSiblings && node["$ref"]?.kind == .string) {
      noteIdentifier(id, node, dialect)
    }
    guard dialect.isModern else { return }
    if let name = node["$anchor"]?.text { found.append(Anchor(node: node, name: name, isDynamic: false)) }
    if let name = node["$dynamicAnchor"]?.text {
      found.append(Anchor(node: node, name: name, isDynamic: true))
    }
  }

  /// In draft 4 an `id` that is only a fragment has the meaning of `$anchor`.
  private func noteIdentifier(_ id: UTF8Slice, _ node: JSONView, _ dialect: SchemaDialect) {
    // Identifiers are joined with those enclosing them, so a long one would grow.
    guard id.count <= 2048 else { return }
    let reference = URIReference(id)
    if dialect == .draft4, let fragment = reference.fragment, !fragment.isEmpty {
      found.append(Anchor(node: node, name: fragment, isDynamic: false))
      if id.first == UInt8(ascii: "#") { return }
    }
    pending.append((node, reference))
  }

  /// Assigns each name to its innermost resource, once all resources are known.
  private func assignAnchors() {
    // Sorted by position in the text. An identity has 32 bits.
    var order: [Int] = []
    for (place, entry) in pending.enumerated() { order.append(entry.node.identity << 31 | place) }
    order.sortNumbers()
    for place in order {
      let (node, reference) = pending[place & Int(Int32.max)]
      let outer = resource(of: node)
      let base = reference.resolved(against: resources[outer].base, texts)
      // A document that states its own URI is found under both URIs.
      let (number, isNew) = uris.add(base.text(texts))
      if isNew { numbers.append(resources.count) } else { numbers[number] = resources.count }
      resources.append(Resource(root: node, base: base, enclosing: outer))
    }
    for anchor in found {
      let (place, isNew) = anchorKeys.add(texts.text(key(anchor.name, resource(of: anchor.node))))
      if isNew {
        anchors.append(anchor)
      } else if anchor.isDynamic, !anchors[place].isDynamic {
        // If a name is defined twice, a dynamic anchor counts.
        anchors[place] = anchor
      }
    }
    pending = []
    found = []
  }

  /// The resource of a place: the last one that begins before it, or one that encloses that.
  func resource(of node: JSONView) -> Int {
    var low = 0
    var high = resources.count
    while high &- low > 1 {
      let middle = (low &+ high) / 2
      if resources[middle].root.identity <= node.identity { low = middle } else { high = middle }
    }
    while low > 0, !resources[low].root.subtree.contains(node.identity) { low = resources[low].enclosing }
    return low
  }

  /// The number of the resource with this URI.
  func resource(uri: UTF8Slice) -> Int? { uris.place(of: uri).map { numbers[$0] } }

  /// Whether the document has no identifiers.
  var isTrivial: Bool { resources.count == 1 && anchors.isEmpty }

  func anchor(_ name: UTF8Slice, in resource: Int, onlyDynamic: Bool = false) -> JSONView? {
    let place = texts.briefly {
      anchorKeys.place(of: resources[0].root.texts.text(key(name, resource)))
    }
    guard let place, anchors[place].isDynamic || !onlyDynamic else { return nil }
    return anchors[place].node
  }

  private func key(_ name: UTF8Slice, _ resource: Int) -> Words { "\(resource)#\(name)" }
}

extension [Int] {
  /// Sorts the numbers by heap sort. The standard library's sort is generic, and its code is large.
  @inline(never)
  mutating func sortNumbers() {
    withUnsafeMutableBufferPointer { numbers in
      for root in (0..<numbers.count / 2).reversed() { Self.sink(root, numbers.count, numbers) }
      for last in (0..<numbers.count).reversed() {
        numbers.swapAt(0, last)
        Self.sink(0, last, numbers)
      }
    }
  }

  /// Moves a number down the heap of the first `count` numbers until both numbers below it are less.
  private static func sink(_ start: Int, _ count: Int, _ numbers: UnsafeMutableBufferPointer<Int>) {
    var place = start
    while true {
      var child = 2 &* place &+ 1
      guard child < count else { return }
      if child &+ 1 < count, numbers[child &+ 1] > numbers[child] { child &+= 1 }
      guard numbers[child] > numbers[place] else { return }
      numbers.swapAt(place, child)
      place = child
    }
  }
}
