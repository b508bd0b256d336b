import SVText

/// The types that a value may have.
struct SchemaTypes: OptionSet {
  let rawValue: UInt8

  static let null = SchemaTypes(rawValue: 1)
  static let boolean = SchemaTypes(rawValue: 2)
  static let integer = SchemaTypes(rawValue: 4)
  static let number = SchemaTypes(rawValue: 8)
  static let string = SchemaTypes(rawValue: 16)
  static let array = SchemaTypes(rawValue: 32)
  static let object = SchemaTypes(rawValue: 64)
  static let file = SchemaTypes(rawValue: 128)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The type that a word of a schema names.
  init?(word: JSONNode) {
    guard let word = word.string else { return nil }
    if word.isWord("null") {
      self = .null
    } else if word.isWord("boolean") {
      self = .boolean
    } else if word.isWord(
      "integer")
    {
      self = .integer
    } else if word.isWord("number") {
      self = .number
    } else if word.isWord("string") {
      self = .string
    } else if word.isWord("array") {
      self = .array
    } else if word.isWord("object") {
      self = .object
    } else if word.isWord(
      "file")
    {
      self = .file
    } else {
      return nil
    }
  }

  /// The type of a value.
  init(of value: JSONNode) {
    switch value.kind {
    case .null: self = .null
    case .boolean: self = .boolean
    case .number: self = value.int == nil ? .number : .integer
    case .string: self = .string
    case .array: self = .array
    case .object: self = .object
    }
  }

  /// The types that both let pass: an integer is a number.
  func common(with other: SchemaTypes) -> SchemaTypes {
    var both = intersection(other)
    if (contains(.integer) && other.contains(.number)) || (contains(.number) && other.contains(.integer)) {
      both.insert(.integer)
    }
    return both
  }

  /// The words, in the order of a reader's interest.
  var words: [String] {
    var words: [String] = []
    if contains(.file) { words.append("file") }
    if contains(.string) { words.append("string") }
    if contains(.integer) { words.append("integer") }
    if contains(.number) { words.append("number") }
    if contains(.boolean) { words.append("boolean") }
    if contains(.array) { words.append("array") }
    if contains(.object) { words.append("object") }
    if contains(.null) { words.append("null") }
    return words
  }
}

extension SchemaShape {
  /// The types that the layers state, nil when none does. Empty when they contradict each other.
  var statedTypes: SchemaTypes? {
    var types: SchemaTypes?
    for layer in layers {
      guard let stated = Self.types(of: layer) else { continue }
      types = types.map { $0.common(with: stated) } ?? stated
    }
    return types
  }

  private static func types(of layer: JSONNode) -> SchemaTypes? {
    guard let type = layer["type"] else { return nil }
    var types = SchemaTypes()
    if type.kind == .array {
      for word in type.elements { types.formUnion(SchemaTypes(word: word) ?? []) }
    } else {
      types.formUnion(SchemaTypes(word: type) ?? [])
    }
    if types.isEmpty { return nil }
    if layer["nullable"]?.boolean == true { types.insert(.null) }
    return types
  }

  /// The types stated, else those that the other keywords suggest; empty when nothing does.
  var types: SchemaTypes {
    if let statedTypes { return statedTypes.subtracting(.null) }
    if let values = allowedValues {
      return values.reduce(into: SchemaTypes()) { $0.formUnion(SchemaTypes(of: $1)) }.subtracting(.null)
    }
    return suggestedTypes
  }

  private var suggestedTypes: SchemaTypes {
    let hints: [(SchemaTypes, [String])] = [
      (.object, ["properties", "required", "additionalProperties", "patternProperties", "minProperties"]),
      (.array, ["items", "prefixItems", "minItems", "maxItems", "uniqueItems"]),
      (.string, ["pattern", "minLength", "maxLength", "format", "contentMediaType", "contentEncoding"]),
      (.number, ["minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"]),
    ]
    for (type, keywords) in hints where keywords.contains(where: { self[$0] != nil }) { return type }
    return []
  }

  /// Whether null may be given.
  var isNullable: Bool {
    if hasNullAlternative { return statedTypes.map { $0.isEmpty || !layers.isEmpty } ?? true }
    if let statedTypes { return statedTypes.contains(.null) || flag("nullable") }
    return flag("nullable") || (allowedValues?.contains(where: { $0.isNull }) ?? false)
  }
}
