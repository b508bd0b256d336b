import SVText

/// An OpenAPI document of the versions 3.0 to 3.2, or a Swagger 2.0 document. One thread at a time.
public final class OpenAPIDocument {
  /// The whole document.
  public let root: JSONNode
  /// Follows the document's references, and keeps the notes of what could not be followed.
  public let resolver: SchemaResolver
  /// Where the document came from, "" when that is not known.
  public let url: String

  /// The rules of its schemas.
  public var dialect: SchemaDialect { resolver.dialect }

  /// How many schemas may be put together for one answer: documents can be written so that there is no end.
  let shapesLeft = Budget(steps: 200_000)

  /// What is below `paths`, in the order of the text.
  private(set) lazy var paths: ObjectMembers = readPaths()

  private init(root: JSONNode, url: String) {
    self.root = root
    self.url = url
    resolver = SchemaResolver(root: root, dialect: SchemaDialect(of: root), url: url)
  }

  /// Reads a document. `name` is what messages call it.
  public static func read(
    _ bytes: UnsafeRawBufferPointer, name: String = "the OpenAPI document", url: String = ""
  ) throws(InspectionError) -> OpenAPIDocument {
    let json: JSONDocument
    do { json = try JSONDocument(bytes) } catch { throw InspectionError(error, in: bytes, of: name) }
    return try of(json.root, name: name, url: url)
  }

  /// A document that is a value within another text.
  public static func of(
    _ root: JSONNode, name: String = "the OpenAPI document", url: String = ""
  ) throws(InspectionError) -> OpenAPIDocument {
    guard root.kind == .object else {
      throw InspectionError(.argument, "\(name) is not a JSON object, so no OpenAPI document.")
    }
    guard root["openapi"] != nil || root["swagger"] != nil || root["paths"]?.kind == .object else {
      let what =
        root["navigation"] == nil
        ? "it has no \"openapi\", \"swagger\" or \"paths\"" : "it is a navigation file"
      throw InspectionError(.argument, "\(name) is no OpenAPI document: \(what).")
    }
    return OpenAPIDocument(root: root, url: url)
  }

  private func readPaths() -> ObjectMembers {
    guard let node = root["paths"] else { return ObjectMembers() }
    return ObjectMembers(node) { key, item in item.kind == .object && !key.content.starts(with: "x-".utf8) }
  }

  /// A schema of the document's own list, by its name.
  func namedSchema(_ name: String) -> JSONNode? { namedSchemas?[name] }

  /// The document's own list of schemas.
  var namedSchemas: JSONNode? {
    dialect == .swagger2 ? root["definitions"] : root["components"]?["schemas"]
  }
}
