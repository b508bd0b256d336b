import SVJSON

/// Tells what a document says about its endpoints. Pure: no I/O, any thread.
public enum Inspection {
  /// The answer to a query as JSON text. `openapi` is the document, `docs` a navigation file or nil; the header of the
  /// library tells the members of `query` and of the answer.
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
      throw InspectionError(.argument, "the query asks for \"endpoint\" and \"list_endpoints\"; ask for one at a time.")
    }
    guard let endpoint else {
      return try EndpointList(documents: documents, docs: docs, query: query).written()
    }
    return try EndpointReport(documents: documents, name: EndpointName(endpoint), query: query).written()
  }
}
