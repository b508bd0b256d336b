import SVText

/// A problem of a payload, for messages.
public struct Finding: Sendable {
  /// A JSON pointer into the payload.
  public let pointer: String
  /// The keyword of the schema that the value violates.
  public let keyword: String
  public let found: String
  public let expected: String
  /// What was probably meant, or how to fix it.
  public let hint: String?
  /// The variant of a union that the payload was compared with.
  public let variant: String?
  /// The document marks this rule as a guess, or is not sure of the whole model.
  public internal(set) var isAssumed: Bool

  /// What was found where something is missing.
  static var absent: UTF8Slice { "nothing" }

  var words: Words {
    let place: Words = pointer.isEmpty ? "the payload" : "\(pointer)"
    let verb: UTF8Slice = found.isWord(Self.absent) ? "have" : "be"
    guard let hint else { return "\(place) must \(verb) \(expected), but \(found) was found" }
    return "\(place) must \(verb) \(expected), but \(found) was found (\(hint))"
  }

  func isSame(as other: Finding) -> Bool {
    pointer.isSameText(as: other.pointer) && keyword.isSameText(as: other.keyword)
      && expected.isSameText(as: other.expected)
  }

  /// Writes the problem as a JSON object.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("pointer", pointer)
    writer.field("keyword", keyword)
    writer.field("found", found)
    writer.field("expected", expected)
    writer.field("hint", hint)
    if let variant { writer.field("variant", variant) }
    if isAssumed { writer.field("assumed", true) }
    writer.endObject()
  }
}

/// A field that the schema allows but does not define.
public struct UnknownField: Sendable {
  public let pointer: String
  public let name: String
  /// The defined field that was probably meant.
  public let nearest: String?

  /// Writes the field as a JSON object.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("pointer", pointer)
    writer.field("name", name)
    writer.field("nearest", nearest)
    writer.endObject()
  }
}

/// The result of a validation.
public struct ValidationReport: Sendable {
  public internal(set) var isValid = true
  public internal(set) var problems: [Finding] = []
  public internal(set) var unknownFields: [UnknownField] = []
  /// Notes, for example about what could not be checked.
  public internal(set) var notes: [String] = []
  /// Whether checking ended early, because it takes too much work.
  public internal(set) var isIncomplete = false

  /// Fields that are required, and blank texts.
  public internal(set) var blankFields: [String] = []

  /// How reliable the document is for this endpoint: "certain", "partial" or "unverified"; nil if it does not
  /// state that.
  public internal(set) var certainty: String?
  /// Why the document is not sure of the endpoint; nil if it is.
  public internal(set) var doubt: String?

  /// Writes the members of the report. `valid` is false if the mode auto refuses the payload.
  public func writeMembers(to writer: inout JSONWriter) {
    writer.field("valid", refusal(by: .auto) == nil)
    writer.field("only_misspelt", isOnlyMisspelt)
    writer.field("certainty", certainty)
    writer.key("warnings")
    writer.beginArray()
    for warning in warnings(in: .auto) { writer.string(warning.text) }
    writer.endArray()
    writer.key("problems")
    writer.beginArray()
    for problem in problems { problem.write(to: &writer) }
    writer.endArray()
    writer.key("unknown_fields")
    writer.beginArray()
    for field in unknownFields { field.write(to: &writer) }
    writer.endArray()
    writer.key("blank_fields")
    writer.beginArray()
    for name in blankFields { writer.string(name) }
    writer.endArray()
    writer.key("notes")
    writer.beginArray()
    for note in notes { writer.string(note) }
    writer.endArray()
  }
}

/// A reason why a value is not valid. Its message is built at the end, because most problems belong to
/// variants that were not meant, and are discarded.
struct Problem {
  let keyword: Keyword
  /// The invalid value, or the name of the invalid member.
  let place: JSONView
  /// The violated schema, and the value of the keyword in it.
  let schema: Schema?
  let rule: JSONView
  /// The name that is missing or not allowed, if the problem is about a name.
  let name: UTF8Slice?
  /// The variants that are valid although only one may be.
  let fitting: [JSONView]
  /// The variant of a union that the value was compared with.
  var variant: Variant?
}

/// One of the schemas of a union.
struct Variant {
  let branch: JSONView
  let branches: JSONView
}

/// Records that a schema knows a member of an object, or (without a member) that it defines members at all.
struct Declaration {
  let object: JSONView
  let member: JSONView?
  let schema: Schema?
}
