import SVText
import Testing

@testable import SVContract

@Suite struct ResolverTests {
  /// A document with a reference in "from", and the expected text of the target's member "x"; nil if it leads
  /// nowhere.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let dialect: SchemaDialect
    let document: String
    let expected: String?
    var note: String?
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "plain", dialect: .openAPI30, document: ##"{"from": {"$ref": "#/a/b"}, "a": {"b": {"x": 1}}}"##,
      expected: "1"),
    Case(
      name: "chain", dialect: .openAPI30,
      document: ##"{"from": {"$ref": "#/a"}, "a": {"$ref": "#/b"}, "b": {"$ref": "#/c"}, "c": {"x": 2}}"##,
      expected: "2"),
    Case(
      name: "escapes", dialect: .openAPI30,
      document:
        ##"{"from": {"$ref": "#/paths/~1a~1%7Bid%7D/x~01"}, "paths": {"/a/{id}": {"x~1": {"x": 3}}}}"##,
      expected: "3"),
    Case(
      name: "siblings hidden in 3.0", dialect: .openAPI30,
      document: ##"{"from": {"$ref": "#/a", "x": "sibling"}, "a": {"x": 4}}"##, expected: "4"),
    Case(
      name: "siblings win in 3.1", dialect: .openAPI31,
      document: ##"{"from": {"$ref": "#/a", "x": "sibling"}, "a": {"x": 4}}"##, expected: #""sibling""#),
    Case(
      name: "siblings add in 3.1", dialect: .openAPI31,
      document: ##"{"from": {"$ref": "#/a", "y": 0}, "a": {"x": 4}}"##, expected: "4"),
    Case(
      name: "cycle", dialect: .openAPI30,
      document: ##"{"from": {"$ref": "#/a"}, "a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}}"##,
      expected: nil, note: ##"the reference "#/a" leads back to itself"##),
    Case(
      name: "own cycle", dialect: .openAPI31, document: ##"{"from": {"$ref": "#/from"}}"##, expected: nil,
      note: ##"the reference "#/from" leads back to itself"##),
    Case(
      name: "nowhere", dialect: .openAPI30, document: ##"{"from": {"$ref": "#/nowhere"}}"##, expected: nil,
      note: ##"the reference "#/nowhere" leads nowhere in this document"##),
    Case(
      name: "external", dialect: .openAPI30,
      document: ##"{"from": {"$ref": "other.json#/a"}, "a": {"x": 1}}"##,
      expected: nil,
      note: ##"the reference "other.json#/a" leads to another document and was not followed"##),
    Case(
      name: "anchor", dialect: .openAPI31,
      document:
        ##"{"from": {"$ref": "#here"}, "components": {"schemas": {"A": {"$anchor": "here", "x": 5}}}}"##,
      expected: "5"),
    Case(
      name: "anchor in data", dialect: .openAPI31,
      document: ##"{"from": {"$ref": "#here"}, "example": {"$anchor": "here", "x": 5}}"##, expected: nil,
      note: ##"the reference "#here" leads nowhere in this document"##),
    Case(
      name: "$id", dialect: .draft2020,
      document:
        ##"{"$id": "http://h/root", "from": {"$ref": "sub/item#/y"}, "$defs": {"s": {"$id": "sub/item", "y": {"x": 6}}}}"##,
      expected: "6"),
    Case(
      name: "pointer within $id", dialect: .draft2020,
      document:
        ##"{"from": {"$ref": "other"}, "y": {"x": "outer"}, "$defs": {"s": {"$id": "other", "$ref": "#/y", "y": {"x": 7}}}}"##,
      expected: "7"),
    Case(
      name: "id in draft 4", dialect: .draft4,
      document:
        ##"{"id": "http://h/root.json", "from": {"$ref": "item.json"}, "definitions": {"s": {"id": "item.json", "x": 8}}}"##,
      expected: "8"),
    Case(
      name: "fragment id in draft 4", dialect: .draft4,
      document: ##"{"from": {"$ref": "#foo"}, "definitions": {"s": {"id": "#foo", "x": 9}}}"##, expected: "9"),
    Case(
      name: "a property called $ref", dialect: .openAPI31,
      document: ##"{"from": {"$ref": {"type": "string"}, "x": 10}}"##,
      expected: "10"),
    Case(
      name: "key that looks encoded", dialect: .openAPI30,
      document: ##"{"from": {"$ref": "#/a%20b"}, "a%20b": {"x": 11}}"##, expected: "11"),
    Case(
      name: "own URL", dialect: .draft2020,
      document: ##"{"$id": "http://h/a/root", "from": {"$ref": "../a/root#/y"}, "y": {"x": 12}}"##,
      expected: "12"),
    Case(
      name: "the whole", dialect: .openAPI30, document: ##"{"from": {"$ref": "#"}, "x": 13}"##, expected: "13"
    ),
  ]

  @Test(arguments: cases)
  func resolves(_ given: Case) throws {
    let workspace = try Kept.workspace(given.document)
    let root = workspace.root
    let resolver = SchemaResolver(workspace, root: root, dialect: given.dialect)
    let resolved = resolver.resolve(try #require(root["from"]))
    #expect(resolved.isWhole == (given.expected != nil))
    #expect((resolved["x"]?.raw).map { String($0) } == given.expected)
    #expect(resolver.notes.map { String($0) } == (given.note.map { [$0] } ?? []))
    _ = resolver.resolve(try #require(root["from"]))
    #expect(resolver.notes.count <= 1, "a note is given once")
  }

  @Test func longChainEnds() throws {
    let links = (0..<5000).map { ##""n\##($0)": {"$ref": "#/n\##($0 + 1)"}"## }.joined(separator: ", ")
    let workspace = try Kept.workspace("{\(links)}")
    let root = workspace.root
    let resolver = SchemaResolver(workspace, root: root, dialect: .openAPI30)
    #expect(!resolver.resolve(try #require(root["n0"])).isWhole)
    #expect(resolver.notes.count == 1)
  }

  @Test(arguments: [
    (#"{"openapi": "3.0.3"}"#, SchemaDialect.openAPI30), (#"{"openapi": "3.1.0"}"#, .openAPI31),
    (#"{"openapi": "3.2.0"}"#, .openAPI31), (#"{"swagger": "2.0"}"#, .swagger2),
    (#"{"swagger": 2.0}"#, .swagger2),
    (#"{"$schema": "http://json-schema.org/draft-04/schema#"}"#, .draft4), ("{}", .draft2020),
    ("[]", .draft2020),
  ])
  func dialect(document: String, expected: SchemaDialect) throws {
    #expect(SchemaDialect(of: try Kept.workspace(document).root) == expected)
  }
}

@Suite struct URIReferenceTests {
  /// RFC 3986, section 5.4.
  @Test(arguments: [
    ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
    ("/g", "http://a/g"), ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
    ("#s", "http://a/b/c/d;p?q"), (";x", "http://a/b/c/;x"), ("", "http://a/b/c/d;p?q"),
    (".", "http://a/b/c/"),
    ("./", "http://a/b/c/"), ("..", "http://a/b/"), ("../", "http://a/b/"), ("../g", "http://a/b/g"),
    ("../..", "http://a/"), ("../../g", "http://a/g"), ("../../../g", "http://a/g"), ("/./g", "http://a/g"),
    ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), (".g", "http://a/b/c/.g"),
    ("g..", "http://a/b/c/g.."),
    ("./../g", "http://a/b/g"), ("./g/.", "http://a/b/c/g/"), ("g/../h", "http://a/b/c/h"),
    ("g;x=1/../y", "http://a/b/c/y"), ("http:g", "http:g"),
  ])
  func resolved(reference: String, expected: String) throws {
    let texts = try Kept.workspace("0").texts
    let target = URIReference(try Kept.text(reference)).resolved(
      against: URIReference("http://a/b/c/d;p?q"), texts)
    #expect(String(target.text(texts)) == expected)
  }
}
