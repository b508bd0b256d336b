import SVText
import Testing

@testable import SVContract

/// The messages about problems.
@Suite struct FindingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let schema: String
    let payload: String
    /// Pointer, keyword, found, expected, hint. "-" means no hint, "*" means any.
    let problems: [[String]]
    var unknown: [[String]] = []
    var dialect = SchemaDialect.openAPI31
    var testDescription: String { "\(payload) \(schema)" }
  }

  static let single = [
    Case(
      schema: #"{"properties": {"size": {"enum": ["720p", "1080p"]}}}"#, payload: #"{"size": "1080"}"#,
      problems: [["/size", "enum", #""1080""#, #"one of "720p", "1080p""#, #"did you mean "1080p"?"#]]),
    Case(
      schema: #"{"enum": [5, 10]}"#, payload: "7",
      problems: [["", "enum", "7", "one of 5, 10", "the nearest allowed value is 5"]]),
    Case(
      schema: #"{"enum": ["5"]}"#, payload: "5",
      problems: [["", "enum", "5", #""5""#, #"write "5", with quotes"#]]),
    Case(
      schema: #"{"enum": [5, 10]}"#, payload: #""5""#,
      problems: [["", "enum", #""5""#, "*", "write 5 without quotes"]]),
    Case(
      schema: #"{"const": {"a": 1}}"#, payload: "1",
      problems: [["", "const", "1", #"an object with "a""#, "*"]]),
    Case(
      schema: #"{"required": ["prompt"], "properties": {"prompt": {}}}"#, payload: #"{"promt": 1}"#,
      problems: [["", "required", "nothing", #"the field "prompt""#, #"is "promt" meant to be it?"#]],
      unknown: [["/promt", "promt", "prompt"]]),
    Case(
      schema: #"{"additionalProperties": false, "properties": {"aspect_ratio": {}}}"#,
      payload: #"{"aspectRatio": 1}"#,
      problems: [
        [
          "/aspectRatio", "additionalProperties", "1", #"no fields but "aspect_ratio""#,
          #"did you mean "aspect_ratio"?"#,
        ]
      ]),
    Case(
      schema: #"{"type": "integer"}"#, payload: #""12""#,
      problems: [["", "type", #""12""#, "integer", "write 12 without quotes"]]),
    Case(
      schema: #"{"type": "boolean"}"#, payload: #""true""#,
      problems: [["", "type", "*", "boolean", "write true without quotes"]]),
    Case(
      schema: #"{"type": ["string", "null"]}"#, payload: "1",
      problems: [["", "type", "1", "string or null", #"write "1", with quotes"#]]),
    Case(
      schema: #"{"type": "array"}"#, payload: #""a""#,
      problems: [["", "type", #""a""#, "array", #"put it into a list: ["a"]"#]]),
    Case(
      schema: #"{"type": "string"}"#, payload: "null",
      problems: [["", "type", "null", "string", "leave the field out"]]),
    Case(
      schema: #"{"maximum": 10}"#, payload: "11",
      problems: [["", "maximum", "11", "at most 10", "the nearest allowed value is 10"]]),
    Case(
      schema: #"{"exclusiveMinimum": 0}"#, payload: "0",
      problems: [["", "exclusiveMinimum", "0", "more than 0", "-"]]),
    Case(
      schema: #"{"minimum": 0, "exclusiveMinimum": true}"#, payload: "0",
      problems: [["", "exclusiveMinimum", "0", "more than 0", "-"]], dialect: .openAPI30),
    Case(
      schema: #"{"multipleOf": 8}"#, payload: "12",
      problems: [["", "multipleOf", "12", "a multiple of 8", "-"]]),
    Case(
      schema: #"{"maxLength": 1}"#, payload: #""éa""#,
      problems: [["", "maxLength", "2 characters", "at most 1 character", "-"]]),
    Case(
      schema: #"{"minItems": 2}"#, payload: "[1]",
      problems: [["", "minItems", "a list of 1 item", "at least 2 items", "-"]]),
    Case(
      schema: #"{"uniqueItems": true}"#, payload: "[1, 2, 1.0]",
      problems: [["/2", "uniqueItems", "1.0", "items that all differ", "*"]]),
    Case(
      schema: #"{"propertyNames": {"pattern": "^a"}}"#, payload: #"{"b/c": 1}"#,
      problems: [["/b~1c", "propertyNames", #""b/c""#, "*", "-"]]),
    Case(
      schema: #"{"dependentRequired": {"a": ["b"]}}"#, payload: #"{"a": 1}"#,
      problems: [["", "dependentRequired", "nothing", #"the field "b" beside the others"#, "-"]]),
    Case(schema: #"{"not": {"type": "string"}}"#, payload: #""a""#, problems: [["", "not", "*", "*", "-"]]),
    Case(
      schema: #"{"items": {"properties": {"a": {"items": {"type": "string"}}}}}"#,
      payload: #"[{}, {"a": ["", 1]}]"#,
      problems: [["/1/a/1", "type", "1", "string", "*"]]),
    Case(
      schema: #"{"unevaluatedProperties": false, "allOf": [{"properties": {"a": {}}}]}"#,
      payload: #"{"a": 1, "b": 2}"#,
      problems: [["/b", "unevaluatedProperties", "2", "no field of this name", "leave it out"]]),
    Case(
      schema: #"{"allOf": [{"type": "string"}, {"type": "string"}, {"type": "number"}]}"#, payload: "true",
      problems: [["", "type", "true", "string", "*"], ["", "type", "true", "number", "-"]]),
    Case(
      schema: #"{"if": {"required": ["a"]}, "then": {"required": ["b"]}}"#, payload: #"{"a": 1}"#,
      problems: [["", "required", "nothing", #"the field "b""#, "-"]]),
  ]

  static let unknown = [
    Case(
      schema: #"{"properties": {"a": {}}}"#, payload: #"{"a": 1, "b": 2}"#, problems: [],
      unknown: [["/b", "b", "-"]]),
    Case(
      schema: #"{"properties": {"a": {}}, "additionalProperties": true}"#, payload: #"{"b": 2}"#,
      problems: [],
      unknown: [["/b", "b", "-"]]),
    Case(
      schema: #"{"properties": {"a": {}}, "additionalProperties": {"type": "integer"}}"#,
      payload: #"{"b": 2}"#,
      problems: []),
    Case(schema: #"{"type": "object"}"#, payload: #"{"b": 2}"#, problems: []),
    Case(
      schema: #"{"allOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]}"#,
      payload: #"{"a": 1, "b": 2}"#,
      problems: []),
    Case(
      schema: #"{"properties": {"a": {}}, "patternProperties": {"^x-": {}}}"#, payload: #"{"x-b": 2}"#,
      problems: []),
    Case(
      schema: #"{"properties": {"a": {"properties": {"negative_prompt": {}}}}}"#,
      payload: #"{"a": {"negativePrompt": ""}}"#,
      problems: [], unknown: [["/a/negativePrompt", "negativePrompt", "negative_prompt"]]),
    Case(
      schema:
        #"{"anyOf": [{"required": ["a"], "properties": {"a": {}}}, {"required": ["b"], "properties": {"b": {}}}]}"#,
      payload: #"{"a": 1, "b": 2, "c": 3}"#, problems: [], unknown: [["/c", "c", "-"]]),
    Case(
      schema:
        #"{"oneOf": [{"required": ["a"], "properties": {"a": {}}}, {"required": ["b"], "properties": {"b": {}}}]}"#,
      payload: #"{"a": 1, "c": 2}"#, problems: [], unknown: [["/c", "c", "-"]]),
  ]

  @Test(arguments: single + unknown)
  func tells(_ given: Case) throws {
    let report = try validate(given.payload, given.schema, given.dialect)
    #expect(report.isValid == given.problems.isEmpty)
    #expect(report.problems.count == given.problems.count, "\(report.problems)")
    for (found, wanted) in zip(report.problems, given.problems) {
      let told = [found.pointer, found.keyword, found.found, found.expected, found.hint ?? "-"]
      #expect(zip(told, wanted).allSatisfy { $0 == $1 || $1 == "*" }, "\(told)")
    }
    #expect(report.unknownFields.map { [$0.pointer, $0.name, $0.nearest ?? "-"] } == given.unknown)
  }

  @Test func writesJSON() throws {
    let report = try validate(#"{"size": "2k", "x": 1}"#, #"{"properties": {"size": {"enum": ["2K"]}}}"#)
    var writer = JSONWriter()
    writer.beginObject()
    report.writeMembers(to: &writer)
    writer.endObject()
    #expect(
      writer.text == #"{"valid":false,"only_misspelt":false,"certainty":null,"#
        + #""warnings":["the document does not know the field x"],"#
        + #""problems":[{"pointer":"/size","keyword":"enum","found":"\"2k\"","#
        + #""expected":"\"2K\"","hint":"did you mean \"2K\"?"}],"#
        + #""unknown_fields":[{"pointer":"/x","name":"x","nearest":null}],"blank_fields":[],"notes":[]}"#)
  }

  /// Also a payload without a listed problem is refused if its schema refuses it.
  @Test func whatIsNotValidIsRefused() {
    var report = ValidationReport()
    #expect(report.refusal(by: .auto) == nil && report.refusal(by: .strict) == nil)
    report.isValid = false
    #expect(report.refusal(by: .auto)?.contains("its schema refuses it") == true)
    #expect(report.refusal(by: .warn) == nil && report.warnings(in: .warn).count == 1)
    #expect(!report.isOnlyMisspelt)
    report.doubt = "not sure"
    #expect(report.refusal(by: .auto) == nil && report.refusal(by: .strict) != nil)
  }

  @Test func listsEndSomewhere() throws {
    let payload = "[" + Array(repeating: "1", count: 500).joined(separator: ",") + "]"
    let many = try validate(payload, #"{"items": {"type": "string"}}"#)
    // The same problem at another place is a separate problem.
    #expect(many.problems.count == PayloadValidator.findingsMax)
    #expect(many.notes.contains { $0.contains("more problems") })
    let long = try validate(#"""# + String(repeating: "é", count: 5000) + #"""#, #"{"enum": ["a"]}"#)
    #expect(long.problems[0].found.count < 100)
  }
}
