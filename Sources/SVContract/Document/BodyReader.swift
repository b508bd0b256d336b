import SVText

/// Reads the contents of one media type of a request body.
struct BodyReader {
  let content: BodyContent
  let shape: SchemaShape
  let reader: ShapeReader

  @inline(never)
  init(document: OpenAPIDocument, content: BodyContent) {
    self.content = content
    let reader = ShapeReader(document: document)
    self.reader = reader
    shape = content.schema.map { reader.shape(of: SchemaSet([$0])) } ?? SchemaShape()
  }

  /// The fields of a Swagger 2.0 form. There, each parameter is a kind of schema.
  @inline(never)
  var formProperties: [SchemaProperty] {
    var found: [SchemaProperty] = []
    for field in content.formFields {
      guard let name = field.target["name"]?.text else { continue }
      let isRequired = field.target["required"]?.isTrue ?? false
      found.append(SchemaProperty(name: name, set: SchemaSet([field.target]), isRequired: isRequired))
    }
    return found
  }

  /// Whether the body is an object with members.
  var isObject: Bool {
    content.schema == nil || shape.types.isEmpty || shape.types.contains(.object)
      || !reader.variants(of: shape).isEmpty
  }

  /// Writes `fields` and related members; for a body without members, `body` with its description.
  @inline(never)
  func writeFields(to json: inout JSONWriter) {
    var writer = FieldWriter(json.moved(), reader: reader, inForm: content.isForm || !content.isJSON)
    writer.write(example: content.examples.first ?? (isObject ? shape.examples.first : nil))
    if content.schema == nil, !content.examples.isEmpty {
      reader.document.resolver.note(
        "the document has no schema for \(content.mediaType), only an example of it")
    }
    if !content.formFields.isEmpty {
      writer.json.key("fields")
      writer.writeFields(formProperties, of: shape)
    } else if isObject {
      if let text = shape.text("description") { writer.json.field("schema_description", text) }
      writer.writeMembers(of: shape, always: true)
      if let additional = shape.additionalProperties?.boolean {
        writer.json.field("additional_properties", additional)
      }
    } else {
      writer.json.fieldRaw("fields", "[]")
      writer.json.key("body")
      writer.json.beginObject()
      writer.writeBody(of: shape, name: "body")
      writer.json.endObject()
    }
    json = writer.json
  }
}

/// Writes the parameters outside the body.
struct ParameterWriter {
  let document: OpenAPIDocument

  func write(_ parameters: [ResolvedNode], to json: inout JSONWriter) {
    json.key("parameters")
    json.beginArray()
    for parameter in parameters where !OpenAPIDocument.isInBody(parameter) { write(parameter, to: &json) }
    json.endArray()
  }

  private func write(_ parameter: ResolvedNode, to json: inout JSONWriter) {
    let reader = ShapeReader(document: document)
    let node = parameter.target
    let place = node["in"]?.text ?? ""
    let name = node["name"]?.text ?? ""
    json.beginObject()
    json.field("name", name)
    json.field("in", place)
    json.field("required", node["required"]?.boolean ?? (place == "path"))
    var contents = node["content"]?.members
    let holder = contents?.next()?.value
    let schema = node["schema"] ?? holder?["schema"] ?? node
    var shape = reader.shape(of: SchemaSet([schema]), implicitVariants: false)
    // The parameter's own description describes its use here, so it precedes the schema's.
    if node["schema"] != nil || holder != nil { shape.layers.insert(node, at: 0) }
    var writer = FieldWriter(json.moved(), reader: reader, inForm: false)
    writer.writeBody(of: shape, name: name)
    json = writer.json
    json.endObject()
  }
}
