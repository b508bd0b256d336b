import SVText

extension FieldWriter {
  /// What a value may be and what it is when left out.
  mutating func writeValues(of shape: SchemaShape, name: String) {
    let values = reader.values(of: shape)
    if let fallback = shape["default"] {
      if let trouble = reader.contradiction(fallback, shape) {
        reader.document.resolver.note("the default of \"\(name)\" is not used: \(trouble)")
        json.fieldRaw("contradictory_default", fallback.raw)
      } else {
        json.fieldRaw("default", fallback.raw)
      }
    }
    if let all = values.all {
      write(all, as: "allowed_values")
    } else if !values.some.isEmpty {
      // Others are allowed too, so that these are only suggestions.
      write(values.some, as: "known_values")
    }
    if let example = shape["example"] ?? first(of: shape["examples"]) {
      json.fieldRaw("example", example.raw)
    }
  }

  private func first(of list: JSONNode?) -> JSONNode? {
    guard let list, list.kind == .array else { return nil }
    var elements = list.elements
    return elements.next()
  }

  private mutating func write(_ values: [JSONNode], as key: String) {
    json.key(key)
    json.beginArray()
    for value in values { json.raw(value.raw) }
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
    let least = [
      ("minLength", "min_length"), ("minItems", "min_items"), ("minProperties", "min_properties"),
    ]
    for (keyword, key) in least {
      if let count = shape.least(keyword) { json.field(key, count) }
    }
    let most = [
      ("maxLength", "max_length"), ("maxItems", "max_items"), ("maxProperties", "max_properties"),
    ]
    for (keyword, key) in most {
      if let count = shape.most(keyword) { json.field(key, count) }
    }
    if shape.flag("uniqueItems") { json.field("unique_items", true) }
    if let pattern = shape.text("pattern") { json.field("pattern", pattern) }
    for (keyword, key) in [
      ("contentMediaType", "content_media_type"), ("contentEncoding", "content_encoding"),
    ] {
      if let text = shape.text(keyword) { json.field(key, text) }
    }
  }

  mutating func writeMarks(of shape: SchemaShape) {
    if shape.isNullable { json.field("nullable", true) }
    if shape.flag("deprecated") || shape.flag("x-deprecated") { json.field("deprecated", true) }
    if shape.flag("writeOnly") { json.field("write_only", true) }
    if reader.takesFile(shape, inForm: inForm) { json.field("file", true) }
    let doubts = [
      ("x-skillsvideo-type-assumed", "type"), ("x-skillsvideo-required-assumed", "required"),
      ("x-skillsvideo-required-doubtful", "required"), ("x-skillsvideo-values-unknown", "allowed_values"),
    ]
    var uncertain: [String] = []
    for (mark, word) in doubts where shape.flag(mark) { uncertain.appendNew(word) }
    guard !uncertain.isEmpty else { return }
    json.key("uncertain")
    json.beginArray()
    for word in uncertain { json.string(word) }
    json.endArray()
  }
}

extension ShapeReader {
  /// Whether a value or an element of it may be a file.
  func takesFile(_ shape: SchemaShape, inForm: Bool, depth: Int = 0) -> Bool {
    if isFile(shape, inForm: inForm) { return true }
    guard inForm, depth < 4 else { return false }
    let within =
      shape.unions.flatMap({ $0.alternatives }).prefix(64).map { SchemaSet($0) }
      + (shape.items.map { [$0] } ?? [])
    return within.contains {
      takesFile(self.shape(of: $0, implicitVariants: false), inForm: inForm, depth: depth &+ 1)
    }
  }

  /// Why a value that the document offers is none that it allows; nil when there is nothing to find fault
  /// with.
  func contradiction(_ value: JSONNode, _ shape: SchemaShape) -> String? {
    if value.isNull {
      // "No value" is how many documents say that there is no default.
      return shape.isNullable || shape.types.isEmpty ? nil : "it is null, which the field may not be"
    }
    if let allowed = values(of: shape).all, !allowed.contains(where: { value.isSameValue(as: $0) }) {
      return "\(value.rawText) is not among its allowed values"
    }
    let types = shape.types
    let own = SchemaTypes(of: value)
    let isOfType =
      types.isEmpty || types.contains(.file) || !types.common(with: own).isEmpty || !shape.unions.isEmpty
    if !isOfType { return "\(value.rawText) is not of its type, \(types.words.joined(by: " or "))" }
    return limitBroken(value, shape)
  }

  private func limitBroken(_ value: JSONNode, _ shape: SchemaShape) -> String? {
    if value.kind == .number, let number = value.double {
      if let limit = shape.minimum, number < limit.value || (limit.isExclusive && number == limit.value) {
        return "\(value.rawText) is below its minimum"
      }
      if let limit = shape.maximum, number > limit.value || (limit.isExclusive && number == limit.value) {
        return "\(value.rawText) is above its maximum"
      }
    }
    if let text = value.string {
      let count = Int64(text.unicodeScalars.count)
      if let least = shape.least("minLength"), count < least { return "it is shorter than its minLength" }
      if let most = shape.most("maxLength"), count > most { return "it is longer than its maxLength" }
    }
    return nil
  }
}
