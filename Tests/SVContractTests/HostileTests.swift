import SVText
import Testing

@testable import SVContract

/// Schemas made to run forever or to fill the stack. They end with a note.
@Suite struct HostileTests {
  /// Schemas A, B, C ... of which each applies the next one several times.
  private static func tower(_ keyword: String, levels: Int) -> String {
    let names = (0...levels).map { "s\($0)" }
    let schemas = zip(names, names.dropFirst()).map { name, next in
      let reference = ##"{"$ref": "#/definitions/\##(next)"}"##
      return
        #""\#(name)": {"\#(keyword)": [\#(Array(repeating: reference, count: 4).joined(separator: ","))]}"#
    }
    return
      ##"{"$ref": "#/definitions/s0", "definitions": {\##(schemas.joined(separator: ",")), "s\##(levels)": {"type": "string"}}}"##
  }

  private static func nested(_ open: String, _ inner: String, _ close: String, _ depth: Int) -> String {
    String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
  }

  @Test(arguments: ["allOf", "anyOf", "oneOf"])
  func exponential(keyword: String) throws {
    let report = try validate("1", Self.tower(keyword, levels: 40), steps: 100_000)
    #expect(report.notes.contains { $0.contains("too much work") })
    #expect(report.problems.count <= PayloadValidator.findingsMax)
  }

  @Test func budgetIsAnOption() throws {
    let report = try validate("[1,2,3]", #"{"items": {"type": "string"}}"#, steps: 3)
    #expect(report.notes.contains { $0.contains("too much work") })
  }

  /// What takes longer by its size costs more: a thousand references to one large schema use the budget up.
  @Test(arguments: [
    ("1", #"{"type": [MANY]}"#), ("1", #"{"enum": [MANY]}"#), (#""TEXTa""#, #"{"enum": ["TEXTb"]}"#),
    (#"{"k": "TEXTa"}"#, #"{"const": {"k": "TEXTb"}}"#), ("DIGITS", #"{"type": "integer"}"#),
    ("DIGITS", #"{"minimum": 1}"#), ("1", #"{"minimum": -DIGITS}"#), ("1", #"{"multipleOf": DIGITS}"#),
    (#""TEXT""#, #"{"minLength": 1}"#), ("[]", #"{"maxItems": DIGITS}"#),
    ("[1]", #"{"contains": true, "maxContains": DIGITS}"#),
    (#""TEXT""#, #"{"format": "uri"}"#), (#""a""#, #"{"pattern": "TEXT|a"}"#),
    ("{}", #"{"dependentRequired": {NAMES}}"#), (#"{"a": 1}"#, #"{"dependentRequired": {"a": [MANY]}}"#),
    (
      #"{"k": "z"}"#,
      #"{"discriminator": {"propertyName": "k"}, "anyOf": [{"properties": {"k": {"enum": [MANY]}}}]}"#
    ),
  ])
  func largeValues(payload: String, schema: String) throws {
    let names = (0..<5000).map { #""n\#($0)": []"# }.joined(separator: ",")
    func filled(_ text: String) -> String {
      text.replacing("MANY", with: Array(repeating: #""a""#, count: 5000).joined(separator: ","))
        .replacing("TEXT", with: String(repeating: "x", count: 100_000)).replacing("NAMES", with: names)
        .replacing("DIGITS", with: String(repeating: "1", count: 100_000))
    }
    let one = ##"{"$ref": "#/definitions/v"}"##
    let many = Array(repeating: one, count: 1000).joined(separator: ",")
    let report = try validate(
      filled(payload), #"{"allOf": [\#(many)], "definitions": {"v": \#(filled(schema))}}"#, steps: 50_000)
    #expect(report.notes.contains { $0.contains("too much work") })
  }

  /// A large text that a payload may well have, such as a picture in a data: address, leaves enough of the
  /// budget to check the rest.
  @Test(arguments: [
    #"{"format": "uri"}"#, #"{"minLength": 1, "maxLength": 99999999}"#,
    #"{"enum": [\#((0..<100).map { "\"w\($0)\"" }.joined(separator: ","))]}"#, #"{"type": "string"}"#,
  ])
  func largeTextsLeaveTheRestChecked(schema: String) throws {
    let payload = #"{"a": "data:image/png;base64,\#(String(repeating: "A", count: 16 << 20))", "b": 1}"#
    let report = try validate(
      payload, #"{"properties": {"a": \#(schema), "b": {"type": "string"}}}"#)
    #expect(report.problems.contains { $0.pointer == "/b" })
    #expect(!report.notes.contains { $0.contains("too much work") })
  }

  /// What a short budget left uncounted is not missing.
  @Test(arguments: 1...12)
  func aShortBudgetFindsNothingMissing(steps: Int) throws {
    let schema = #"{"contains": {"type": "string"}, "minContains": 0}"#
    #expect(try validate("[1,2,3]", schema, steps: steps).isValid)
  }

  /// Wording the findings has a budget too. What is not read to the end is not called empty.
  @Test func manyFindingsWithManyWords() throws {
    let payload = "{" + (0..<50).map { #""f\#($0)": 1"# }.joined(separator: ",") + "}"
    let words = (0..<100).map { #""w\#($0)""# }.joined(separator: ",")
    let report = try validate(payload, #"{"additionalProperties": {"enum": [\#(words)]}}"#, steps: 6000)
    #expect(report.problems.count == 50)
    #expect(report.problems.first?.expected.hasSuffix("w29\" and 70 more") == true)
    #expect(report.problems.last?.expected == "another value")
  }

  @Test(arguments: [
    ##"{"$ref": "#"}"##, ##"{"allOf": [{"$ref": "#"}]}"##,
    ##"{"anyOf": [{"$ref": "#"}, {"not": {"$ref": "#"}}]}"##,
    ##"{"not": {"$ref": "#"}}"##, ##"{"if": {"$ref": "#"}, "then": {"$ref": "#"}, "else": {"$ref": "#"}}"##,
    ##"{"$dynamicRef": "#a", "$dynamicAnchor": "a"}"##, ##"{"dependentSchemas": {"a": {"$ref": "#"}}}"##,
    ##"{"unevaluatedProperties": {"$ref": "#"}, "$ref": "#"}"##,
  ])
  func refersToItself(schema: String) throws {
    _ = try validate(#"{"a": {"a": 1}}"#, schema)
    _ = try validate("[[1]]", schema, .openAPI30)
  }

  /// The expectation is computed from the variants of a union, which may contain itself.
  @Test func aUnionWhoseVariantIsItself() throws {
    let reference = ##"{"$ref": "#/definitions/v"}"##
    let own = #"{"allOf": [{"type": "string"}], "anyOf": [\#(reference)]}"#
    let report = try validate("{}", #"{"anyOf": [\#(reference)], "definitions": {"v": \#(own)}}"#)
    #expect(!report.isValid)
    let many = Array(repeating: reference, count: 20).joined(separator: ",")
    let wide = #"{"allOf": [{"type": "string"}], "anyOf": [\#(many)]}"#
    _ = try validate("{}", #"{"anyOf": [\#(many)], "definitions": {"v": \#(wide)}}"#, steps: 100_000)
  }

  /// Each variable of a server's URL, and each `$id`, multiplies its surroundings.
  @Test func addressesThatGrow() throws {
    let value = String(repeating: "x", count: 100_000)
    let url = String(repeating: "{a}", count: 2000)
    let server = #"{"url": "\#(url)", "variables": {"a": {"default": "\#(value)"}}}"#
    let ids = Array(repeating: ##"{"$id": "x1"}"##, count: 2000).joined(separator: ",")
    let schema = ##"{"$id": "https://a.example/\##(value)/", "allOf": [\##(ids), {"$ref": "#"}]}"##
    _ = try validate("1", schema)
    let document = #"{"openapi": "3.1.0", "servers": [\#(server)], "paths": {}}"#
    let bytes = Array(document.utf8)
    #expect(try bytes.withUnsafeBytes { try OpenAPIDocument.read($0).servers(of: nil) }.isEmpty)
  }

  @Test func deepPayloads() throws {
    let payload = Self.nested("[", "1", "]", 120)
    let schema = ##"{"items": {"$ref": "#"}, "not": {"type": "string"}}"##
    #expect(try validate(payload, schema).isValid)
    let wrong = try validate(payload, ##"{"items": {"$ref": "#"}, "type": "array"}"##)
    #expect(wrong.problems.first?.pointer == String(repeating: "/0", count: 120))
    let towering = ##"{"items": {"allOf": [{"allOf": [{"allOf": [{"$ref": "#"}]}]}]}}"##
    #expect(try validate(payload, towering).notes.contains { $0.contains("nested too deeply") })
  }

  @Test func deepSchemas() throws {
    let schema = Self.nested(#"{"not": "#, "{}", "}", 254)
    _ = try validate("1", schema)
    _ = try validate("1", Self.nested(#"{"allOf": [{"allOf": ["#, "true", "]}]}", 63))
    _ = try validate(
      "1", Self.nested(#"{"anyOf": [{"properties": {"a": {}}}, {"oneOf": [false, "#, "false", "]}]}", 62))
  }

  @Test(arguments: [
    ("^(a+)+$", String(repeating: "a", count: 40) + "!"), ("(.*)*x", String(repeating: "ab", count: 3000)),
    ("^((a|b)*)*c", String(repeating: "ab", count: 500)),
  ])
  func slowPatterns(pattern: String, text: String) throws {
    let report = try validate("\"\(text)\"", #"{"pattern": "\#(pattern)"}"#)
    #expect(report.isValid || report.problems[0].keyword == "pattern")
  }

  @Test(arguments: [
    "(", "[", "*", "a{2,1}", "(?<a>x)(?<a>y)", "\\\\C", "(?R)", "\\\\p{Nonsense}",
    "((((((((((a{999}){999}){999})))))))",
  ])
  func brokenPatterns(pattern: String) throws {
    let report = try validate(#""text""#, #"{"pattern": "\#(pattern)"}"#)
    #expect(report.problems.isEmpty || report.problems[0].keyword == "pattern")
  }

  @Test(arguments: [
    #"{"type": 5}"#, #"{"type": {}}"#, #"{"enum": 5}"#, #"{"required": "a"}"#, #"{"required": [1, null]}"#,
    #"{"properties": []}"#,
    #"{"properties": {"a": 5}}"#, #"{"items": 5}"#, #"{"allOf": {}}"#, #"{"anyOf": []}"#, #"{"oneOf": []}"#,
    #"{"oneOf": 1}"#,
    #"{"minimum": "1"}"#, #"{"multipleOf": -1}"#, #"{"maxLength": -1}"#,
    #"{"minLength": 1e999999999999999999999}"#,
    #"{"multipleOf": 1e-999999999999}"#, #"{"pattern": 1}"#, #"{"format": []}"#, #"{"$ref": 5}"#,
    #"{"$ref": ""}"#,
    ##"{"$ref": "#/type"}"##, ##"{"$ref": "#//"}"##, #"{"dependencies": 1}"#,
    #"{"dependentRequired": {"a": 1}}"#,
    #"{"discriminator": 1, "oneOf": [{}]}"#,
    #"{"discriminator": {"propertyName": 1, "mapping": 1}, "oneOf": [{}]}"#,
    #"{"discriminator": {"propertyName": "a", "mapping": {"x": 5}}, "oneOf": [true, false, 1]}"#,
    #"{"if": 1, "then": 2}"#,
    #"{"contains": {}, "minContains": "a", "maxContains": -1}"#, #"{"patternProperties": {"(": false}}"#, "5",
    "[]",
    "null",
  ])
  func nonsense(schema: String) throws {
    for payload in [
      #"{"a": "x", "b": 1e999999999999999999}"#, #"["a", "a"]"#, "-1e-99999999999999999999", #""a""#, "null",
    ] {
      for dialect in [SchemaDialect.draft4, .draft2020, .swagger2, .openAPI30, .openAPI31] {
        _ = try validate(payload, schema, dialect)
      }
    }
  }
}
