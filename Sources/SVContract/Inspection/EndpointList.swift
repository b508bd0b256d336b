import SVText

/// Lists the endpoints of a category, or all of them.
struct EndpointList {
  private let catalogues: [EndpointCatalogue]
  private let category: UTF8Slice?
  private let source: UTF8Slice?
  private let texts: TextMemory
  private let endpoints: [EndpointName]
  /// Keeps the names of its pages alive.
  private let navigation: Navigation?

  init(documents: [OpenAPIDocument], docs: UnsafeRawBufferPointer?, query: InspectionQuery)
    throws(InspectionError)
  {
    var catalogues: [EndpointCatalogue] = []
    for document in documents { catalogues.append(EndpointCatalogue(document: document)) }
    self.catalogues = catalogues
    category = try query.text("category")
    source = try query.text("docs_source")
    texts = documents[0].texts
    navigation = try docs.map { (docs) throws(InspectionError) in try Navigation(docs) }
    guard let navigation else {
      endpoints = Self.all(of: catalogues, category: category, texts)
      return
    }
    let pages = navigation.pages(of: category)
    let index = try query.object("pages")
    var found: [EndpointName] = []
    for name in NavigationEndpoints(catalogues: catalogues, index: index, texts).endpoints(of: pages)
    where name.method == "POST" {
      found.append(name)
    }
    endpoints = found
    if endpoints.isEmpty, let category {
      documents.last?.resolver.note(Self.emptiness(category, pages: pages.count, navigation))
    }
  }

  private static func emptiness(_ category: UTF8Slice, pages: Int, _ navigation: Navigation) -> Words {
    if pages > 0 {
      return
        """
        no page of \"\(category)\" names a POST endpoint; give the pages' front matter as \"pages\" if they \
        are slugs
        """
    }
    let names = navigation.workspace.texts.joined(Array(navigation.names.prefix(40)), by: ", ")
    return "the navigation has no group \"\(category)\"; it has: \(names)"
  }

  /// The operations of the documents that create a generation, or only those with the category's tag.
  private static func all(
    of catalogues: [EndpointCatalogue], category: UTF8Slice?, _ texts: TextMemory
  ) -> [EndpointName] {
    let wanted = category.map { Navigation.plainName($0, texts) }
    var known = Places<UTF8Slice>()
    var found: [EndpointName] = []
    for catalogue in catalogues {
      for operation in catalogue.creates where isOf(wanted, operation) {
        // A stream operation and its polling operation are one generation, listed by the polling path.
        let path = catalogue.pollingTwin(of: operation.path, "POST") ?? operation.path
        if known.add(path).isNew { found.append(EndpointName("POST", path: path.unquoted)) }
      }
    }
    return found
  }

  private static func isOf(_ wanted: UTF8Slice?, _ operation: Operation) -> Bool {
    guard let wanted else { return true }
    guard let tags = operation.node["tags"] else { return false }
    for tag in tags.elementTexts where Navigation.plainName(tag, tags.texts) == wanted { return true }
    return false
  }

  private struct Row {
    var polling: UTF8Slice?
    var stream: UTF8Slice?
    var operation: Operation?
    var document: OpenAPIDocument?
    let listed: UTF8Slice
  }

  private func row(_ name: EndpointName) -> Row {
    var row = Row(polling: name.path, listed: name.path)
    for catalogue in catalogues {
      guard let operation = catalogue.find(name) else { continue }
      row.operation = operation
      row.document = catalogue.document
      row.stream = catalogue.streamTwin(of: operation.path, name.method)
      // The operation is listed under the path of its page; a stream operation has its polling path too.
      if row.stream == operation.path { row.polling = catalogue.pollingTwin(of: operation.path, name.method) }
      return row
    }
    catalogues.last?.document.resolver.note(
      "POST \(name.path) is listed in the navigation but not in the document")
    return row
  }

  func written() throws(InspectionError) -> JSONWriter {
    var rows: [Row] = []
    var (defaults, streams, pollings): ([UTF8Slice], [UTF8Slice], [UTF8Slice]) = ([], [], [])
    for endpoint in endpoints {
      let row = row(endpoint)
      rows.append(row)
      defaults.append(row.stream ?? row.polling ?? row.listed)
      if let stream = row.stream { streams.append(stream) }
      if let polling = row.polling { pollings.append(polling) }
    }
    var json = JSONWriter()
    json.beginObject()
    json.field("v", 1)
    json.field("event", "endpoints")
    json.field("category", category)
    json.field("source", source)
    json.field("default_result_mode", streams.isEmpty ? "polling" : "sse")
    write(defaults, as: "default_endpoints", to: &json)
    write(streams, as: "sse_endpoints", to: &json)
    write(pollings, as: "polling_endpoints", to: &json)
    json.field("poll_endpoint", pollPath)
    write(rows, to: &json)
    var notes: [UTF8Slice] = []
    for catalogue in catalogues { notes += catalogue.document.resolver.notes }
    json.list("notes", notes)
    json.endObject()
    return json
  }

  private var pollPath: UTF8Slice? {
    for catalogue in catalogues {
      if let path = catalogue.pollPath { return path }
    }
    return nil
  }

  private func post(_ path: UTF8Slice) -> UTF8Slice { texts.joined("POST ", path) }

  private func write(_ paths: [UTF8Slice], as key: UTF8Slice, to json: inout JSONWriter) {
    var known = Places<UTF8Slice>()
    json.key(key)
    json.beginArray()
    for path in paths where known.add(path).isNew { json.string(post(path)) }
    json.endArray()
  }

  private func write(_ rows: [Row], to json: inout JSONWriter) {
    json.key("endpoints")
    json.beginArray()
    for row in rows {
      json.beginObject()
      json.field("endpoint", post(row.polling ?? row.listed))
      json.field("sse_endpoint", row.stream.map { post($0) })
      json.field("summary", row.operation?.node["summary"]?.text)
      json.field("model", row.operation?.node["x-skillsvideo-model"]?.text)
      json.field("certainty", certainty(of: row))
      json.endObject()
    }
    json.endArray()
  }

  private func certainty(of row: Row) -> UTF8Slice? {
    guard let document = row.document, let operation = row.operation,
      let schema = document.body(of: operation)?.preferred?.schema
    else { return nil }
    let shape = ShapeReader(document: document).plainShape(of: [schema])
    return Certainty(document: document, operation: operation, schema: shape).word
  }
}
