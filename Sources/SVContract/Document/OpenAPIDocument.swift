import SVText

/// An OpenAPI document of the versions 3.0 to 3.2, or a Swagger 2.0 document. One thread at a time.
public final class OpenAPIDocument {
  /// The whole document.
  public var root: JSONNode { resolver.workspace.document.root }
  /// Follows the document's references, and keeps the notes of what could not be followed.
  let resolver: SchemaResolver
  /// Where the document came from, "" when that is not known.
  let url: UTF8Slice

  /// The value that is the document.
  var view: JSONView { resolver.root }
  /// Memory for texts, that of the document's workspace.
  var texts: TextMemory { resolver.workspace.texts }
  /// The rules of its schemas.
  var dialect: SchemaDialect { resolver.dialect }

  /// How many schemas may be put together for one answer: documents can be written so that there is no end.
  let shapesLeft = Budget(steps: 200_000)

  /// What is below `paths`, in the order of the text.
  private(set) lazy var paths: ObjectMembers = readPaths()
  /// The paths of the servers' addresses that are more than "/", without a slash at their end.
  private(set) lazy var basePaths: [UTF8Slice] = readBasePaths()

  private init(_ workspace: JSONWorkspace, _ root: JSONView, url: UTF8Slice) {
    self.url = workspace.texts.lasting.text(url)
    resolver = SchemaResolver(
      workspace, root: root, dialect: SchemaDialect(of: root), url: self.url)
  }

  /// Reads a document. `name` is what messages call it.
  public static func read(
    _ bytes: UnsafeRawBufferPointer, name: String = "the OpenAPI document", url: UTF8Slice = ""
  ) throws(InspectionError) -> OpenAPIDocument {
    let json: JSONDocument
    do { json = try JSONDocument(bytes) } catch { throw InspectionError(error, in: bytes, of: name) }
    return try of(json.root, name: name, url: url)
  }

  /// A document that is a value within another text.
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

  /// A schema of the document's own list, by its name.
  func namedSchema(_ name: UTF8Slice) -> JSONView? { namedSchemas?[name] }

  /// The document's own list of schemas.
  var namedSchemas: JSONView? { resolver.namedSchemas }
}
