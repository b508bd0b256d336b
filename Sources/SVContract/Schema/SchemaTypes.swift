import SVText

/// A set of JSON types.
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

  /// The type with this name; empty for other words.
  @inline(never)
  init(_ word: UTF8Slice) {
    let place = word.place(among: "null boolean integer number string array object file")
    self.init(rawValue: place.map { 1 << UInt8(clamping: $0) } ?? 0)
  }

  /// The type that a value of `type` names; empty for other values.
  @inline(never)
  init(word: JSONView) { self.init(word.text ?? "") }

  /// The type of a value.
  @inline(never)
  init(of value: JSONView) {
    switch value.kind {
    case .null: self = .null
    case .boolean: self = .boolean
    case .number: self = value.int == nil ? .number : .integer
    case .string: self = .string
    case .array: self = .array
    case .object: self = .object
    }
  }

  /// The types in both sets; an integer is also a number.
  func common(with other: SchemaTypes) -> SchemaTypes {
    var both = intersection(other)
    if (contains(.integer) && other.contains(.number)) || (contains(.number) && other.contains(.integer)) {
      both.insert(.integer)
    }
    return both
  }

  /// The names of the types, the most informative first.
  @inline(never)
  var words: [UTF8Slice] {
    var words: [UTF8Slice] = []
    let all: UTF8Slice = "file string integer number boolean array object null"
    for word in all.parts(separatedBy: 0x20) where contains(SchemaTypes(word)) { words.append(word) }
    return words
  }
}

extension SchemaShape {
  /// The types that the layers state; nil if none does, empty if they contradict each other.
  @inline(never)
  var statedTypes: SchemaTypes? {
    var types: SchemaTypes?
    for layer in layers {
      guard let stated = Self.types(of: layer) else { continue }
      types = types.map { $0.common(with: stated) } ?? stated
    }
    return types
  }

  private static func types(of layer: JSONView) -> SchemaTypes? {
    guard let type = layer["type"] else { return nil }
    var types = SchemaTypes()
    if type.kind == .array {
      for word in type.elements { types.formUnion(SchemaTypes(word: word)) }
    } else {
      types.formUnion(SchemaTypes(word: type))
    }
    if types.isEmpty { return nil }
    if layer["nullable"]?.isTrue == true { types.insert(.null) }
    return types
  }

  /// The types stated, else those that other keywords imply; empty if there are none.
  @inline(never)
  var types: SchemaTypes {
    if let stated = statedTypes { return stated.subtracting(.null) }
    guard let values = allowedValues else { return suggestedTypes }
    var types = SchemaTypes()
    for value in values { types.formUnion(SchemaTypes(of: value)) }
    return types.subtracting(.null)
  }

  private var suggestedTypes: SchemaTypes {
    let hints: [(SchemaTypes, UTF8Slice)] = [
      (
        .object,
        """
        properties required additionalProperties patternProperties minProperties dependentSchemas \
        dependentRequired dependencies
        """
      ),
      (.array, "items prefixItems minItems maxItems uniqueItems"),
      (.string, "pattern minLength maxLength format contentMediaType contentEncoding"),
      (.number, "minimum maximum multipleOf exclusiveMinimum exclusiveMaximum"),
    ]
    for (type, keywords) in hints {
      for keyword in keywords.parts(separatedBy: 0x20) where self[keyword] != nil { return type }
    }
    return []
  }

  /// Whether null is the only value allowed.
  var isOnlyNull: Bool {
    if hasOnlyNull || statedTypes == .null { return true }
    guard let values = allowedValues else { return false }
    for value in values where !value.isNull { return false }
    return !values.isEmpty
  }

  /// Whether null is allowed.
  @inline(never)
  var isNullable: Bool {
    let stated = statedTypes
    if hasNullAlternative { return stated.map { $0.isEmpty || !layers.isEmpty } ?? true }
    if stated?.contains(.null) == true || flag("nullable") { return true }
    guard stated == nil, let values = allowedValues else { return false }
    for value in values where value.isNull { return true }
    return false
  }
}
