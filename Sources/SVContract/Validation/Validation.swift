import SVText

/// Compares a payload with the request body of an endpoint. It does no I/O; any thread may call it.
public enum Validation {
  /// The report on a payload. `endpoint` is a method and path, a path, or the path of a model. `replacing`
  /// makes the payload that is compared; nil if there is no memory.
  public static func report(
    openapi: UnsafeRawBufferPointer, endpoint: String, payload: UnsafeRawBufferPointer,
    replacing: (JSONNode) -> JSONNode?
  ) throws(InspectionError) -> ValidationReport {
    let document = try OpenAPIDocument.read(openapi)
    let json: JSONDocument
    do { json = try JSONDocument(payload) } catch {
      throw InspectionError(error, in: payload, of: "the payload")
    }
    guard let compared = replacing(json.root) else {
      throw InspectionError(.memory, "no memory to compare the payload with the document")
    }
    return try report(document: document, endpoint: endpoint, payload: compared)
  }

  /// The report on a payload that was already parsed.
  public static func report(
    document: OpenAPIDocument, endpoint: String, payload: JSONNode
  ) throws(InspectionError) -> ValidationReport {
    let workspace = JSONWorkspace(payload.document)
    // Views into these are valid only while they live.
    defer { withExtendedLifetime((document, workspace)) {} }
    let name = EndpointName(document.texts.text(copying: endpoint), document.texts)
    let report = try report(document, name, workspace.view(payload))
    guard !document.texts.hasFailed, !workspace.texts.hasFailed else {
      throw InspectionError(.memory, "no memory to compare the payload with the document")
    }
    return report
  }

  private static func report(
    _ document: OpenAPIDocument, _ name: EndpointName, _ payload: JSONView
  ) throws(InspectionError) -> ValidationReport {
    guard let operation = EndpointCatalogue(document: document).find(name) else {
      throw EndpointSuggestion.error(for: name, in: [document])
    }
    let validator = PayloadValidator(resolver: document.resolver)
    guard let content = document.body(of: operation)?.preferred else {
      document.resolver.note(
        "\(operation.name) takes no body, so there is nothing to compare the payload with")
      return validator.nothingToCompare()
    }
    if !content.formFields.isEmpty { return validator.validate(payload, form: content.formFields) }
    guard let schema = content.schema else {
      document.resolver.note("the document does not say what the body of \(operation.name) must be")
      return validator.nothingToCompare()
    }
    var report = validator.validate(payload, against: schema)
    let shape = ShapeReader(document: document).plainShape(of: [schema])
    let certainty = Certainty(document: document, operation: operation, schema: shape)
    report.certainty = certainty.word.map { String($0) }
    if let doubt = certainty.doubt { doubtAll(in: &report, String(doubt)) }
    addBlankFields(of: payload, shape, to: &report)
    return report
  }

  /// No problem of a model that the document is not sure of is sure.
  private static func doubtAll(in report: inout ValidationReport, _ doubt: String) {
    for place in report.problems.indices { report.problems[place].isAssumed = true }
    report.doubt = doubt
    report.notes.append(doubt)
  }

  /// A required text without a visible character is rarely meant: a variable of a shell may be unset. A
  /// document that is not sure of a model may not know that the prompt is required.
  private static func addBlankFields(
    of payload: JSONView, _ shape: SchemaShape, to report: inout ValidationReport
  ) {
    var required = Places<UTF8Slice>()
    if report.doubt != nil { _ = required.add("prompt") }
    for layer in shape.layers {
      guard let names = layer["required"], names.kind == .array else { continue }
      for name in names.elements { if let name = name.text { _ = required.add(name) } }
    }
    for (key, value) in payload.members where value.text?.trimmed.isEmpty == true {
      if required.has(key.name) { report.blankFields.append(String(key.name)) }
    }
  }
}
