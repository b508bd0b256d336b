import CBytes
import SVText

/// Follows the references of one document. Nothing is fetched: a reference to another document is noted,
/// never followed. One thread at a time, since it remembers what it found.
public final class SchemaResolver {
  /// The document.
  public let root: JSONNode
  /// The rules of its schemas.
  public let dialect: SchemaDialect
  /// What could not be followed, each once, in words for a reader.
  public private(set) var notes: [String] = []

  /// How many references in a row are followed.
  static let chainMax = 256

  /// Where things are in the document.
  let index = DocumentIndex()

  private let url: String
  private var indexed: SchemaResources?
  private var followed: [Int: (target: JSONNode?, reference: String)] = [:]

  /// A document, and where it came from if relative identifiers are to be resolved against that.
  public init(root: JSONNode, dialect: SchemaDialect, url: String = "") {
    self.root = root
    self.dialect = dialect
    self.url = url
  }

  /// Follows the `$ref` of a value, and that of the value found, until there is none. Works for schemas and
  /// for OpenAPI's own references (parameters, responses, request bodies, examples).
  public func resolve(_ node: JSONNode) -> ResolvedNode {
    var resolved = ResolvedNode(node)
    while let reference = Self.reference(of: resolved.target) {
      guard let next = target(ofReferenceIn: resolved.target) else {
        resolved.unresolved = reference
        return resolved
      }
      if resolved.chain.contains(where: { $0.identity == next.identity }) {
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

  /// The text of a `$ref`, nil where there is none.
  public static func reference(of node: JSONNode) -> String? {
    node.kind == .object ? node["$ref"]?.string : nil
  }

  /// Where the `$ref` of this value leads, one step far. Nil, with a note, when that cannot be said.
  public func target(ofReferenceIn node: JSONNode) -> JSONNode? {
    if let known = followed[node.identity] { return known.target }
    guard let reference = Self.reference(of: node) else { return nil }
    let found = target(of: reference, in: node)
    followed[node.identity] = (found, reference)
    return found
  }

  /// Where a reference leads that stands in this value. Nil, with a note, when that cannot be said.
  public func target(of reference: String, in node: JSONNode) -> JSONNode? {
    let found = lookUp(reference, from: node)
    if found == nil { note(Self.explanation(reference)) }
    return found
  }

  /// As `target`, but silent: for names that may or may not be references.
  public func lookUp(_ reference: String, from node: JSONNode) -> JSONNode? {
    let parts = URIReference(reference)
    let fragment = String(decoding: parts.fragment ?? [], as: UTF8.self)
    let isLocal = reference.isEmpty || reference.utf8.first == UInt8(ascii: "#")
    // Most documents have no identifiers, and looking for them costs a walk.
    if isLocal, dialect.identifierKeyword == nil || !hasIdentifiers { return place(fragment, in: root) }
    let resources = resources
    guard isLocal else {
      let uri = parts.resolved(against: resources.resources[resources.resource(of: node)].base).text
      return resources.resource(uri: uri).flatMap { place(fragment, in: $0, of: resources) }
    }
    return place(fragment, in: resources.resource(of: node), of: resources)
  }

  /// A schema by its name alone, nil when there is none.
  public func schema(named name: String) -> JSONNode? {
    let schemas = dialect == .swagger2 ? root["definitions"] : root["components"]?["schemas"]
    guard let schemas, schemas.kind == .object else { return nil }
    return index.members(of: schemas)[name]
  }

  private func place(_ fragment: String, in resource: Int, of resources: SchemaResources) -> JSONNode? {
    place(fragment, in: resources.resources[resource].root)
      ?? resources.anchor(decoded(fragment), in: resource)
  }

  /// Some writers percent-encode what stands for itself, others do not encode at all: both readings are
  /// tried.
  private func place(_ fragment: String, in root: JSONNode) -> JSONNode? {
    let decoded = JSONPointer(fragment: fragment).flatMap { index.node(at: $0, in: root) }
    return decoded ?? JSONPointer(fragment).flatMap { index.node(at: $0, in: root) }
  }

  private func decoded(_ fragment: String) -> String {
    String(decoding: PercentEncoding.decode(Array(fragment.utf8)), as: UTF8.self)
  }

  private lazy var hasIdentifiers: Bool = {
    if dialect.isModern, !mentions("\"$id\"") && !mentions("Anchor\"") && !mentions("\"$anchor\"") {
      return false
    }
    return !resources.isTrivial
  }()

  /// Whether the way on which a schema was reached can decide where a reference leads.
  private(set) lazy var hasDynamicAnchors: Bool = dialect.isModern && mentions("\"$dynamicAnchor\"")

  /// Which part of the document with a URI of its own a schema belongs to.
  func resource(of node: JSONNode) -> Int { resources.resource(of: node) }

  /// Where a `$dynamicRef` leads: a dynamic anchor may be taken over by the outermost of the parts gone
  /// through.
  func dynamicTarget(of reference: String, in node: JSONNode, through parts: [Int]) -> JSONNode? {
    guard let target = target(of: reference, in: node) else { return nil }
    guard hasDynamicAnchors else { return target }
    let name = decoded(String(decoding: URIReference(reference).fragment ?? [], as: UTF8.self))
    guard let anchor = target["$dynamicAnchor"], anchor.isString(name) else { return target }
    for part in parts {
      if let outer = resources.anchor(name, in: part, onlyDynamic: true) { return outer }
    }
    return target
  }

  private func mentions(_ text: StaticString) -> Bool {
    guard root.document.mayHaveDollarKeys else { return false }
    let bytes = root.document.bytes
    return text.withUTF8Buffer { text in
      cbytes_contains(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count,
        UnsafeRawPointer(text.baseAddress)?.assumingMemoryBound(to: CChar.self), text.count)
    }
  }

  private var resources: SchemaResources {
    if let indexed { return indexed }
    let made = SchemaResources(root: root, url: url, dialect: dialect)
    indexed = made
    return made
  }

  private static func explanation(_ reference: String) -> String {
    reference.utf8.first == UInt8(ascii: "#")
      ? "the reference \"\(reference)\" leads nowhere in this document"
      : "the reference \"\(reference)\" leads to another document and was not followed"
  }

  /// Adds a note unless it is there already or there are too many.
  public func note(_ text: String) {
    guard notes.count < 100, !notes.contains(where: { $0.isSameText(as: text) }) else { return }
    notes.append(text)
  }
}
