import SVText
import Testing

@testable import SVContract

/// Problems of unions: those of the variant that the payload means.
@Suite struct UnionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let schema: String
    let payload: String
    /// Pointer, keyword and variant of each problem.
    let problems: [[String]]
    var dialect = SchemaDialect.openAPI31
    var testDescription: String { name }
  }

  static let pets = ##"""
    "components": {"schemas": {
      "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind", "mapping": {"feline": "#/components/schemas/Cat", "dog": "Dog"}}},
      "Bare": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind"}},
      "Cat": {"type": "object", "required": ["kind", "lives"], "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}},
      "Dog": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "bark": {"type": "string"}}},
      "Base": {"type": "object", "required": ["petType"], "discriminator": "petType", "properties": {"petType": {"type": "string"}}},
      "Bird": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"required": ["wings"], "properties": {"wings": {"type": "integer"}}}]}
    }}
    """##

  static let inputs = #"""
    [{"title": "text", "type": "object", "required": ["mode", "prompt"],
      "properties": {"mode": {"const": "text"}, "prompt": {"type": "string"}}},
     {"title": "image", "type": "object", "required": ["mode", "image_url"],
      "properties": {"mode": {"enum": ["image"]}, "image_url": {"type": "string", "format": "uri"}}}]
    """#

  static let byMode = #""discriminator": {"propertyName": "mode"}"#

  static let untagged = #"""
    [{"title": "text", "type": "object", "required": ["prompt"], "properties": {"prompt": {"type": "string"}}},
     {"title": "image", "type": "object", "required": ["prompt", "image"],
      "properties": {"prompt": {"type": "string"}, "image": {"type": "string"}}}]
    """#

  /// Two of them have the same tag, so it does not select one of them.
  static let shared = #"""
    [{"title": "text", "type": "object", "required": ["mode", "prompt"],
      "properties": {"mode": {"const": "make"}, "prompt": {"type": "string"}}},
     {"title": "image", "type": "object", "required": ["mode", "image"],
      "properties": {"mode": {"enum": ["make", "change"]}, "image": {"type": "string"}}}]
    """#

  static let cases = [
    Case(
      name: "tag of two variants, the first is meant", schema: #"{"oneOf": \#(shared), \#(byMode)}"#,
      payload: #"{"mode": "make", "prompt": "fox"}"#, problems: [], dialect: .openAPI30),
    Case(
      name: "tag of two variants, the second is meant", schema: #"{"oneOf": \#(shared), \#(byMode)}"#,
      payload: #"{"mode": "make", "image": "fox"}"#, problems: [], dialect: .openAPI30),
    Case(
      name: "tag of one variant", schema: #"{"oneOf": \#(shared), \#(byMode)}"#,
      payload: #"{"mode": "change", "image": 5}"#, problems: [["/image", "type", "image"]],
      dialect: .openAPI30),
    Case(
      name: "tag const", schema: #"{"oneOf": \#(inputs)}"#, payload: #"{"mode": "text"}"#,
      problems: [["", "required", "text"]]),
    Case(
      name: "tag enum", schema: #"{"anyOf": \#(inputs)}"#, payload: #"{"mode": "image", "image_url": "no"}"#,
      problems: [["/image_url", "format", "image"]]),
    Case(
      name: "tag against more fields", schema: #"{"oneOf": \#(inputs)}"#,
      payload: #"{"mode": "text", "image_url": "http://a/b"}"#, problems: [["", "required", "text"]]),
    Case(
      name: "no tag, best match", schema: #"{"oneOf": \#(inputs)}"#, payload: #"{"image_url": "http://a/b"}"#,
      problems: [["", "required", "image"]]),
    Case(
      name: "fields that only one knows", schema: #"{"anyOf": \#(untagged)}"#,
      payload: #"{"prompt": 1, "image": "a"}"#,
      problems: [["/prompt", "type", "image"]]),
    Case(
      name: "fewest fields", schema: #"{"anyOf": \#(untagged)}"#, payload: #"{"prompt": 1}"#,
      problems: [["/prompt", "type", "text"]]),
    Case(
      name: "several fit", schema: #"{"oneOf": \#(untagged)}"#, payload: #"{"prompt": "", "image": "a"}"#,
      problems: [["", "oneOf", "-"]]),
    Case(
      name: "other type", schema: #"{"anyOf": [{"type": "string"}, {"type": "null"}]}"#, payload: "5",
      problems: [["", "type", "-"]]),
    Case(
      name: "value of the right type",
      schema: #"{"anyOf": [{"type": "integer", "maximum": 5}, {"enum": ["auto"], "type": "string"}]}"#,
      payload: #""aut""#, problems: [["", "enum", "variant 2"]]),
    Case(
      name: "nested", schema: #"{"anyOf": [{"type": "string"}, {"oneOf": \#(inputs)}]}"#,
      payload: #"{"mode": "text", "prompt": 5}"#, problems: [["/prompt", "type", "text"]]),
    Case(
      name: "items", schema: #"{"items": {"oneOf": \#(inputs)}}"#,
      payload: #"[{"mode": "text", "prompt": ""}, {"mode": "image"}]"#,
      problems: [["/1", "required", "image"]]),
    Case(
      name: "mapping", schema: ##"{"$ref": "#/components/schemas/Pet", \##(pets)}"##,
      payload: #"{"kind": "feline"}"#,
      problems: [["", "required", "Cat"]]),
    Case(
      name: "mapping by name", schema: ##"{"$ref": "#/components/schemas/Pet", \##(pets)}"##,
      payload: #"{"kind": "dog", "bark": 1}"#, problems: [["/bark", "type", "Dog"]]),
    Case(
      name: "mapping decides", schema: ##"{"$ref": "#/components/schemas/Pet", \##(pets)}"##,
      payload: #"{"kind": "dog", "lives": 9}"#, problems: []),
    Case(
      name: "implicit name", schema: ##"{"$ref": "#/components/schemas/Bare", \##(pets)}"##,
      payload: #"{"kind": "Cat"}"#, problems: [["", "required", "Cat"]]),
    Case(
      name: "unknown tag", schema: ##"{"$ref": "#/components/schemas/Pet", \##(pets)}"##,
      payload: #"{"kind": "dgo", "bark": 1}"#, problems: [["/kind", "discriminator", "-"]]),
    Case(
      name: "tag missing", schema: ##"{"$ref": "#/components/schemas/Pet", \##(pets)}"##,
      payload: #"{"bark": "w"}"#,
      problems: [["", "required", "Dog"]]),
    Case(
      name: "derived schema", schema: ##"{"$ref": "#/components/schemas/Base", \##(pets)}"##,
      payload: #"{"petType": "Bird"}"#, problems: [["", "required", "-"]]),
    Case(
      name: "derived schema fits", schema: ##"{"$ref": "#/components/schemas/Base", \##(pets)}"##,
      payload: #"{"petType": "Bird", "wings": 2}"#, problems: []),
    Case(
      name: "derived schema itself", schema: ##"{"$ref": "#/components/schemas/Bird", \##(pets)}"##,
      payload: #"{"petType": "Bird", "wings": "2"}"#, problems: [["/wings", "type", "-"]]),
    Case(
      name: "discriminator is JSON Schema's own word",
      schema: #"{"oneOf": \#(untagged), "discriminator": {"propertyName": "prompt"}}"#,
      payload: #"{"prompt": 5}"#,
      problems: [["/prompt", "type", "text"]], dialect: .draft2020),
  ]

  @Test(arguments: cases)
  func tells(_ given: Case) throws {
    let report = try validate(given.payload, given.schema, given.dialect)
    #expect(
      report.problems.map { [$0.pointer, $0.keyword, $0.variant ?? "-"] } == given.problems,
      "\(report.problems)")
    #expect(report.isValid == given.problems.isEmpty)
    #expect(report.notes.isEmpty, "\(report.notes)")
  }

  @Test func namesWhatWasMeant() throws {
    let schema = ##"{"$ref": "#/components/schemas/Pet", \##(Self.pets)}"##
    let problem = try #require(try validate(#"{"kind": "dgo"}"#, schema).problems.first)
    #expect(problem.expected == #"one of "feline", "dog""#)
    #expect(problem.hint == #"did you mean "dog"?"#)
    let types = try #require(
      try validate("5", #"{"anyOf": [{"type": "string"}, {"type": "array"}, {"type": "null"}]}"#).problems
        .first)
    #expect(types.expected == "string, array or null")
    let many = try #require(
      try validate(#"{"prompt": "", "image": "a"}"#, #"{"oneOf": \#(Self.untagged)}"#).problems.first)
    #expect(many.expected == #"exactly one variant to fit, not "text", "image""#)
  }
}
