import CBytes
import SVText

/// The keywords of one schema object, found once: looking a member up by name costs a comparison with each.
final class Schema {
  let node: JSONNode
  private let present: UInt64
  private let entries: [(keyword: Keyword, value: JSONNode)]
  /// The schemas of `properties` by name.
  private(set) lazy var properties: ObjectMembers =
    self[.properties].map { ObjectMembers($0) } ?? ObjectMembers()

  init(_ node: JSONNode, dialect: SchemaDialect) {
    var entries: [(keyword: Keyword, value: JSONNode)] = []
    var present: UInt64 = 0
    var members = node.members
    while let (key, value) = members.nextNodes() {
      guard let keyword = Self.keyword(key), keyword.isKnown(in: dialect) else { continue }
      entries.append((keyword, value))
      present |= 1 << UInt64(keyword.rawValue)
    }
    self.node = node
    self.entries = entries
    self.present = present
  }

  /// A schema that is not written as one: its fields are listed elsewhere.
  init(_ node: JSONNode, fields: ObjectMembers) {
    self.node = node
    entries = []
    present = 0
    properties = fields
  }

  func has(_ keyword: Keyword) -> Bool { present & (1 << UInt64(keyword.rawValue)) != 0 }

  /// The keyword's value; the last, if a document has it twice.
  subscript(keyword: Keyword) -> JSONNode? {
    has(keyword) ? entries.last { $0.keyword == keyword }?.value : nil
  }

  private static func keyword(_ key: JSONNode) -> Keyword? {
    let raw = key.content
    let isEscaped = raw.contains(UInt8(ascii: "\\"))
    var code: UInt8 = 0
    while code < Keyword.count {
      if let keyword = Keyword(rawValue: code),
        isEscaped ? key.isWord(keyword.name) : raw.isWord(keyword.name)
      {
        return keyword
      }
      code &+= 1
    }
    return nil
  }
}

extension JSONNode {
  /// Whether the value is a string with just this word. Nobody writes keywords with escapes, but they may be.
  func isWord(_ word: StaticString) -> Bool {
    let raw = content
    if raw.contains(UInt8(ascii: "\\")) { return isString(word.description) }
    return kind == .string && raw.isWord(word)
  }

  /// Of a string what stands between its quotes, of other values their text.
  var content: UnsafeRawBufferPointer {
    let raw = raw
    guard kind == .string, raw.count >= 2 else { return raw }
    return UnsafeRawBufferPointer(rebasing: raw[1..<(raw.count &- 1)])
  }
}

extension UnsafeRawBufferPointer {
  func isWord(_ word: StaticString) -> Bool {
    guard count == word.utf8CodeUnitCount, let start = baseAddress else { return false }
    return cbytes_equal(start, word.utf8Start, count)
  }
}

/// Which rules the schemas of a document follow.
public enum SchemaDialect: UInt8, Sendable {
  case draft4, draft2020, swagger2, openAPI30, openAPI31

  /// What a document says about itself. OpenAPI 3.2 has the schemas of 3.1; a text that says nothing is taken
  /// for the newest.
  public init(of root: JSONNode) {
    if let version = root["openapi"]?.string {
      self = version.utf8.starts(with: "3.0".utf8) ? .openAPI30 : .openAPI31
    } else if let swagger = root["swagger"], swagger.kind == .string || swagger.kind == .number {
      self = .swagger2
    } else if let schema = root["$schema"]?.string,
      schema.utf8.starts(with: "http://json-schema.org/draft-04/".utf8)
    {
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
