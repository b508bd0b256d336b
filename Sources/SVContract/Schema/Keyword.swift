import SVText

/// The keywords of JSON Schema and OpenAPI that say what is valid.
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

  /// The keyword as it is written.
  var name: StaticString {
    switch self {
    case .type: "type"
    case .nullable: "nullable"
    case .xNullable: "x-nullable"
    case .enum: "enum"
    case .const: "const"
    case .multipleOf: "multipleOf"
    case .maximum: "maximum"
    case .exclusiveMaximum: "exclusiveMaximum"
    case .minimum: "minimum"
    case .exclusiveMinimum: "exclusiveMinimum"
    case .maxLength: "maxLength"
    case .minLength: "minLength"
    case .pattern: "pattern"
    case .format: "format"
    default: structureName
    }
  }

  private var structureName: StaticString {
    switch self {
    case .items: "items"
    case .prefixItems: "prefixItems"
    case .additionalItems: "additionalItems"
    case .contains: "contains"
    case .minContains: "minContains"
    case .maxContains: "maxContains"
    case .maxItems: "maxItems"
    case .minItems: "minItems"
    case .uniqueItems: "uniqueItems"
    case .properties: "properties"
    case .patternProperties: "patternProperties"
    case .additionalProperties: "additionalProperties"
    case .propertyNames: "propertyNames"
    case .required: "required"
    case .minProperties: "minProperties"
    case .maxProperties: "maxProperties"
    default: applicatorName
    }
  }

  private var applicatorName: StaticString {
    switch self {
    case .dependencies: "dependencies"
    case .dependentRequired: "dependentRequired"
    case .dependentSchemas: "dependentSchemas"
    case .allOf: "allOf"
    case .anyOf: "anyOf"
    case .oneOf: "oneOf"
    case .not: "not"
    case .if: "if"
    case .then: "then"
    case .else: "else"
    case .discriminator: "discriminator"
    case .unevaluatedItems: "unevaluatedItems"
    case .unevaluatedProperties: "unevaluatedProperties"
    case .dynamicRef: "$dynamicRef"
    case .readOnly: "readOnly"
    default: "$ref"
    }
  }

  static let count = Keyword.readOnly.rawValue &+ 1

  /// Draft 4 knows only its own keywords. OpenAPI 3.0 lacks some of them and newer ones, but who writes one
  /// means it.
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
