import SVText

/// The keywords of JSON Schema and OpenAPI that validation uses.
enum Keyword: UInt8 {
  case type, nullable, xNullable, `enum`, const
  case multipleOf, maximum, exclusiveMaximum, minimum, exclusiveMinimum
  case maxLength, minLength, pattern, format
  case items, prefixItems, additionalItems, contains, minContains, maxContains, maxItems, minItems,
    uniqueItems
  case properties, patternProperties, additionalProperties, propertyNames, required, minProperties,
    maxProperties
  case dependencies, dependentRequired, dependentSchemas
  case allOf, anyOf, oneOf, not, `if`, then, `else`, discriminator
  case unevaluatedItems, unevaluatedProperties, ref, dynamicRef, readOnly

  /// The names of the keywords, in the order of the cases.
  private static var names: [UTF8Slice] {
    let names: UTF8Slice = """
      type nullable x-nullable enum const \
      multipleOf maximum exclusiveMaximum minimum exclusiveMinimum \
      maxLength minLength pattern format \
      items prefixItems additionalItems contains minContains maxContains maxItems minItems uniqueItems \
      properties patternProperties additionalProperties propertyNames required minProperties maxProperties \
      dependencies dependentRequired dependentSchemas \
      allOf anyOf oneOf not if then else discriminator \
      unevaluatedItems unevaluatedProperties $ref $dynamicRef readOnly
      """
    return names.parts(separatedBy: 0x20)
  }

  /// The keywords by name: the place of a name is the raw value.
  static var places: Places<UTF8Slice> {
    var places = Places<UTF8Slice>()
    for name in names { _ = places.add(name) }
    return places
  }

  var name: UTF8Slice { Self.names[Int(rawValue)] }

  /// In draft 4 only its own keywords count. In OpenAPI 3.0 newer keywords count too, because their author
  /// meant them.
  func isKnown(in dialect: SchemaDialect) -> Bool {
    switch self {
    case .nullable, .discriminator: dialect.isOpenAPI && (self == .discriminator || dialect != .openAPI31)
    case .xNullable: dialect == .swagger2
    case .readOnly: dialect.isOpenAPI
    case .const, .prefixItems, .contains, .minContains, .maxContains, .propertyNames, .dependentRequired,
      .dependentSchemas, .if, .then, .else, .unevaluatedItems, .unevaluatedProperties, .dynamicRef:
      dialect != .draft4
    default: true
    }
  }
}
