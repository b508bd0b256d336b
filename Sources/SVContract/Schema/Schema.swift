import SVText

/// The keywords of one schema object, indexed once, because a lookup by name compares with each member.
final class Schema {
  let node: JSONView
  private var present: UInt64 = 0
  private var entries: [(keyword: Keyword, value: JSONView)] = []
  /// The schemas of `properties` by name.
  private(set) lazy var properties: ObjectMembers =
    self[.properties].map { ObjectMembers($0) } ?? ObjectMembers()

  init(_ node: JSONView, _ keywords: Places<UTF8Slice>, _ dialect: SchemaDialect) {
    self.node = node
    for (key, value) in node.members {
      guard let place = keywords.place(of: key.name), let keyword = Keyword(rawValue: UInt8(clamping: place)),
        keyword.isKnown(in: dialect)
      else { continue }
      entries.append((keyword, value))
      present |= 1 << UInt64(keyword.rawValue)
    }
  }

  /// A schema made from a list of fields, for Swagger 2.0 forms.
  init(_ node: JSONView, fields: ObjectMembers) {
    self.node = node
    properties = fields
  }

  func has(_ keyword: Keyword) -> Bool { present & (1 << UInt64(keyword.rawValue)) != 0 }

  /// The value of a keyword. If the document has it twice, the last one counts.
  subscript(keyword: Keyword) -> JSONView? { has(keyword) ? value(of: keyword) : nil }

  @inline(never)
  private func value(of keyword: Keyword) -> JSONView? {
    var found: JSONView?
    for entry in entries where entry.keyword == keyword { found = entry.value }
    return found
  }
}

/// The dialect of a document's schemas.
public enum SchemaDialect: UInt8, Sendable {
  case draft4, draft2020, swagger2, openAPI30, openAPI31

  /// Detects the dialect. OpenAPI 3.2 uses the schemas of 3.1. An unknown document is treated as the newest
  /// dialect.
  init(of root: JSONView) {
    if let version = root["openapi"]?.text {
      self = version.hasStart("3.0") ? .openAPI30 : .openAPI31
    } else if let swagger = root["swagger"], swagger.kind == .string || swagger.kind == .number {
      self = .swagger2
    } else if root["$schema"]?.text?.hasStart("http://json-schema.org/draft-04/") == true {
      self = .draft4
    } else {
      self = root["openapi"]?.kind == .number ? .openAPI30 : .draft2020
    }
  }

  /// Whether siblings of a `$ref` are ignored.
  public var referenceHidesSiblings: Bool { !isModern }

  /// Whether this is an OpenAPI dialect: it asserts `format` and supports `discriminator`.
  public var isOpenAPI: Bool { self == .swagger2 || self == .openAPI30 || self == .openAPI31 }

  /// Whether this is JSON Schema 2020-12 or OpenAPI 3.1, which uses it. The others derive from draft 4.
  public var isModern: Bool { self == .draft2020 || self == .openAPI31 }

  /// The keyword that gives a schema a URI; nil if the dialect has none.
  var identifierKeyword: UTF8Slice? {
    switch self {
    case .draft4: "id"
    case .draft2020, .openAPI31: "$id"
    case .swagger2, .openAPI30: nil
    }
  }
}
