import SVText

/// One of the forms that the body of a request may have.
struct BodyContent {
  /// The media type as it stands in the document.
  let mediaType: String
  /// What the body must be; the fields of a form of Swagger 2.0 instead where these are given.
  let schema: JSONNode?
  let formFields: [ResolvedNode]
  /// How single parts are sent.
  let encoding: JSONNode?

  /// The media type without parameters, in small letters.
  var essence: String {
    let head = mediaType.utf8.prefix { $0 != UInt8(ascii: ";") }
    return String(decoding: Array(head), as: UTF8.self).unquotedASCII.asciiLowercased
  }

  var isJSON: Bool {
    essence.isOneOf(["application/json", "text/json", "*/*", "application/*"]) || essence.hasEnd("+json")
  }

  var isMultipart: Bool { essence.hasStart("multipart/") }

  var isForm: Bool { isMultipart || essence.isWord("application/x-www-form-urlencoded") }

  /// JSON before files before forms before the rest.
  var rank: Int {
    if essence.isWord("application/json") { return 0 }
    if isJSON { return 1 }
    return isMultipart ? 2 : isForm ? 3 : 4
  }
}

/// What an operation takes.
struct RequestBody {
  let isRequired: Bool
  let description: String?
  /// In the order of the document.
  let contents: [BodyContent]

  /// The form that is described unless another is asked for.
  var preferred: BodyContent? { contents.min { $0.rank < $1.rank } }
}

extension OpenAPIDocument {
  func hasBody(_ operation: Operation) -> Bool {
    dialect == .swagger2
      ? parameters(of: operation).contains { Self.isBody($0) || Self.isFormField($0) }
      : operation.node["requestBody"] != nil
  }

  func body(of operation: Operation) -> RequestBody? {
    if dialect == .swagger2 { return swaggerBody(of: operation) }
    guard let node = operation.node["requestBody"], node.kind == .object else { return nil }
    let body = resolver.resolve(node)
    var contents: [BodyContent] = []
    let content = body["content"].map { Array($0.members) } ?? []
    for member in content where member.value.kind == .object {
      let media = resolver.resolve(member.value)
      contents.append(
        BodyContent(
          mediaType: member.key, schema: media["schema"] ?? media["itemSchema"], formFields: [],
          encoding: media["encoding"]))
    }
    return RequestBody(
      isRequired: body["required"]?.boolean ?? false, description: body["description"]?.string,
      contents: contents)
  }

  private static func isBody(_ parameter: ResolvedNode) -> Bool {
    parameter.target["in"]?.isString("body") == true
  }

  private static func isFormField(_ parameter: ResolvedNode) -> Bool {
    parameter.target["in"]?.isString("formData") == true
  }

  private func swaggerBody(of operation: Operation) -> RequestBody? {
    let parameters = parameters(of: operation)
    let consumes = (operation.node["consumes"] ?? root["consumes"])?.elements.compactMap { $0.string } ?? []
    if let body = parameters.first(where: Self.isBody) {
      let types = consumes.isEmpty ? ["application/json"] : consumes
      return RequestBody(
        isRequired: body.target["required"]?.boolean ?? false,
        description: body.target["description"]?.string,
        contents: types.map {
          BodyContent(mediaType: $0, schema: body.target["schema"], formFields: [], encoding: nil)
        }
      )
    }
    let fields = parameters.filter(Self.isFormField)
    guard !fields.isEmpty else { return nil }
    let hasFile = fields.contains { $0.target["type"]?.isString("file") == true }
    var types = consumes.filter {
      BodyContent(mediaType: $0, schema: nil, formFields: [], encoding: nil).isForm
    }
    if types.isEmpty { types = [hasFile ? "multipart/form-data" : "application/x-www-form-urlencoded"] }
    return RequestBody(
      isRequired: fields.contains { $0.target["required"]?.boolean == true }, description: nil,
      contents: types.map { BodyContent(mediaType: $0, schema: nil, formFields: fields, encoding: nil) })
  }

  // MARK: Answers

  /// The answers of an operation, their references followed, by status as written.
  func responses(of operation: Operation) -> [(status: String, response: ResolvedNode)] {
    guard let list = operation.node["responses"] else { return [] }
    return list.members.filter { $0.value.kind == .object && !$0.key.hasStart("x-") }
      .map { ($0.key, resolver.resolve($0.value)) }
  }

  /// The media types of the answers that mean success.
  func answerTypes(of operation: Operation) -> [String] {
    var types: [String] = []
    for (status, response) in responses(of: operation) where status.hasStart("2") || status.isWord("default")
    {
      if status.isWord("default"), !types.isEmpty { continue }
      if let content = response["content"] { for (type, _) in content.members { types.appendNew(type) } }
    }
    let produces = (operation.node["produces"] ?? root["produces"])?.elements.compactMap { $0.string } ?? []
    return dialect == .swagger2 ? produces : types
  }

  func answersWithStreamOnly(_ operation: Operation) -> Bool {
    let types = answerTypes(of: operation)
    return !types.isEmpty && types.allSatisfy { $0.asciiLowercased.hasStart("text/event-stream") }
  }
}
