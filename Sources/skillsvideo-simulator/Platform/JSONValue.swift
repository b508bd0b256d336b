import SVText

/// A JSON value that keeps the order of members and the text of numbers.
enum JSONValue: Equatable, Sendable, CustomStringConvertible {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([JSONMember])

  static func integer(_ value: Int) -> JSONValue { .number(String(value)) }
}

struct JSONMember: Equatable, Sendable {
  var name: String
  var value: JSONValue
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral
{
  init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { JSONMember(name: $0.0, value: $0.1) })
  }
  init(stringLiteral value: String) { self = .string(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(integerLiteral value: Int) { self = .integer(value) }
}

extension JSONValue {
  /// The member with this name. If there are several, the last one counts.
  subscript(name: String) -> JSONValue? { members?.last { $0.name == name }?.value }

  var members: [JSONMember]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  var elements: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  var number: Double? {
    guard case .number(let token) = self else { return nil }
    return Double(token)
  }

  /// The value of an integral number in any notation: JSON Schema accepts 1.0 as an integer.
  var integer: Int? { number.flatMap { Int(exactly: $0) } }

  static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}

extension JSONValue {
  init?(parsing bytes: [UInt8]) {
    let document = bytes.withUnsafeBytes { try? JSONDocument($0) }
    guard let document else { return nil }
    self.init(document.root)
  }

  private init(_ node: JSONNode) {
    switch node.kind {
    case .null: self = .null
    case .boolean: self = .bool(node.boolean ?? false)
    case .number: self = .number(node.numberText ?? "0")
    case .string: self = .string(node.string ?? "")
    case .array: self = .array(node.elements.map { JSONValue($0) })
    case .object: self = .object(node.members.map { JSONMember(name: $0.key, value: JSONValue($0.value)) })
    }
  }

  /// The text on one line.
  var serialized: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }

  var description: String { String(decoding: serialized, as: UTF8.self) }

  private func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .bool(let value): writer.boolean(value)
    case .number(let token): writer.raw(token)
    case .string(let value): writer.string(value)
    case .array(let values):
      writer.beginArray()
      for value in values { value.write(to: &writer) }
      writer.endArray()
    case .object(let members):
      writer.beginObject()
      for member in members {
        writer.key(member.name)
        member.value.write(to: &writer)
      }
      writer.endObject()
    }
  }
}
