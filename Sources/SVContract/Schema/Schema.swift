import SVText

/// The keywords of one schema object, found once: looking a member up by name costs a comparison with each.
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

  /// A schema that is not written as one: its fields are listed elsewhere.
  init(_ node: JSONView, fields: ObjectMembers) {
    self.node = node
    properties = fields
  }

  func has(_ keyword: Keyword) -> Bool { present & (1 << UInt64(keyword.rawValue)) != 0 }

  /// The keyword's value; the last, if a document has it twice.
  subscript(keyword: Keyword) -> JSONView? { has(keyword) ? value(of: keyword) : nil }

  @inline(never)
  private func value(of keyword: Keyword) -> JSONView? {
    var found: JSONView?
    for entry in entries where entry.keyword == keyword { found = entry.value }
    return found
  }
}

/// Which rules the schemas of a document follow.
public enum SchemaDialect: UInt8, Sendable {
  case draft4, draft2020, swagger2, openAPI30, openAPI31

  /// What a document says about itself. OpenAPI 3.2 has the schemas of 3.1; a text that says nothing is taken
  /// for the newest.
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

  /// True where nothing beside a `$ref` counts.
  public var referenceHidesSiblings: Bool { !isModern }

  /// True for OpenAPI's own dialects, where `format` is asserted and `discriminator` known.
  public var isOpenAPI: Bool { self == .swagger2 || self == .openAPI30 || self == .openAPI31 }

  /// True for JSON Schema 2020-12 and OpenAPI 3.1, which took it over; the others descend from draft 4.
  public var isModern: Bool { self == .draft2020 || self == .openAPI31 }

  /// The keyword that names a schema by a URI, nil where there is none.
  var identifierKeyword: UTF8Slice? {
    switch self {
    case .draft4: "id"
    case .draft2020, .openAPI31: "$id"
    case .swagger2, .openAPI30: nil
    }
  }
}
