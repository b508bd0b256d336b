import SVText

/// Answers queries about the endpoints of a document. It does no I/O; any thread may call it.
public enum Inspection {
  /// Answers a query as JSON text. `openapi` is the document, and `docs` a navigation file or nil. The
  /// library's header documents the members of `query` and of the answer.
  public static func answer(
    openapi: UnsafeRawBufferPointer, docs: UnsafeRawBufferPointer?, query: UnsafeRawBufferPointer?
  ) throws(InspectionError) -> JSONWriter {
    let query = try InspectionQuery(query)
    let url = try query.text("document_url") ?? ""
    var documents = [try OpenAPIDocument.read(openapi, url: url)]
    if let model = try query.modelDocument() { documents.insert(model, at: 0) }
    // Views into the documents are valid only while these live.
    defer { withExtendedLifetime((documents, query)) {} }
    let answer = try answer(documents, docs, query)
    for document in documents where document.texts.hasFailed {
      throw InspectionError(.memory, "no memory to read the OpenAPI document")
    }
    return answer
  }

  private static func answer(
    _ documents: [OpenAPIDocument], _ docs: UnsafeRawBufferPointer?, _ query: InspectionQuery
  ) throws(InspectionError) -> JSONWriter {
    let endpoint = try query.text("endpoint")
    if try query.flag("list_endpoints"), endpoint != nil {
      throw InspectionError(
        .argument, "the query contains both \"endpoint\" and \"list_endpoints\"; use one of them.")
    }
    guard let endpoint, let texts = documents.first?.texts else {
      let list = try EndpointList(documents: documents, docs: docs, query: query)
      defer { withExtendedLifetime(list) {} }
      return try list.written()
    }
    let name = EndpointName(endpoint, texts)
    return try EndpointReport(documents: documents, name: name, query: query).written()
  }
}

/// A query: a JSON object that selects what to report.
struct InspectionQuery {
  /// Keeps the values of the query alive.
  private let workspace: JSONWorkspace?

  private static var keys: UTF8Slice {
    """
    endpoint list_endpoints category template include_defaults variant content_type document_url \
    docs_source pages model_openapi
    """
  }

  /// Parses a query. Without one, the endpoints are listed.
  init(_ bytes: UnsafeRawBufferPointer?) throws(InspectionError) {
    guard let bytes, !bytes.isEmpty else {
      workspace = nil
      return
    }
    let json: JSONDocument
    do { json = try JSONDocument(bytes) } catch { throw InspectionError(error, in: bytes, of: "the query") }
    let workspace = JSONWorkspace(json)
    guard workspace.root.kind == .object else {
      throw InspectionError(.argument, "the query is not a JSON object.")
    }
    for (key, _) in workspace.root.members where !key.name.isOneOf(Self.keys) {
      let known = workspace.texts.joined(Self.keys.parts(separatedBy: 0x20), by: ", ")
      throw InspectionError(
        .argument, "the query has an unknown member \"\(key.name)\"; it may have: \(known).")
    }
    self.workspace = workspace
  }

  /// A member; nil if it is missing or null.
  @inline(never)
  private func member(_ key: UTF8Slice) -> JSONView? {
    guard let node = workspace?.root[key], !node.isNull else { return nil }
    return node
  }

  /// A member with a string; nil if it is missing or null.
  @inline(never)
  func text(_ key: UTF8Slice) throws(InspectionError) -> UTF8Slice? {
    guard let node = member(key) else { return nil }
    guard let text = node.text else {
      throw InspectionError(.argument, "the query's \"\(key)\" must be a string.")
    }
    return text
  }

  /// A member with a boolean; false if it is missing.
  @inline(never)
  func flag(_ key: UTF8Slice) throws(InspectionError) -> Bool {
    guard let node = member(key) else { return false }
    guard let flag = node.boolean else {
      throw InspectionError(.argument, "the query's \"\(key)\" must be true or false.")
    }
    return flag
  }

  /// A member with an object; nil if it is missing or null.
  func object(_ key: UTF8Slice) throws(InspectionError) -> JSONView? {
    guard let node = member(key) else { return nil }
    guard node.kind == .object else {
      throw InspectionError(.argument, "the query's \"\(key)\" must be an object.")
    }
    return node
  }

  /// The document of one model: an object, or its text as a string. It takes precedence over the platform's
  /// document.
  func modelDocument() throws(InspectionError) -> OpenAPIDocument? {
    guard let workspace, let node = member("model_openapi") else { return nil }
    let name = "the model's OpenAPI document"
    guard let text = node.text else {
      return try OpenAPIDocument.of(workspace.document.node(node), name: name)
    }
    return try OpenAPIDocument.read(text.memory, name: name)
  }
}
