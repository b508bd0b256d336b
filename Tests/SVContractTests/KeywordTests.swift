import SVText
import Testing

@testable import SVContract

/// Single keywords, beyond the public suite: dialects, exact numbers, formats.
@Suite struct KeywordTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let dialect: SchemaDialect
    let schema: String
    let valid: [String]
    let invalid: [String]
    var testDescription: String { "\(dialect) \(schema)" }

    init(_ dialect: SchemaDialect, _ schema: String, valid: [String], invalid: [String]) {
      self.dialect = dialect
      self.schema = schema
      self.valid = valid
      self.invalid = invalid
    }
  }

  static let dialects = [
    Case(.openAPI30, #"{"type": "string", "nullable": true}"#, valid: ["null", #""a""#], invalid: ["1"]),
    Case(
      .openAPI30, #"{"type": "string", "nullable": true, "enum": ["a"]}"#, valid: ["null"], invalid: [#""b""#]
    ),
    Case(.openAPI30, #"{"type": "string", "nullable": false}"#, valid: [#""a""#], invalid: ["null"]),
    Case(.openAPI31, #"{"type": "string", "nullable": true}"#, valid: [#""a""#], invalid: ["null"]),
    Case(.openAPI31, #"{"type": ["string", "null"]}"#, valid: ["null", #""a""#], invalid: ["1"]),
    Case(.swagger2, #"{"type": "string", "x-nullable": true}"#, valid: ["null"], invalid: ["1"]),
    Case(.swagger2, #"{"type": "file"}"#, valid: [#""a.png""#], invalid: ["1", "{}"]),
    Case(
      .openAPI30, #"{"minimum": 1, "exclusiveMinimum": true}"#, valid: ["1.1", "2"], invalid: ["1", "1.0"]),
    Case(.openAPI30, #"{"minimum": 1, "exclusiveMinimum": false}"#, valid: ["1"], invalid: ["0.9"]),
    Case(.openAPI30, #"{"maximum": 1, "exclusiveMaximum": true}"#, valid: ["0"], invalid: ["1", "10e-1"]),
    Case(.openAPI31, #"{"exclusiveMinimum": 1}"#, valid: ["1.1"], invalid: ["1", "0"]),
    Case(.openAPI31, #"{"exclusiveMaximum": 1, "maximum": 5}"#, valid: ["0.9"], invalid: ["1", "3", "6"]),
    Case(
      .openAPI30, ##"{"$ref": "#/definitions/a", "maxLength": 1, "definitions": {"a": {"type": "string"}}}"##,
      valid: [#""abc""#], invalid: ["1"]),
    Case(
      .openAPI31, ##"{"$ref": "#/definitions/a", "maxLength": 1, "definitions": {"a": {"type": "string"}}}"##,
      valid: [#""a""#], invalid: ["1", #""abc""#]),
    Case(.draft4, #"{"const": 1, "contains": {"type": "string"}}"#, valid: ["2", "[]"], invalid: []),
    Case(
      .openAPI31, #"{"items": [{"type": "string"}, {"type": "integer"}]}"#, valid: [#"["a", 1]"#],
      invalid: ["[1]"]),
    Case(
      .openAPI31, #"{"prefixItems": [{"type": "string"}], "items": false}"#, valid: [#"["a"]"#, "[]"],
      invalid: ["[1]", #"["a", 1]"#]),
    Case(
      .openAPI30, #"{"required": ["id", "a"], "properties": {"id": {"readOnly": true}}}"#,
      valid: [#"{"a": 1}"#, #"{"a": 1, "id": 2}"#], invalid: [#"{"id": 1}"#]),
    Case(
      .draft2020, #"{"required": ["id"], "properties": {"id": {"readOnly": true}}}"#, valid: [],
      invalid: ["{}"]),
    Case(.openAPI31, #"{"type": "wonder"}"#, valid: ["1", "null"], invalid: []),
    Case(.openAPI31, "true", valid: ["1"], invalid: []),
    Case(.openAPI31, "false", valid: [], invalid: ["1", "null", "{}"]),
    Case(.openAPI31, #"{"properties": {"a": false}}"#, valid: ["{}"], invalid: [#"{"a": 1}"#]),
    Case(
      .openAPI30, #"{"enum": [{"a": 1, "b": [1.0]}]}"#, valid: [#"{"b": [1], "a": 1e0}"#],
      invalid: [#"{"b": [1]}"#, #"{"b": [2], "a": 1}"#, #"{"b": [1], "a": 1, "c": 1}"#]),
    Case(
      .openAPI31, #"{"properties": {"e\u0301": {"type": "string"}}}"#, valid: ["{\"\u{e9}\": 1}"],
      invalid: ["{\"e\u{301}\": 1}"]),
    Case(
      .openAPI31, #"{"maxProperties": 1}"#, valid: [#"{"a": 1, "a": 2}"#], invalid: [#"{"a": 1, "b": 2}"#]),
    Case(
      .openAPI31, #"{"uniqueItems": true}"#, valid: ["[1, true, \"1\"]"],
      invalid: ["[1, 1.0]", #"[{"a": 1, "b": 2}, {"b": 2, "a": 1}]"#]),
  ]

  static let numbers = [
    Case(
      .openAPI31, #"{"type": "integer"}"#, valid: ["1", "1.0", "1e3", "1E+2", "-0.0", "12e-0", "100e-2"],
      invalid: ["1.5", "1e-1", "15e-1"]),
    Case(
      .openAPI31, #"{"const": 9007199254740993}"#, valid: ["9007199254740993", "9007199254740993.0"],
      invalid: ["9007199254740992"]),
    Case(
      .openAPI31, #"{"enum": [1]}"#, valid: ["1", "1.0", "1e0", "10e-1", "0.1e1"],
      invalid: ["-1", "1.00000000000000000000000001"]),
    Case(
      .openAPI31, #"{"maximum": 9007199254740992}"#, valid: ["9007199254740992"],
      invalid: ["9007199254740993", "1e400"]),
    Case(
      .openAPI31, #"{"minimum": -0.1}"#, valid: ["-0.1", "0", "-0.10"], invalid: ["-0.10000000000000000001"]),
    Case(
      .openAPI31, #"{"multipleOf": 0.01}"#, valid: ["0.07", "19.99", "1e2", "0", "-4.35"],
      invalid: ["0.075", "1e-3"]),
    Case(.openAPI31, #"{"multipleOf": 0.1}"#, valid: ["0.3", "0.7", "1.1"], invalid: ["0.35"]),
    Case(.openAPI31, #"{"multipleOf": 8}"#, valid: ["64", "1e3", "1e300"], invalid: ["1e2", "4", "12"]),
    Case(.openAPI31, #"{"multipleOf": 7}"#, valid: ["7e300"], invalid: ["1e300"]),
    Case(.openAPI31, #"{"multipleOf": 0.123456789}"#, valid: ["123456789"], invalid: ["1e308"]),
    Case(
      .openAPI31, #"{"multipleOf": 12345678901234567891}"#, valid: ["24691357802469135782", "0"],
      invalid: ["24691357802469135783"]),
    Case(
      .openAPI31, #"{"multipleOf": 1234567890123456789012345678901}"#,
      valid: ["2469135780246913578024691357802", "1234567890123456789012345678901e5000000"],
      invalid: ["2469135780246913578024691357803", "1e5000000"]),
    Case(
      .openAPI31, #"{"multipleOf": 3e-999999999999}"#, valid: ["3", "0.3", "111"],
      invalid: ["1", "1\(String(repeating: "0", count: 5000))1e-5001"]),
    Case(.openAPI31, #"{"multipleOf": 0}"#, valid: ["1", "0"], invalid: []),
    Case(.openAPI31, #"{"maxLength": 2.0}"#, valid: [#""ab""#], invalid: [#""abc""#]),
    Case(.openAPI31, #"{"maxItems": 1e99}"#, valid: ["[1]"], invalid: []),
    Case(
      .openAPI31, #"{"minLength": 2, "maxLength": 2}"#,
      valid: [#""éé""#, #""\ud83e\udd8a🦊""#, "\"e\u{301}\"", #""\ud83ea""#],
      invalid: [#""🦊""#, "\"e\u{301}\u{301}\""]),
  ]

  static let formats = [
    Case(
      .openAPI31, #"{"format": "uri"}"#,
      valid: [
        #""https://example.com/a?b=c#d""#, #""data:image/png;base64,AAAA""#, #""urn:uuid:x""#,
        #""http://[::1]:80/""#,
        #""s3://bucket/key""#,
        #""http://u:p@h/%41""#, "5",
      ],
      invalid: [
        #""""#, #""/relative""#, #""example.com/a""#, #""http://a b/""#, #""http://a/%zz""#, #""http://é/""#,
        #""http://[::1/""#, #""http://h:x/""#, #""1http://a""#,
      ]),
    Case(
      .openAPI31, #"{"format": "date-time"}"#,
      valid: [
        #""2026-01-31T12:00:00Z""#, #""2024-02-29t00:00:00.123+05:30""#, #""1998-12-31T23:59:60Z""#,
        #""1998-12-31T15:59:60-08:00""#,
      ],
      invalid: [
        #""2026-02-29T00:00:00Z""#, #""2026-01-31 12:00:00Z""#, #""2026-01-31T12:00:00""#,
        #""2026-01-31T24:00:00Z""#,
        #""2026-01-31T12:00:00.Z""#, #""1998-12-31T22:59:60Z""#, #""2026-13-01T00:00:00Z""#,
        #""2026-01-31T12:00:00+24:00""#,
      ]),
    Case(
      .openAPI31, #"{"format": "date"}"#, valid: [#""2026-01-31""#],
      invalid: [#""2026-1-31""#, #""2026-04-31""#, #""20260131""#]),
    Case(
      .openAPI31, #"{"format": "uuid"}"#, valid: [#""123e4567-E89B-12d3-a456-426614174000""#],
      invalid: [
        #""123e4567e89b12d3a456426614174000""#, #""123e4567-e89b-12d3-a456-42661417400g""#,
        #""{123e4567-e89b-12d3-a456-426614174000}""#,
      ]),
    Case(
      .openAPI31, #"{"format": "email"}"#,
      valid: [#""a.b+c@example.com""#, #""\"a b\"@x""#, #""a@[127.0.0.1]""#, #""a@[IPv6:::1]""#],
      invalid: [
        #""a""#, #""@a""#, #""a@""#, #"".a@b.c""#, #""a..b@c""#, #""a b@c""#, #""a@b_c""#,
        #""a@[300.0.0.1]""#,
      ]),
    Case(.openAPI31, #"{"format": "binary"}"#, valid: [#""anything""#], invalid: []),
    Case(.draft2020, #"{"format": "uuid"}"#, valid: [#""no uuid""#], invalid: []),
  ]

  static let patterns = [
    Case(.openAPI31, #"{"pattern": "b"}"#, valid: [#""abc""#, "1"], invalid: [#""ac""#]),
    Case(.openAPI31, #"{"pattern": "^a$"}"#, valid: [#""a""#], invalid: [#""a\n""#]),
    Case(.openAPI31, #"{"pattern": "^\\d+$"}"#, valid: [#""12""#], invalid: ["\"\u{663}\""]),
    Case(.openAPI31, #"{"pattern": "^\\u0041\\/[^]$"}"#, valid: [#""A/x""#], invalid: [#""B/x""#]),
    Case(
      .openAPI31, #"{"pattern": "^\\p{Script=Greek}\\p{Lowercase_Letter}$"}"#, valid: [#""Ωa""#],
      invalid: [#""aa""#, #""ΩA""#]),
    Case(
      .openAPI31, #"{"pattern": "^(?<y>[0-9]{4})-\\k<y>$"}"#, valid: [#""2026-2026""#],
      invalid: [#""2026-2025""#]),
    Case(
      .openAPI31, #"{"patternProperties": {"^x-": {"type": "integer"}}}"#, valid: [#"{"x-a": 1, "y": ""}"#],
      invalid: [#"{"x-a": ""}"#]),
  ]

  @Test(arguments: dialects + numbers + formats + patterns)
  func means(_ given: Case) throws {
    for payload in given.valid {
      let report = try validate(payload, given.schema, given.dialect)
      #expect(report.isValid && report.problems.isEmpty, "\(payload)")
    }
    for payload in given.invalid {
      let report = try validate(payload, given.schema, given.dialect)
      #expect(!report.isValid && !report.problems.isEmpty, "\(payload)")
    }
  }
}
