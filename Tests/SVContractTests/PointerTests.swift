import SVText
import Testing

@testable import SVContract

@Suite struct PointerTests {
  /// The document of RFC 6901, section 5, and some of its own.
  static let document = #"""
    {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8,
     "~1": 9, "\u00e9": 10, "e\u0301": 11, "deep": [[{"": {"": 12}}]], "%41": 13}
    """#

  @Test(arguments: [
    ("", "object"), ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"), ("/e^f", "3"),
    ("/g|h", "4"),
    (#"/i\j"#, "5"), (#"/k"l"#, "6"), ("/ ", "7"), ("/m~0n", "8"), ("/~01", "9"), ("/\u{e9}", "10"),
    ("/e\u{301}", "11"), ("/deep/0/0//", "12"), ("/foo/2", ""), ("/foo/-1", ""), ("/foo/00", ""),
    ("/foo/01", ""),
    ("/foo/", ""), ("/foo/99999999999999999999", ""), ("/absent", ""), ("foo", ""), ("/a~1b/x", ""),
  ])
  func text(pointer: String, expected: String) throws {
    let workspace = try Kept.workspace(Self.document)
    let node = JSONPointer(try Kept.text(pointer), workspace.texts)?.node(in: workspace.root)
    #expect(node.map { $0.kind == .object ? "object" : String($0.raw) } ?? "" == expected)
  }

  @Test(arguments: [
    ("", "object"), ("/foo/0", #""bar""#), ("/a~1b", "1"), ("/c%25d", "2"), ("/e%5Ef", "3"), ("/g%7Ch", "4"),
    ("/i%5Cj", "5"), ("/k%22l", "6"), ("/%20", "7"), ("/%7E01", "9"), ("/%C3%A9", "10"),
    ("%2Ffoo%2F1", #""baz""#),
    ("/c%d", "2"), ("/%2541", "13"),
  ])
  func fragment(pointer: String, expected: String) throws {
    let workspace = try Kept.workspace(Self.document)
    let node = JSONPointer(fragment: try Kept.text(pointer), workspace.texts)?.node(in: workspace.root)
    #expect(node.map { $0.kind == .object ? "object" : String($0.raw) } ?? "" == expected)
  }

  @Test(arguments: ["", "/", "/a~1b/~0/0", "/~01", "//"])
  func written(pointer: String) throws {
    let text = try Kept.text(pointer)
    #expect(try #require(JSONPointer(text, try Kept.workspace("0").texts)).text == pointer)
  }
}
