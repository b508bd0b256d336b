import CBytes
import SVText

/// Resolves the references of one document. It fetches nothing: a reference to another document is noted and
/// not followed. Not thread-safe, because it caches.
final class SchemaResolver {
  /// Keeps the document alive.
  let workspace: JSONWorkspace
  let root: JSONView
  /// The dialect of its schemas.
  let dialect: SchemaDialect
  /// What could not be resolved, as messages without duplicates.
  private(set) var notes: [UTF8Slice] = []

  /// How many references in a row are followed.
  static let chainMax = 256
  private static let notesMax = 100

  /// The index of the document's members.
  let index = DocumentIndex()

  private let url: UTF8Slice
  private let keywords = Keyword.places
  private var schemaPlaces = Places<Int>()
  private var schemas: [Schema] = []
  private var followed = Places<Int>()
  private var targets: [JSONView?] = []
  private lazy var resources = SchemaResources(root: root, url: url, dialect: dialect)

  /// `url` is where the document came from; relative identifiers are resolved against it.
  init(_ workspace: JSONWorkspace, root: JSONView, dialect: SchemaDialect, url: UTF8Slice = "") {
    self.workspace = workspace
    self.root = root
    self.dialect = dialect
    self.url = url
  }

  /// Follows the `$ref` of a value, and of its target, until there is none. It works for schemas and for
  /// OpenAPI's references to parameters, responses, request bodies and examples.
  @inline(never)
  func resolve(_ node: JSONView) -> ResolvedNode {
    var resolved = ResolvedNode(node)
    var seen = Places<Int>()
    _ = seen.add(node.identity)
    while let reference = Self.reference(of: resolved.target) {
      guard let next = target(ofReferenceIn: resolved.target) else {
        resolved.unresolved = reference
        return resolved
      }
      if !seen.add(next.identity).isNew {
        resolved.isCyclic = true
        note("the reference \"\(reference)\" leads back to itself")
        return resolved
      }
      guard resolved.chain.count < Self.chainMax else {
        resolved.unresolved = reference
        note(
          "the reference \"\(reference)\" is one of more than \(Self.chainMax) in a row and was not followed")
        return resolved
      }
      resolved.follow(next, hidingSiblings: dialect.referenceHidesSiblings)
    }
    return resolved
  }

  /// The text of a `$ref`; nil if there is none.
  static func reference(of node: JSONView) -> UTF8Slice? { node["$ref"]?.text }

  /// The direct target of this value's `$ref`. Nil, with a note, if it cannot be resolved.
  @inline(never)
  func target(ofReferenceIn node: JSONView) -> JSONView? {
    if let known = followed.place(of: node.identity) { return targets[known] }
    guard let reference = Self.reference(of: node) else { return nil }
    let found = target(of: reference, in: node)
    if followed.add(node.identity).isNew { targets.append(found) }
    return found
  }

  /// The target of a reference in this value. Nil, with a note, if it cannot be resolved.
  func target(of reference: UTF8Slice, in node: JSONView) -> JSONView? {
    let found = lookUp(reference, from: node)
    if found == nil { note(Self.explanation(reference)) }
    return found
  }

  /// Same as `target`, but without a note, for texts that may not be references.
  @inline(never)
  func lookUp(_ reference: UTF8Slice, from node: JSONView) -> JSONView? {
    let parts = URIReference(reference)
    let fragment = parts.fragment ?? ""
    let isLocal = reference.isEmpty || reference.first == UInt8(ascii: "#")
    // Most documents have no identifiers, and a search for them walks the document.
    let isPlain = isLocal && (dialect.identifierKeyword == nil || !hasIdentifiers)
    if isPlain { return workspace.texts.briefly { place(fragment, in: root) } }
    let resources = resources
    return workspace.texts.briefly {
      let here = resources.resource(of: node)
      if isLocal { return place(fragment, in: here, of: resources) }
      let uri = parts.resolved(against: resources.resources[here].base, workspace.texts).text(workspace.texts)
      return resources.resource(uri: uri).flatMap { place(fragment, in: $0, of: resources) }
    }
  }

  /// The document's list of named schemas.
  var namedSchemas: JSONView? {
    dialect == .swagger2 ? root["definitions"] : root["components"]?["schemas"]
  }

  /// The schema with this name; nil if there is none.
  func schema(named name: UTF8Slice) -> JSONView? {
    guard let schemas = namedSchemas, schemas.kind == .object else { return nil }
    return index.members(of: schemas)[name]
  }

  /// The keywords of a schema, indexed on first use.
  @inline(never)
  func schema(_ node: JSONView) -> Schema {
    let (place, isNew) = schemaPlaces.add(node.identity)
    if isNew { schemas.append(Schema(node, keywords, dialect)) }
    return schemas[place]
  }

  private func place(_ fragment: UTF8Slice, in resource: Int, of resources: SchemaResources) -> JSONView? {
    place(fragment, in: resources.resources[resource].root)
      ?? resources.anchor(PercentEncoding.decoded(fragment, workspace.texts), in: resource)
  }

  /// Some documents percent-encode fragments without need, others do not encode them at all, so both readings
  /// are tried.
  private func place(_ fragment: UTF8Slice, in root: JSONView) -> JSONView? {
    let decoded = JSONPointer(fragment: fragment, workspace.texts).flatMap { index.node(at: $0, in: root) }
    if decoded != nil || !fragment.has(UInt8(ascii: "%")) { return decoded }
    return JSONPointer(fragment, workspace.texts).flatMap { index.node(at: $0, in: root) }
  }

  private lazy var hasIdentifiers: Bool = {
    if dialect.isModern, !mentions("\"$id\"") && !mentions("Anchor\"") && !mentions("\"$anchor\"") {
      return false
    }
    return !resources.isTrivial
  }()

  /// Whether a reference's target can depend on the path by which a schema was reached.
  private(set) lazy var hasDynamicAnchors: Bool = dialect.isModern && mentions("\"$dynamicAnchor\"")

  /// The resource, a part of the document with its own URI, to which a schema belongs.
  func resource(of node: JSONView) -> Int { resources.resource(of: node) }

  /// The target of a `$dynamicRef`. The outermost resource on the path may override a dynamic anchor.
  func dynamicTarget(of reference: UTF8Slice, in node: JSONView, through parts: [Int]) -> JSONView? {
    guard let target = target(of: reference, in: node) else { return nil }
    guard hasDynamicAnchors else { return target }
    let resources = resources
    return workspace.texts.briefly {
      let name = PercentEncoding.decoded(URIReference(reference).fragment ?? "", workspace.texts)
      guard let anchor = target["$dynamicAnchor"], anchor.isString(name) else { return target }
      for part in parts {
        if let outer = resources.anchor(name, in: part, onlyDynamic: true) { return outer }
      }
      return target
    }
  }

  private func mentions(_ text: UTF8Slice) -> Bool {
    root.mayHaveDollarKeys && root.documentText.has(text)
  }

  private static func explanation(_ reference: UTF8Slice) -> Words {
    reference.first == UInt8(ascii: "#")
      ? "the reference \"\(reference)\" leads nowhere in this document"
      : "the reference \"\(reference)\" leads to another document and was not followed"
  }

  /// Adds a note, unless it is a duplicate or there are too many.
  @inline(never)
  func note(_ words: Words) {
    guard notes.count < Self.notesMax else { return }
    for note in notes where words.isText(note) { return }
    notes.append(workspace.texts.lasting.text(words))
  }
}
