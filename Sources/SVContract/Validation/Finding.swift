import SVText

/// Something wrong with a payload, in words.
public struct Finding: Sendable {
  /// Where: a JSON pointer into the payload.
  public let pointer: String
  /// The keyword of the schema that is not satisfied.
  public let keyword: String
  public let found: String
  public let expected: String
  /// What was probably meant, or how to put it right.
  public let hint: String?
  /// The variant of a union that the payload was compared with.
  public let variant: String?
  /// True when the document says of itself that it is not sure of this.
  public let isAssumed: Bool

  /// The finding in words.
  public var sentence: String { words.text }

  var words: Words {
    let place: Words = pointer.isEmpty ? "the payload" : "\(pointer)"
    guard let hint else { return "\(place) must be \(expected), but \(found) was found" }
    return "\(place) must be \(expected), but \(found) was found (\(hint))"
  }

  func isSame(as other: Finding) -> Bool {
    pointer.isSameText(as: other.pointer) && keyword.isSameText(as: other.keyword)
      && expected.isSameText(as: other.expected)
  }

  /// Writes the finding as a JSON object.
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

/// A field that the schema lets pass but does not know.
public struct UnknownField: Sendable {
  public let pointer: String
  public let name: String
  /// The field that was probably meant.
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

/// What a validation found.
public struct ValidationReport: Sendable {
  public internal(set) var isValid = true
  public internal(set) var problems: [Finding] = []
  public internal(set) var unknownFields: [UnknownField] = []
  /// What could not be checked, and other things worth knowing.
  public internal(set) var notes: [String] = []

  /// How sure the document is of this endpoint: "certain", "partial" or "unverified"; nil where it is silent.
  public internal(set) var certainty: String?

  /// Whether a problem is left that the document is sure of.
  public var isSureOfProblems: Bool {
    certainty?.isWord("unverified") != true && problems.contains { !$0.isAssumed }
  }

  /// What is wrong, in one line; "" when nothing is.
  public var summary: String {
    guard let first = problems.first else { return isValid ? "" : "the payload is not valid" }
    let more: Words =
      problems.count > 1
      ? "; \(FindingWording.count(problems.count &- 1, "more problem", "more problems"))" : ""
    let summary: Words =
      "the payload is not valid: \(first.words)\(more). Nothing was sent, so nothing was charged."
    return summary.text
  }

  /// Writes the report as a JSON object.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("valid", isValid)
    writer.key("problems")
    writer.beginArray()
    for problem in problems { problem.write(to: &writer) }
    writer.endArray()
    writer.key("unknown_fields")
    writer.beginArray()
    for field in unknownFields { field.write(to: &writer) }
    writer.endArray()
    writer.key("notes")
    writer.beginArray()
    for note in notes { writer.string(note) }
    writer.endArray()
    writer.endObject()
  }
}

/// One reason why a value is not valid, as it was found. What a reader is told of it is worked out at the
/// end: most problems belong to variants that the value does not mean, and are forgotten.
struct Problem {
  let keyword: Keyword
  /// The value, or the name of a member, that is wrong.
  let place: JSONView
  /// The schema that is not satisfied, and the keyword's value in it.
  let schema: Schema?
  let rule: JSONView
  /// The name that is missing or too much, where it is about one.
  let name: UTF8Slice?
  /// The variants that fit although only one may.
  let fitting: [JSONView]
  /// The variant of a union that the value was compared with.
  var variant: Variant?
}

/// One of the schemas of a union.
struct Variant {
  let branch: JSONView
  let branches: JSONView
}

/// That a schema knows a member of an object, or (without member) that it names any at all.
struct Declaration {
  let object: JSONView
  let member: JSONView?
  let schema: Schema?
}
