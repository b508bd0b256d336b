import SVText

extension FieldWriter {
  /// Writes the allowed values, and the default and example that a shape suggests.
  mutating func writeValues(of shape: SchemaShape, suggestedBy own: SchemaShape, name: UTF8Slice) {
    let values = reader.values(of: shape)
    if let fallback = own["default"] {
      let trouble = reader.contradiction(fallback, shape)
      if let trouble {
        reader.document.resolver.note("the default of \"\(name)\" is not used: \(trouble)")
      }
      json.fieldRaw(trouble == nil ? "default" : "contradictory_default", fallback.raw)
    }
    if let all = values.all {
      write(all, as: "allowed_values")
    } else if !values.some.isEmpty {
      // Other values are allowed too, so these are suggestions.
      write(values.some, as: "known_values")
    }
    write(example: own.examples.first)
  }

  /// Examples longer than this are left out. In bytes.
  private static let longestExample = 10_000

  @inline(never)
  mutating func write(example: JSONView?) {
    if let example, example.raw.count <= Self.longestExample { json.fieldRaw("example", example.raw) }
  }

  private mutating func write(_ values: [JSONView], as key: UTF8Slice) {
    json.key(key)
    json.beginArray()
    var texts = Places<UTF8Slice>()
    for value in values where texts.add(value.raw).isNew { json.raw(value.raw.memory) }
    json.endArray()
  }

  mutating func writeLimits(of shape: SchemaShape) {
    if let format = shape.text("format") { json.field("format", format) }
    if let limit = shape.minimum {
      json.fieldRaw(limit.isExclusive ? "exclusive_minimum" : "minimum", limit.node.raw)
    }
    if let limit = shape.maximum {
      json.fieldRaw(limit.isExclusive ? "exclusive_maximum" : "maximum", limit.node.raw)
    }
    if let step = shape["multipleOf"], step.kind == .number { json.fieldRaw("multiple_of", step.raw) }
    write(shape.least("minLength"), as: "min_length")
    write(shape.least("minItems"), as: "min_items")
    write(shape.least("minProperties"), as: "min_properties")
    write(shape.most("maxLength"), as: "max_length")
    write(shape.most("maxItems"), as: "max_items")
    write(shape.most("maxProperties"), as: "max_properties")
    if shape.flag("uniqueItems") { json.field("unique_items", true) }
    if let pattern = shape.text("pattern") { json.field("pattern", pattern) }
    if let type = shape.text("contentMediaType") { json.field("content_media_type", type) }
    if let encoding = shape.text("contentEncoding") { json.field("content_encoding", encoding) }
  }

  private mutating func write(_ count: Int64?, as key: UTF8Slice) {
    if let count { json.field(key, count) }
  }

  mutating func writeMarks(of shape: SchemaShape) {
    if shape.isNullable { json.field("nullable", true) }
    if shape.flag("deprecated") || shape.flag("x-deprecated") { json.field("deprecated", true) }
    if shape.flag("writeOnly") { json.field("write_only", true) }
    if reader.takesFile(shape, inForm: inForm) { json.field("file", true) }
    var uncertain: [UTF8Slice] = []
    if shape.flag("x-skillsvideo-type-assumed") { uncertain.append("type") }
    if shape.flag("x-skillsvideo-required-assumed") || shape.flag("x-skillsvideo-required-doubtful") {
      uncertain.append("required")
    }
    if shape.flag("x-skillsvideo-values-unknown") { uncertain.append("allowed_values") }
    if !uncertain.isEmpty { json.list("uncertain", uncertain) }
  }
}

extension ShapeReader {
  /// Whether a value or one of its elements may be a file.
  func takesFile(_ shape: SchemaShape, inForm: Bool, depth: Int = 0) -> Bool {
    if isFile(shape, inForm: inForm) { return true }
    guard inForm, depth < 4 else { return false }
    var left = 64
    for union in shape.unions {
      for nodes in union.alternatives where left > 0 {
        left &-= 1
        if takesFile(plainShape(of: nodes), inForm: inForm, depth: depth &+ 1) { return true }
      }
    }
    guard let items = shape.items else { return false }
    return takesFile(self.shape(of: items, implicitVariants: false), inForm: inForm, depth: depth &+ 1)
  }

  /// Why a value that the document suggests is not valid by its own schema; nil if it is.
  @inline(never)
  func contradiction(_ value: JSONView, _ shape: SchemaShape) -> Words? {
    let types = shape.types
    if value.isNull {
      // Many documents write null to say that there is no default.
      return shape.isNullable || types.isEmpty ? nil : "it is null, which the field may not be"
    }
    if let allowed = values(of: shape).all, !allowed.hasSameValue(as: value) {
      return "\(value.raw) is not among its allowed values"
    }
    // Types that only follow from other keywords restrict nothing.
    if let stated = shape.statedTypes, !stated.contains(.file), shape.unions.isEmpty,
      stated.common(with: SchemaTypes(of: value)).isEmpty
    {
      return "\(value.raw) is not of its type, \(texts.joined(types.words, by: " or "))"
    }
    return limitBroken(value, shape)
  }

  private func limitBroken(_ value: JSONView, _ shape: SchemaShape) -> Words? {
    if let number = value.double {
      if shape.minimum?.isPassed(by: number, sign: 1) == true { return "\(value.raw) is below its minimum" }
      if shape.maximum?.isPassed(by: number, sign: -1) == true { return "\(value.raw) is above its maximum" }
    }
    guard let text = value.text else { return nil }
    let count = Int64(text.scalarCount)
    if let least = shape.least("minLength"), count < least { return "it is shorter than its minLength" }
    if let most = shape.most("maxLength"), count > most { return "it is longer than its maxLength" }
    return nil
  }
}
