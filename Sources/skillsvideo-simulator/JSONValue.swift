import Foundation

/// A JSON value that keeps the order of members and the text of numbers.
enum JSONValue: Equatable, Sendable {
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
  /// The member of an object; the last one counts where a name is repeated.
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

  /// The value of a number without fraction, however it is written: JSON Schema takes 1.0 as an integer.
  var integer: Int? { number.flatMap { Int(exactly: $0) } }

  static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}

extension JSONValue {
  init?(parsing bytes: [UInt8]) {
    guard let any = try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed]) else { return nil }
    self.init(any)
  }

  private init(_ any: Any) {
    switch any {
    case let value as [String: Any]:
      self = .object(value.keys.sorted().map { JSONMember(name: $0, value: JSONValue(value[$0]!)) })
    case let value as [Any]: self = .array(value.map { JSONValue($0) })
    case let value as String: self = .string(value)
    case let value as NSNumber:
      self = String(cString: value.objCType) == "c" ? .bool(value.boolValue) : .number(value.stringValue)
    default: self = .null
    }
  }

  var serialized: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let token): token
    case .string(let value): Self.quoted(value)
    case .array(let values): "[" + values.map(\.serialized).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { Self.quoted($0.name) + ":" + $0.value.serialized }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    guard let data = try? JSONSerialization.data(withJSONObject: text, options: [.fragmentsAllowed, .withoutEscapingSlashes])
    else { return "\"\"" }
    return String(decoding: data, as: UTF8.self)
  }
}
