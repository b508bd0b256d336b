import SVText

/// An OpenAPI document of version 3.0 to 3.2, or a Swagger 2.0 document. Not thread-safe.
public final class OpenAPIDocument {
  public var root: JSONNode { resolver.workspace.document.root }
  /// Resolves the document's references, and keeps notes about those that could not be resolved.
  let resolver: SchemaResolver
  /// The document's URL; "" if unknown.
  let url: UTF8Slice

  /// The root value of the document.
  var view: JSONView { resolver.root }
  /// Memory for texts, in the document's workspace.
  var texts: TextMemory { resolver.workspace.texts }
  /// The dialect of its schemas.
  var dialect: SchemaDialect { resolver.dialect }

  /// How many schemas may be merged for one answer. A document can be written so that merging never ends.
  let shapesLeft = Budget(steps: 200_000)

  /// What the discriminators name.
  let discriminators = Discriminators()
  /// The members of `paths`, in the order of the text.
  private(set) lazy var paths: ObjectMembers = readPaths()
  /// The paths without query, fragment and slashes at the ends. Those with parameters also have the name "{".
  private(set) lazy var plainPaths = PathIndex(paths) {
    $0.name.has(UInt8(ascii: "{")) ? ["{", EndpointName.plain($0.name)] : [EndpointName.plain($0.name)]
  }
  /// The paths by the names of the pages that a site generates for their operations.
  private(set) lazy var operationNames = PathIndex(paths) { entry in
    self.operations(of: entry).flatMap { $0.pageNames }
  }
  /// How many paths may be compared with those that a list names.
  private let pathsLeft = Budget(steps: 4_000_000)
  /// The paths of the servers' URLs, other than "/", without a trailing slash.
  private(set) lazy var basePaths: [UTF8Slice] = readBasePaths()

  private init(_ workspace: JSONWorkspace, _ root: JSONView, url: UTF8Slice) {
    self.url = workspace.texts.lasting.text(url)
    resolver = SchemaResolver(
      workspace, root: root, dialect: SchemaDialect(of: root), url: self.url)
  }

  /// Reads a document. `name` identifies it in messages.
  public static func read(
    _ bytes: UnsafeRawBufferPointer, name: String = "the OpenAPI document", url: UTF8Slice = ""
  ) throws(InspectionError) -> OpenAPIDocument {
    let json: JSONDocument
    do { json = try JSONDocument(bytes) } catch { throw InspectionError(error, in: bytes, of: name) }
    return try of(json.root, name: name, url: url)
  }

  /// A document that is a value inside another JSON text.
  public static func of(
    _ root: JSONNode, name: String = "the OpenAPI document", url: UTF8Slice = ""
  ) throws(InspectionError) -> OpenAPIDocument {
    let workspace = JSONWorkspace(root.document)
    let view = workspace.view(root)
    guard view.kind == .object else {
      throw InspectionError(.argument, "\(name) is not a JSON object, so no OpenAPI document.")
    }
    guard view["openapi"] != nil || view["swagger"] != nil || view["paths"]?.kind == .object else {
      let what: UTF8Slice =
        view["navigation"] == nil
        ? "it has no \"openapi\", \"swagger\" or \"paths\"" : "it is a navigation file"
      throw InspectionError(.argument, "\(name) is no OpenAPI document: \(what).")
    }
    return OpenAPIDocument(workspace, view, url: url)
  }

  private func readPaths() -> ObjectMembers {
    guard let node = view["paths"] else { return ObjectMembers() }
    return ObjectMembers(node) { key, item in item.kind == .object && !key.content.hasStart("x-") }
  }

  /// Whether one more path may be compared with a name. If not, a note says so.
  @inline(never)
  func mayCompare(_ path: UTF8Slice) -> Bool {
    if pathsLeft.spend(passing: path) { return true }
    resolver.note("the document has too many paths to compare all of them with each name")
    return false
  }

  /// The schema with this name in the document's list.
  func namedSchema(_ name: UTF8Slice) -> JSONView? { resolver.schema(named: name) }

  /// The document's list of named schemas.
  var namedSchemas: JSONView? { resolver.namedSchemas }
}
