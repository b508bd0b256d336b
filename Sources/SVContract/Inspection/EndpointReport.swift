import SVText

/// Writes the report about one endpoint.
struct EndpointReport {
  /// The most specific document first.
  private let catalogues: [EndpointCatalogue]
  private let operation: Operation
  private let document: OpenAPIDocument
  private let options: TemplateOptions
  private let wantsTemplate: Bool
  private let contentType: UTF8Slice?

  init(documents: [OpenAPIDocument], name: EndpointName, query: InspectionQuery) throws(InspectionError) {
    var catalogues: [EndpointCatalogue] = []
    for document in documents { catalogues.append(EndpointCatalogue(document: document)) }
    self.catalogues = catalogues
    guard let found = Self.find(name, in: catalogues) else {
      throw EndpointSuggestion.error(for: name, in: documents)
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
    let shape = content.map { BodyReader(document: document, content: $0) }
    writeBody(body, shape, to: &json)
    writeStates(to: &json)
    writeAnswers(to: &json)
    ParameterWriter(document: document).write(document.parameters(of: operation), to: &json)
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
    let wanted = document.texts.lowercased(contentType)
    var types: [UTF8Slice] = []
    for content in contents {
      if content.essence == wanted || content.mediaType == wanted { return content }
      types.append(content.mediaType)
    }
    let known = types.isEmpty ? "no body" : document.texts.joined(types, by: ", ")
    throw InspectionError(
      .argument, "\(operation.name) takes \(known), not \(contentType). Choose one of these as content_type.")
  }

  /// The first text that a document returns, the most specific document first.
  private func first(_ ask: (EndpointCatalogue) -> UTF8Slice?) -> UTF8Slice? {
    for catalogue in catalogues {
      if let found = ask(catalogue) { return found }
    }
    return nil
  }

  private func named(_ path: UTF8Slice) -> UTF8Slice {
    document.texts.joined([operation.method, path], by: " ")
  }

  private func writeEndpoints(to json: inout JSONWriter) {
    let method = operation.method
    let stream = first { $0.streamTwin(of: operation.path, method) }
    let polling = first { $0.pollingTwin(of: operation.path, method) }
    json.field("endpoint", operation.name)
    json.field("default_result_mode", stream == nil ? "polling" : "sse")
    json.field("default_create_endpoint", named(stream ?? polling ?? operation.path))
    json.field("sse_create_endpoint", stream.map { named($0) })
    json.field("polling_create_endpoint", polling.map { named($0) })
  }

  private func writeOperation(to json: inout JSONWriter) {
    var summary = operation.node["summary"]?.text
    for item in operation.item where summary == nil { summary = item["summary"]?.text }
    json.field("summary", summary)
    if let text = operation.node["description"]?.text { json.field("description", text) }
    if let id = operation.node["operationId"]?.text { json.field("operation_id", id) }
    if operation.node["deprecated"]?.isTrue == true { json.field("deprecated", true) }
    json.list("tags", operation.node["tags"]?.elementTexts ?? [])
    var servers = document.servers(of: operation)
    if servers.isEmpty, let platform = catalogues.last { servers = platform.document.servers(of: nil) }
    json.field("server_url", servers.first)
    json.list("servers", servers)
  }

  private func writeBody(_ body: RequestBody?, _ shape: BodyReader?, to json: inout JSONWriter) {
    json.field("body_required", body?.isRequired ?? false)
    json.field("content_type", shape?.content.mediaType)
    var (types, others): ([UTF8Slice], [BodyContent]) = ([], [])
    for content in body?.contents ?? [] {
      types.append(content.mediaType)
      if content.mediaType != shape?.content.mediaType { others.append(content) }
    }
    json.list("content_types", types)
    json.field("request_schema", shape?.shape.name)
    guard let shape else {
      json.fieldRaw("fields", "[]")
      return
    }
    shape.writeFields(to: &json)
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
    writeStates("prediction_status_values", "PredictionStatus", to: &json)
    writeStates("queue_status_values", "QueueState", to: &json)
    json.field("sse_subscribe_endpoint", first { $0.subscribePath })
    json.field("poll_endpoint", first { $0.pollPath })
  }

  private func writeStates(_ key: UTF8Slice, _ schema: UTF8Slice, to json: inout JSONWriter) {
    json.key(key)
    for catalogue in catalogues {
      guard let values = catalogue.statusValues(schema) else { continue }
      json.beginArray()
      for value in values { json.raw(value.raw.memory) }
      json.endArray()
      return
    }
    json.null()
  }

  private func writeNotes(to json: inout JSONWriter) {
    var notes = Places<UTF8Slice>()
    for catalogue in catalogues {
      for note in catalogue.document.resolver.notes { _ = notes.add(note) }
    }
    json.list("notes", notes.keys)
  }

  private func writeAnswers(to json: inout JSONWriter) {
    var errors: [(status: UTF8Slice, response: ResolvedNode)] = []
    var (codes, ranges): ([Int], [UTF8Slice]) = ([], [])
    for answer in document.responses(of: operation) {
      guard let pattern = StatusPattern(answer.status), pattern.isError else { continue }
      errors.append(answer)
      if let code = pattern.code { codes.append(code) } else { ranges.append(answer.status) }
    }
    codes.sortNumbers()
    json.key("error_status_codes")
    json.beginArray()
    for code in codes { json.int(Int64(code)) }
    json.endArray()
    json.list("error_status_ranges", ranges)
    json.key("errors")
    json.beginArray()
    for (status, response) in errors {
      json.beginObject()
      json.field("status", status)
      json.field("description", response["description"]?.text)
      json.endObject()
    }
    json.endArray()
    json.list("answer_content_types", document.answerTypes(of: operation))
  }
}

/// A response's status as documents write it: "404", "4XX", "default".
struct StatusPattern {
  /// The status; nil for a range.
  let code: Int?
  let isError: Bool

  init?(_ text: UTF8Slice) {
    isError = text.first >= UInt8(ascii: "4")
    code = text.number
    if text == "default" { return }
    guard text.count == 3, (UInt8(ascii: "1")...UInt8(ascii: "5")).contains(text.first) else { return nil }
    let isRange = text[1] | 0x20 == UInt8(ascii: "x") && text[2] | 0x20 == UInt8(ascii: "x")
    if code == nil, !isRange { return nil }
  }
}

extension JSONWriter {
  /// Writes a member with a list of strings.
  @inline(never)
  mutating func list(_ name: UTF8Slice, _ texts: [UTF8Slice]) {
    key(name)
    beginArray()
    for text in texts { string(text) }
    endArray()
  }
}
