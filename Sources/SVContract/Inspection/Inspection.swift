import SVText

/// Tells what a document says about its endpoints. Pure: no I/O, any thread.
public enum Inspection {
  /// The answer to a query as JSON text. `openapi` is the document, `docs` a navigation file or nil; the
  /// header of the library tells the members of `query` and of the answer.
  public static func answer(
    openapi: UnsafeRawBufferPointer, docs: UnsafeRawBufferPointer?, query: UnsafeRawBufferPointer?
  ) throws(InspectionError) -> JSONWriter {
    let query = try InspectionQuery(query)
    let url = try query.text("document_url") ?? ""
    var documents = [try OpenAPIDocument.read(openapi, url: url)]
    if let model = try query.modelDocument() { documents.insert(model, at: 0) }
    let endpoint = try query.text("endpoint")
    let lists = try query.flag("list_endpoints")
    if lists, endpoint != nil {
      throw InspectionError(
        .argument, "the query asks for \"endpoint\" and \"list_endpoints\"; ask for one at a time.")
    }
    guard let endpoint else {
      return try EndpointList(documents: documents, docs: docs, query: query).written()
    }
    return try EndpointReport(documents: documents, name: EndpointName(endpoint), query: query).written()
  }
}

/// What is to be told, as a JSON object.
struct InspectionQuery {
  /// The query's own document, which keeps all that was read from it.
  let root: JSONNode?

  private static var keys: [StaticString] {
    [
      "endpoint", "list_endpoints", "category", "template", "include_defaults", "variant", "content_type",
      "document_url", "docs_source", "pages", "model_openapi",
    ]
  }

  /// Reads a query; none at all lists the endpoints.
  init(_ bytes: UnsafeRawBufferPointer?) throws(InspectionError) {
    guard let bytes, !bytes.isEmpty else {
      root = nil
      return
    }
    let json: JSONDocument
    do { json = try JSONDocument(bytes) } catch { throw InspectionError(error, in: bytes, of: "the query") }
    guard json.root.kind == .object else {
      throw InspectionError(.argument, "the query is not a JSON object.")
    }
    for (key, _) in json.root.members where !key.isOneOf(Self.keys) {
      let known = Self.keys.map({ $0.description }).joined(by: ", ")
      throw InspectionError(.argument, "the query has an unknown member \"\(key)\"; it may have: \(known).")
    }
    root = json.root
  }

  /// A member that is text; nil when it is left out or null.
  func text(_ key: String) throws(InspectionError) -> String? {
    guard let node = root?[key], !node.isNull else { return nil }
    guard let text = node.string else {
      throw InspectionError(.argument, "the query's \"\(key)\" must be a string.")
    }
    return text
  }

  /// A member that says yes or no; no when it is left out.
  func flag(_ key: String) throws(InspectionError) -> Bool {
    guard let node = root?[key], !node.isNull else { return false }
    guard let flag = node.boolean else {
      throw InspectionError(.argument, "the query's \"\(key)\" must be true or false.")
    }
    return flag
  }

  /// A member that is an object; nil when it is left out or null.
  func object(_ key: String) throws(InspectionError) -> JSONNode? {
    guard let node = root?[key], !node.isNull else { return nil }
    guard node.kind == .object else {
      throw InspectionError(.argument, "the query's \"\(key)\" must be an object.")
    }
    return node
  }

  /// The document of one model, which counts before the platform's: an object, or its text as a string.
  func modelDocument() throws(InspectionError) -> OpenAPIDocument? {
    guard let node = root?["model_openapi"], !node.isNull else { return nil }
    let name = "the model's OpenAPI document"
    guard var text = node.string else { return try OpenAPIDocument.of(node, name: name) }
    let result: Result<OpenAPIDocument, InspectionError> = text.withUTF8 { utf8 in
      do throws(InspectionError) {
        return .success(try OpenAPIDocument.read(UnsafeRawBufferPointer(utf8), name: name))
      } catch { return .failure(error) }
    }
    return try result.get()
  }
}
