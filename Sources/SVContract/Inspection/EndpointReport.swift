import SVText

/// All that is known about one endpoint.
struct EndpointReport {
  /// The most specific first.
  private let catalogues: [EndpointCatalogue]
  private let operation: Operation
  private let document: OpenAPIDocument
  private let options: TemplateOptions
  private let wantsTemplate: Bool
  private let contentType: String?

  init(documents: [OpenAPIDocument], name: EndpointName, query: InspectionQuery) throws(InspectionError) {
    catalogues = documents.map { EndpointCatalogue(document: $0) }
    guard let found = Self.find(name, in: catalogues) else {
      throw InspectionError(.notFound, EndpointSuggestion.message(for: name, in: documents))
    }
    (document, operation) = found
    options = TemplateOptions(
      includesDefaults: try query.flag("include_defaults"), variant: try query.text("variant"))
    wantsTemplate = try query.flag("template")
    contentType = try query.text("content_type")
  }

  private static func find(
    _ name: EndpointName, in catalogues: [EndpointCatalogue]
  ) -> (OpenAPIDocument, Operation)? {
    for catalogue in catalogues {
      if let operation = catalogue.find(name) { return (catalogue.document, operation) }
    }
    return nil
  }

  func written() throws(InspectionError) -> JSONWriter {
    let body = document.body(of: operation)
    let content = try chosen(of: body)
    var json = JSONWriter()
    json.beginObject()
    json.field("v", 1)
    json.field("event", "inspected")
    writeEndpoints(to: &json)
    writeOperation(to: &json)
    let shape = content.flatMap { BodyReader(document: document, content: $0) }
    writeBody(body, shape, to: &json)
    writeStates(to: &json)
    writeAnswers(to: &json)
    writeParameters(to: &json)
    Certainty(document: document, operation: operation, schema: shape?.shape).write(to: &json)
    if wantsTemplate {
      json.key("request_template")
      if let shape { try shape.writeTemplate(options, to: &json) } else { json.null() }
    }
    writeNotes(to: &json)
    json.endObject()
    return json
  }

  private func chosen(of body: RequestBody?) throws(InspectionError) -> BodyContent? {
    guard let contentType else { return body?.preferred }
    let contents = body?.contents ?? []
    let wanted = contentType.asciiLowercased
    if let content = contents.first(where: {
      $0.essence.isSameText(as: wanted) || $0.mediaType.isSameText(as: wanted)
    }) {
      return content
    }
    let known = contents.isEmpty ? "no body" : contents.map({ $0.mediaType }).joined(by: ", ")
    throw InspectionError(
      .argument, "\(operation.name) takes \(known), not \(contentType). Choose one of these as content_type.")
  }

  /// The first answer that a document gives, the most specific one asked first.
  private func first<Found>(_ ask: (EndpointCatalogue) -> Found?) -> Found? {
    for catalogue in catalogues {
      if let found = ask(catalogue) { return found }
    }
    return nil
  }

  private func writeEndpoints(to json: inout JSONWriter) {
    let method = operation.method
    let stream = first { $0.streamTwin(of: operation.path, method) }
    let polling = first { $0.pollingTwin(of: operation.path, method) }
    json.field("endpoint", operation.name)
    json.field("default_result_mode", stream == nil ? "polling" : "sse")
    json.field("default_create_endpoint", method + " " + (stream ?? polling ?? operation.path))
    json.field("sse_create_endpoint", stream.map { method + " " + $0 })
    json.field("polling_create_endpoint", polling.map { method + " " + $0 })
  }

  private func writeOperation(to json: inout JSONWriter) {
    json.field(
      "summary",
      operation.node["summary"]?.string ?? operation.item.compactMap { $0["summary"]?.string }.first)
    if let text = operation.node["description"]?.string { json.field("description", text) }
    if let id = operation.node["operationId"]?.string { json.field("operation_id", id) }
    if operation.node["deprecated"]?.boolean == true { json.field("deprecated", true) }
    json.key("tags")
    json.beginArray()
    if let tags = operation.node["tags"] {
      for tag in tags.elements.compactMap({ $0.string }) { json.string(tag) }
    }
    json.endArray()
    var servers = document.servers(of: operation)
    if servers.isEmpty, let platform = catalogues.last { servers = platform.document.servers(of: nil) }
    json.field("server_url", servers.first)
    json.key("servers")
    json.beginArray()
    for server in servers { json.string(server) }
    json.endArray()
  }

  private func writeBody(_ body: RequestBody?, _ shape: BodyReader?, to json: inout JSONWriter) {
    json.field("body_required", body?.isRequired ?? false)
    json.field("content_type", shape?.content.mediaType)
    json.key("content_types")
    json.beginArray()
    for content in body?.contents ?? [] { json.string(content.mediaType) }
    json.endArray()
    json.field("request_schema", shape?.shape.name)
    guard let shape else {
      json.fieldRaw("fields", "[]")
      return
    }
    shape.writeFields(to: &json)
    let others = (body?.contents ?? []).filter { !$0.mediaType.isSameText(as: shape.content.mediaType) }
    json.key("other_contents")
    json.beginArray()
    for content in others {
      let other = BodyReader(document: document, content: content)
      json.beginObject()
      json.field("content_type", content.mediaType)
      json.field("request_schema", other.shape.name)
      other.writeFields(to: &json)
      json.endObject()
    }
    json.endArray()
  }

  private func writeStates(to json: inout JSONWriter) {
    for (key, schema) in [
      ("prediction_status_values", "PredictionStatus"), ("queue_status_values", "QueueState"),
    ] {
      json.key(key)
      guard let values = first({ $0.statusValues(schema) }) else {
        json.null()
        continue
      }
      json.beginArray()
      for value in values { json.raw(value.raw) }
      json.endArray()
    }
    json.field("sse_subscribe_endpoint", first { $0.subscribePath })
    json.field("poll_endpoint", first { $0.pollPath })
  }

  private func writeParameters(to json: inout JSONWriter) {
    let parameters = document.parameters(of: operation).filter {
      $0.target["in"]?.isString("body") != true && $0.target["in"]?.isString("formData") != true
    }
    ParameterWriter(document: document).write(parameters, to: &json)
  }

  private func writeNotes(to json: inout JSONWriter) {
    json.key("notes")
    json.beginArray()
    var written: [String] = []
    for catalogue in catalogues {
      for note in catalogue.document.resolver.notes where !written.has(note) {
        written.append(note)
        json.string(note)
      }
    }
    json.endArray()
  }

  private func writeAnswers(to json: inout JSONWriter) {
    let responses = document.responses(of: operation)
    let errors = responses.filter { StatusPattern($0.status)?.isError ?? false }
    json.key("error_status_codes")
    json.beginArray()
    for code in errors.compactMap({ StatusPattern($0.status)?.code }).sorted() { json.int(Int64(code)) }
    json.endArray()
    json.key("error_status_ranges")
    json.beginArray()
    for (status, _) in errors where StatusPattern(status)?.code == nil { json.string(status) }
    json.endArray()
    json.key("errors")
    json.beginArray()
    for (status, response) in errors {
      json.beginObject()
      json.field("status", status)
      json.field("description", response["description"]?.string)
      json.endObject()
    }
    json.endArray()
    json.key("answer_content_types")
    json.beginArray()
    for type in document.answerTypes(of: operation) { json.string(type) }
    json.endArray()
  }
}

/// The status of an answer as documents write it: "404", "4XX", "default".
struct StatusPattern {
  /// The status, nil for a range.
  let code: Int?
  let isError: Bool

  init?(_ text: String) {
    let bytes = Array(text.utf8)
    if text.isWord("default") {
      (code, isError) = (nil, true)
      return
    }
    guard bytes.count == 3, let first = bytes.first, (UInt8(ascii: "1")...UInt8(ascii: "5")).contains(first)
    else {
      return nil
    }
    isError = first >= UInt8(ascii: "4")
    if bytes.dropFirst().allSatisfy({ $0 | 0x20 == UInt8(ascii: "x") }) {
      code = nil
    } else if bytes.allSatisfy({ $0.isASCIIDigit }) {
      code = bytes.reduce(0) { $0 &* 10 &+ Int($1 &- UInt8(ascii: "0")) }
    } else {
      return nil
    }
  }
}
