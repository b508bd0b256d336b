import SVJSON

/// Which rules the schemas of a document follow.
public enum SchemaDialect: UInt8, Sendable {
  case draft4, draft2020, swagger2, openAPI30, openAPI31

  /// What a document says about itself. OpenAPI 3.2 has the schemas of 3.1; a text that says nothing is taken for the
  /// newest.
  public init(of root: JSONNode) {
    if let version = root["openapi"]?.string {
      self = version.utf8.starts(with: "3.0".utf8) ? .openAPI30 : .openAPI31
    } else if let swagger = root["swagger"], swagger.kind == .string || swagger.kind == .number {
      self = .swagger2
    } else if let schema = root["$schema"]?.string, schema.utf8.starts(with: "http://json-schema.org/draft-04/".utf8) {
      self = .draft4
    } else {
      self = root["openapi"]?.kind == .number ? .openAPI30 : .draft2020
    }
  }

  /// True where nothing beside a `$ref` counts.
  public var referenceHidesSiblings: Bool { !isModern }

  /// True for OpenAPI's own dialects, where `format` is asserted and `discriminator` known.
  public var isOpenAPI: Bool { self == .swagger2 || self == .openAPI30 || self == .openAPI31 }

  /// True for JSON Schema 2020-12 and OpenAPI 3.1, which took it over; the others descend from draft 4.
  public var isModern: Bool { self == .draft2020 || self == .openAPI31 }

  /// The keyword that names a schema by a URI, nil where there is none.
  var identifierKeyword: StaticString? {
    switch self {
    case .draft4: "id"
    case .draft2020, .openAPI31: "$id"
    case .swagger2, .openAPI30: nil
    }
  }
}
