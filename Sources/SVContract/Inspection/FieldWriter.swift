import SVText

/// Writes the description of fields from their schemas.
struct FieldWriter {
  var json: JSONWriter
  let reader: ShapeReader
  /// True for the parts of a form, where a field may be a file.
  let inForm: Bool
  /// How many more fields may be described with their contents.
  private(set) var fieldsLeft = 8000
  /// The enclosing schemas, to detect cycles.
  private var enclosing: [Int] = []
  private var depth = 0

  private static let deepest = 24
  /// A document can be written so that the description is as long as the square of the document.
  private static let bytesMax = 1 << 22

  init(_ json: JSONWriter, reader: ShapeReader, inForm: Bool) {
    self.json = json
    self.reader = reader
    self.inForm = inForm
  }

  /// Writes the members `fields`, `discriminator` and `variants` of a shape.
  mutating func writeMembers(of shape: SchemaShape, always: Bool) {
    let variants = reader.variants(of: shape)
    let properties = reader.mergedProperties(of: shape, variants: variants)
    reader.noteContradictions(of: shape, properties)
    writeConditions(of: shape)
    if always || !properties.isEmpty {
      json.key("fields")
      writeFields(properties, of: shape, variants: variants)
    }
    guard !variants.isEmpty else { return }
    writeDiscriminator(of: shape, variants: variants)
    json.key("variants")
    json.beginArray()
    for variant in variants where mayGoOn {
      write(variant, of: shape, showsGroup: variants.contains { $0.group != variant.group })
    }
    json.endArray()
  }

  /// Writes fields that have no enclosing object, such as parameters.
  @inline(never)
  mutating func writeFields(
    _ properties: [SchemaProperty], of shape: SchemaShape, variants: [SchemaVariant] = []
  ) {
    json.beginArray()
    let path = enclosing
    for layer in shape.layers { enclosing.append(layer.identity) }
    depth &+= 1
    for property in properties where mayGoOn {
      json.beginObject()
      json.field("name", property.name)
      json.field("required", property.isRequired)
      if property.isConditional { json.field("conditional", true) }
      writeBody(of: reader.shape(of: property.set), name: property.name)
      if !property.variants.isEmpty {
        json.key("in_variants")
        json.beginArray()
        for number in property.variants where number < variants.count { json.string(variants[number].name) }
        json.endArray()
      }
      json.endObject()
    }
    depth &-= 1
    enclosing = path
    json.endArray()
  }

  /// Whether the description is not too long yet. If it is, a note says so.
  @inline(never)
  private var mayGoOn: Bool {
    if json.count < Self.bytesMax { return true }
    reader.document.resolver.note("the fields take more than \(Self.bytesMax) bytes; the rest is left out")
    return false
  }

  private mutating func writeDiscriminator(of shape: SchemaShape, variants: [SchemaVariant]) {
    var node: JSONView?
    for union in shape.unions where node == nil { node = union.discriminator }
    guard let property = ShapeReader.discriminatorProperty(node) else { return }
    json.key("discriminator")
    json.beginObject()
    json.field("field", property)
    json.key("values")
    json.beginObject()
    for variant in variants {
      if let value = variant.value { json.field(value, variant.name) }
    }
    json.endObject()
    json.endObject()
  }

  private mutating func write(_ variant: SchemaVariant, of base: SchemaShape, showsGroup: Bool) {
    json.beginObject()
    json.field("name", variant.name)
    if let value = variant.value { json.field("discriminator_value", value) }
    if showsGroup { json.field("group", Int64(variant.group &+ 1)) }
    var whole = reader.whole(base, variant)
    whole.name = variant.shape.name
    // The base's words are already written.
    if let text = variant.shape.text("description") { json.field("description", text) }
    let isCyclic = variant.shape.layers.contains {
      Self.canContainValues($0) && (isAround($0) || base.layers.has($0))
    }
    if isCyclic {
      writeType(of: whole)
      noteCircle(of: variant.shape, name: variant.name)
    } else {
      depth &+= 1
      writeContent(of: whole, name: variant.name, variant: variant.shape)
      depth &-= 1
    }
    json.endObject()
  }

  /// Writes the description of a value, after its name.
  @inline(never)
  mutating func writeBody(of shape: SchemaShape, name: UTF8Slice) {
    var shape = shape
    reader.addShared(to: &shape)
    writeContent(of: shape, name: name, variant: nil)
  }

  /// Of a variant, words, default and example are written only if it states them itself.
  private mutating func writeContent(of shape: SchemaShape, name: UTF8Slice, variant: SchemaShape?) {
    writeType(of: shape)
    if variant == nil { writeWords(of: shape) }
    writeValues(of: shape, suggestedBy: variant ?? shape, name: name)
    writeLimits(of: shape)
    writeMarks(of: shape)
    writeWithin(shape, name: name)
  }

  private mutating func writeType(of shape: SchemaShape) {
    reader.texts.briefly { json.field("type", reader.typeWords(of: shape, inForm: inForm)) }
    if let name = shape.name { json.field("schema", name) }
  }

  /// Rules longer than this are left out. In bytes.
  private static let longestRule = 2000

  private mutating func writeConditions(of shape: SchemaShape) {
    var isFirst = true
    reader.eachCondition(of: shape) { condition in
      if isFirst {
        reader.document.resolver.note("some rules hold only for some values; \"conditions\" lists them")
        json.key("conditions")
        json.beginArray()
      }
      isFirst = false
      json.beginObject()
      if condition.test == nil { json.field("if_present", condition.name) }
      write(condition.test, as: "if")
      write(condition.rule, as: condition.rule?.kind == .array ? "requires" : "then")
      write(condition.otherwise, as: "else")
      json.endObject()
    }
    if !isFirst { json.endArray() }
  }

  @inline(never)
  private mutating func write(_ rule: JSONView?, as key: UTF8Slice) {
    if let rule, rule.raw.count <= Self.longestRule { json.fieldRaw(key, rule.raw) }
  }

  private mutating func writeWords(of shape: SchemaShape) {
    if let title = shape.text("title") { json.field("title", title) }
    if let text = shape.text("description") { json.field("description", text) }
  }

  /// Writes the fields, elements and variants of a value, unless it is cyclic or too deep.
  private mutating func writeWithin(_ shape: SchemaShape, name: UTF8Slice) {
    let types = shape.types
    let isNested = types.contains(.object) || types.contains(.array) || !shape.unions.isEmpty
    guard isNested || shape.isCyclic else { return }
    if shape.isCyclic || shape.layers.contains(where: { Self.canContainValues($0) && isAround($0) }) {
      noteCircle(of: shape, name: name)
      return
    }
    fieldsLeft &-= 1
    guard depth < Self.deepest, fieldsLeft > 0 else {
      json.field("cut", true)
      reader.document.resolver.note("fields are nested too deeply or too many to list all of them")
      return
    }
    writeMembers(of: shape, always: false)
    writeItems(of: shape, name: name)
    writeAdditional(of: shape, name: name)
  }

  /// Whether values of a schema can contain other values.
  private static func canContainValues(_ layer: JSONView) -> Bool {
    layer["properties"] != nil || layer["oneOf"] != nil || layer["anyOf"] != nil || layer["items"] != nil
  }

  private func isAround(_ layer: JSONView) -> Bool { enclosing.contains(layer.identity) }

  private mutating func noteCircle(of shape: SchemaShape, name: UTF8Slice) {
    json.field("recursive", true)
    let schema: Words = shape.name.map { " (\($0))" } ?? ""
    reader.document.resolver.note("the schema of \"\(name)\"\(schema) contains itself; it is listed once")
  }

  private mutating func writeItems(of shape: SchemaShape, name: UTF8Slice) {
    guard shape.types.contains(.array) || shape.types.isEmpty else { return }
    let first = shape.firstItems
    if !first.isEmpty {
      json.key("first_items")
      json.beginArray()
      for node in first where mayGoOn { writeElement(SchemaSet([node]), of: shape, name: name) }
      json.endArray()
    }
    guard let items = shape.items else { return }
    json.key("items")
    writeElement(items, of: shape, name: name)
  }

  private mutating func writeAdditional(of shape: SchemaShape, name: UTF8Slice) {
    guard shape.types.contains(.object), let additional = shape.additionalProperties else { return }
    json.key("additional_properties")
    if let allowed = additional.boolean {
      json.boolean(allowed)
    } else {
      writeElement(SchemaSet([additional]), of: shape, name: name)
    }
  }

  @inline(never)
  private mutating func writeElement(_ set: SchemaSet, of shape: SchemaShape, name: UTF8Slice) {
    let path = enclosing
    for layer in shape.layers { enclosing.append(layer.identity) }
    depth &+= 1
    json.beginObject()
    writeBody(of: reader.shape(of: set), name: name)
    json.endObject()
    depth &-= 1
    enclosing = path
  }
}
