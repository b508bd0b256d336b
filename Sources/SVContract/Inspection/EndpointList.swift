import SVText

/// The endpoints of a category, or all of them.
struct EndpointList {
  private let catalogues: [EndpointCatalogue]
  private let category: String?
  private let source: String?
  private let isFromNavigation: Bool
  private let endpoints: [EndpointName]

  init(
    documents: [OpenAPIDocument], docs: UnsafeRawBufferPointer?, query: InspectionQuery
  ) throws(InspectionError) {
    let catalogues = documents.map { EndpointCatalogue(document: $0) }
    let category = try query.text("category")
    self.catalogues = catalogues
    self.category = category
    source = try query.text("docs_source")
    isFromNavigation = docs != nil
    if let docs {
      let navigation = try Navigation(docs)
      let pages = navigation.pages(of: category)
      let found = NavigationEndpoints(catalogues: catalogues, index: try query.object("pages")).endpoints(
        of: pages)
      endpoints = found.filter { $0.method.isWord("POST") }
      if endpoints.isEmpty, let category {
        documents.last?.resolver.note(Self.emptiness(category, pages: pages.count, navigation))
      }
    } else {
      endpoints = Self.all(of: catalogues, category: category)
    }
  }

  private static func emptiness(_ category: String, pages: Int, _ navigation: Navigation) -> String {
    if pages > 0 {
      return
        "no page of \"\(category)\" names a POST endpoint; give the pages' front matter as \"pages\" if they are slugs"
    }
    let names = navigation.names.prefix(40).map { $0 }.joined(by: ", ")
    return "the navigation has no group \"\(category)\"; it has: \(names)"
  }

  /// The creating operations of the documents; those with a tag of the category where one is given.
  private static func all(of catalogues: [EndpointCatalogue], category: String?) -> [EndpointName] {
    var known: Set<TextKey> = []
    var found: [EndpointName] = []
    for catalogue in catalogues {
      for operation in catalogue.creates where isOf(category, operation) {
        // Of two that are the same generation, the one without a stream stands for both.
        let path = catalogue.pollingTwin(of: operation.path, "POST") ?? operation.path
        if known.insert(TextKey(path)).inserted { found.append(EndpointName("POST " + path)) }
      }
    }
    return found
  }

  private static func isOf(_ category: String?, _ operation: Operation) -> Bool {
    guard let category else { return true }
    let wanted = Navigation.plainName(category)
    guard let tags = operation.node["tags"] else { return false }
    return tags.elements.contains { tag in
      tag.string.map { Navigation.plainName($0).isSameText(as: wanted) } ?? false
    }
  }

  private struct Row {
    let polling: String?
    let stream: String?
    let operation: Operation?
    let document: OpenAPIDocument?
    let listed: String
  }

  private func row(_ name: EndpointName) -> Row {
    for catalogue in catalogues {
      guard let operation = catalogue.find(name) else { continue }
      let stream = catalogue.streamTwin(of: operation.path, name.method)
      let polling = catalogue.pollingTwin(of: operation.path, name.method)
      // A page is told as it is listed, unless it is about the stream.
      let isStream = stream.map { $0.isSameText(as: operation.path) } ?? false
      return Row(
        polling: isStream ? polling : name.path, stream: stream, operation: operation,
        document: catalogue.document,
        listed: name.path)
    }
    catalogues.last?.document.resolver.note(
      "POST \(name.path) is listed in the navigation but not in the document")
    return Row(polling: name.path, stream: nil, operation: nil, document: nil, listed: name.path)
  }

  func written() throws(InspectionError) -> JSONWriter {
    let rows = endpoints.map { row($0) }
    var json = JSONWriter()
    json.beginObject()
    json.field("v", 1)
    json.field("event", "endpoints")
    json.field("category", category)
    json.field("source", source)
    json.field("default_result_mode", rows.contains { $0.stream != nil } ? "sse" : "polling")
    write(rows.compactMap { $0.stream ?? $0.polling ?? $0.listed }, as: "default_endpoints", to: &json)
    write(rows.compactMap { $0.stream }, as: "sse_endpoints", to: &json)
    write(rows.compactMap { $0.polling }, as: "polling_endpoints", to: &json)
    json.field("poll_endpoint", catalogues.compactMap { $0.pollPath }.first)
    write(rows, to: &json)
    writeNotes(to: &json)
    json.endObject()
    return json
  }

  private func write(_ paths: [String], as key: String, to json: inout JSONWriter) {
    var known: Set<TextKey> = []
    json.key(key)
    json.beginArray()
    for path in paths where known.insert(TextKey(path)).inserted { json.string("POST " + path) }
    json.endArray()
  }

  private func write(_ rows: [Row], to json: inout JSONWriter) {
    json.key("endpoints")
    json.beginArray()
    for row in rows {
      json.beginObject()
      json.field("endpoint", "POST " + (row.polling ?? row.listed))
      json.field("sse_endpoint", row.stream.map { "POST " + $0 })
      json.field("summary", row.operation?.node["summary"]?.string)
      json.field("model", row.operation?.node["x-skillsvideo-model"]?.string)
      writeCertainty(of: row, to: &json)
      json.endObject()
    }
    json.endArray()
  }

  private func writeCertainty(of row: Row, to json: inout JSONWriter) {
    guard let document = row.document, let operation = row.operation,
      let schema = document.body(of: operation)?.preferred?.schema
    else {
      json.field("certainty", String?.none)
      return
    }
    let shape = ShapeReader(document: document).shape(of: SchemaSet([schema]), implicitVariants: false)
    json.field("certainty", Certainty(document: document, operation: operation, schema: shape).word)
  }

  private func writeNotes(to json: inout JSONWriter) {
    json.key("notes")
    json.beginArray()
    for catalogue in catalogues { for note in catalogue.document.resolver.notes { json.string(note) } }
    json.endArray()
  }
}
