import SVText

/// The body of a request in one media type.
struct BodyContent {
  /// As written in the document.
  let mediaType: UTF8Slice
  /// The media type without parameters, in lower case.
  let essence: UTF8Slice
  /// The schema of the body. A Swagger 2.0 form has fields instead.
  let schema: JSONView?
  let formFields: [ResolvedNode]
  /// Whole bodies that the document shows.
  let examples: [JSONView]

  @inline(never)
  init(
    _ mediaType: UTF8Slice, schema: JSONView?, formFields: [ResolvedNode] = [], examples: [JSONView] = [],
    _ texts: TextMemory
  ) {
    self.mediaType = mediaType
    self.schema = schema
    self.formFields = formFields
    self.examples = examples
    essence = texts.lowercased(mediaType.cut(at: UInt8(ascii: ";")).head.unquoted)
  }

  var isJSON: Bool {
    essence.isOneOf("application/json text/json */* application/*") || essence.hasEnd("+json")
  }

  var isMultipart: Bool { essence.hasStart("multipart/") }

  var isForm: Bool { isMultipart || essence == "application/x-www-form-urlencoded" }

  /// The order of preference: JSON, then multipart, then other forms, then the rest.
  var rank: Int {
    if essence == "application/json" { return 0 }
    if isJSON { return 1 }
    return isMultipart ? 2 : isForm ? 3 : 4
  }
}

/// The request body of an operation.
struct RequestBody {
  let isRequired: Bool
  /// In the order of the document.
  var contents: [BodyContent] = []

  /// The content that is described by default.
  var preferred: BodyContent? {
    var best: BodyContent?
    for content in contents where content.rank < best?.rank ?? Int.max { best = content }
    return best
  }
}

extension OpenAPIDocument {
  private static let mediaTypesMax = 256

  /// Whether a body or an answer with so many media types may have one more. Many endpoints may share it.
  @inline(never)
  private func mayHaveMore(_ count: Int) -> Bool {
    if count < Self.mediaTypesMax { return true }
    resolver.note("of more than \(Self.mediaTypesMax) media types of a body the rest is left out")
    return false
  }

  func hasBody(_ operation: Operation) -> Bool {
    if dialect != .swagger2 { return operation.node["requestBody"] != nil }
    for parameter in parameters(of: operation) where Self.isInBody(parameter) { return true }
    return false
  }

  @inline(never)
  func body(of operation: Operation) -> RequestBody? {
    if dialect == .swagger2 { return swaggerBody(of: operation) }
    guard let node = operation.node["requestBody"], node.kind == .object else { return nil }
    // Siblings of a Reference Object are ignored, unlike those of a schema's reference.
    let whole = resolver.resolve(node).target
    var body = RequestBody(isRequired: whole["required"]?.isTrue ?? false)
    guard let content = whole["content"] else { return body }
    for (type, value) in content.members where value.kind == .object && mayHaveMore(body.contents.count) {
      let media = resolver.resolve(value).target
      body.contents.append(
        BodyContent(
          type.name, schema: media["schema"] ?? media["itemSchema"], examples: examples(of: media), texts))
    }
    return body
  }

  private static let examplesMax = 8

  private func examples(of media: JSONView) -> [JSONView] {
    var found: [JSONView] = []
    if let example = media["example"] { found.append(example) }
    guard let list = media["examples"] else { return found }
    for (_, value) in list.members where found.count < Self.examplesMax {
      let node = resolver.resolve(value).target
      if let example = node["value"] ?? node["dataValue"] { found.append(example) }
    }
    return found
  }

  /// Whether a Swagger 2.0 parameter is the body or a field of the form.
  static func isInBody(_ parameter: ResolvedNode) -> Bool {
    parameter.target["in"]?.text?.isOneOf("body formData") == true
  }

  private func swaggerBody(of operation: Operation) -> RequestBody? {
    var (types, fields): ([UTF8Slice], [ResolvedNode]) = ([], [])
    let consumes = (operation.node["consumes"] ?? view["consumes"])?.elementTexts ?? []
    for parameter in parameters(of: operation) where Self.isInBody(parameter) {
      let node = parameter.target
      guard node["in"]?.isString("body") == true else {
        fields.append(parameter)
        continue
      }
      var body = RequestBody(isRequired: node["required"]?.isTrue ?? false)
      for type in consumes.isEmpty ? ["application/json"] : consumes where mayHaveMore(body.contents.count) {
        body.contents.append(BodyContent(type, schema: node["schema"], texts))
      }
      return body
    }
    guard !fields.isEmpty else { return nil }
    for type in consumes where mayHaveMore(types.count) && BodyContent(type, schema: nil, texts).isForm {
      types.append(type)
    }
    if types.isEmpty {
      let hasFile = fields.contains { $0.target["type"]?.isString("file") == true }
      types = [hasFile ? "multipart/form-data" : "application/x-www-form-urlencoded"]
    }
    var body = RequestBody(isRequired: fields.contains { $0.target["required"]?.isTrue == true })
    for type in types { body.contents.append(BodyContent(type, schema: nil, formFields: fields, texts)) }
    return body
  }

  // MARK: Responses

  /// The responses of an operation by status as written, with references resolved.
  @inline(never)
  func responses(of operation: Operation) -> [(status: UTF8Slice, response: ResolvedNode)] {
    guard let list = operation.node["responses"] else { return [] }
    var found: [(status: UTF8Slice, response: ResolvedNode)] = []
    for (status, value) in list.members where value.kind == .object && !status.name.hasStart("x-") {
      found.append((status.name, resolver.resolve(value)))
    }
    return found
  }

  /// The media types of successful responses.
  @inline(never)
  func answerTypes(of operation: Operation) -> [UTF8Slice] {
    if dialect == .swagger2 { return (operation.node["produces"] ?? view["produces"])?.elementTexts ?? [] }
    var types = Places<UTF8Slice>()
    for (status, response) in responses(of: operation) {
      guard status.hasStart("2") || status == "default" && types.count == 0 else { continue }
      guard let content = response.target["content"] else { continue }
      for (type, _) in content.members where mayHaveMore(types.count) { _ = types.add(type.name) }
    }
    return types.keys
  }

  func answersWithStreamOnly(_ operation: Operation) -> Bool {
    let types = answerTypes(of: operation)
    for type in types where !texts.lowercased(type).hasStart("text/event-stream") { return false }
    return !types.isEmpty
  }
}
