import SVText
import Testing

@testable import SVContract

@Suite struct InspectionTests {
  /// A document whose only field "a" has this schema.
  private static func document(_ schema: String, others: String = "") -> String {
    ##"""
    {"openapi": "3.1.0", "paths": {"/x": {"post": {"requestBody": {"content": {"application/json": {"schema":
      {"type": "object", "required": ["a"], "properties": {"a": \##(schema)\##(others)}}}}}}}},
     "components": {"schemas": {"Loop": {"$ref": "#/components/schemas/Loop"},
       "Named": {"$id": "http://h/named", "$anchor": "here", "type": "string"}}}}
    """##
  }

  private static func answer(_ document: String, _ query: String) throws -> JSONNode {
    let text = try document.withUTF8Bytes { document in
      try query.withUTF8Bytes { query in
        try Inspection.answer(openapi: document, docs: nil, query: query).text
      }
    }
    return try JSONDocument(text: text).root
  }

  /// Notes are made between brief texts, and must last.
  @Test(arguments: [
    (
      ##"{"type": "array", "items": {"$ref": "#/components/schemas/Nowhere"}}"##,
      ##"the reference "#/components/schemas/Nowhere" leads nowhere in this document"##
    ),
    (
      ##"{"anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "other.json#/A"}}]}"##,
      ##"the reference "other.json#/A" leads to another document and was not followed"##
    ),
    (
      ##"{"type": "array", "items": {"$ref": "#/components/schemas/Loop"}}"##,
      ##"the reference "#/components/schemas/Loop" leads back to itself"##
    ),
    (
      ##"{"type": "array", "items": {"$ref": "#no%20where"}, "title": "a\n"}"##,
      ##"the reference "#no%20where" leads nowhere in this document"##
    ),
  ])
  func notes(schema: String, note: String) throws {
    let answer = try Self.answer(Self.document(schema), #"{"endpoint": "/x", "template": true}"#)
    let notes = try #require(answer["notes"]).elements.map { $0.string ?? "" }
    #expect(notes.contains(note), "\(notes)")
  }

  /// Cached parts of a document are made inside brief work, and must last too.
  @Test func resourcesLast() throws {
    let others = (0..<20).map {
      ##", "b\##($0)": {"type": "array", "items": {"anyOf": [{"type": "integer"}, {"$ref": "http://h/named#here"}]}}"##
    }
    let document = Self.document(
      #"{"type": "array", "items": {"$ref": "http://h/named"}}"#, others: others.joined())
    let answer = try Self.answer(document, #"{"endpoint": "/x"}"#)
    #expect(answer["notes"]?.elements.map { $0.string ?? "" } == [])
    let types = answer["fields"]?.elements.map { $0["type"]?.string ?? "" }
    #expect(types == ["array<string>"] + Array(repeating: "array<integer | string>", count: 20))
  }

  @Test(arguments: [
    ("1", true), ("+1", true), ("2", true), ("3", false), ("Two", true), ("two", true), ("-1", false),
  ])
  func variant(word: String, isKnown: Bool) throws {
    let variants =
      #"{"oneOf": [{"title": "One", "type": "object", "required": ["b"]}, {"title": "Two", "type": "object"}]}"#
    let document = ##"""
      {"openapi": "3.1.0", "paths": {"/x": {"post": {"requestBody": {"content": {"application/json": {"schema": \##(variants)}}}}}}}
      """##
    let query = ##"{"endpoint": "/x", "template": true, "variant": "\##(word)"}"##
    if isKnown {
      #expect(try Self.answer(document, query)["request_template"]?.kind == .object)
    } else {
      #expect(throws: InspectionError.self) { try Self.answer(document, query) }
    }
  }
}

extension String {
  fileprivate func withUTF8Bytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
    try Array(utf8).withUnsafeBytes(body)
  }
}
