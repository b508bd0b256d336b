import SVText
import Testing

/// Borrowed texts and their operations.
@Suite struct SliceTests {
  /// A workspace, which the test must keep alive.
  private func workspace(_ text: String = "0") throws -> JSONWorkspace {
    JSONWorkspace(try JSONDocument(text: text))
  }

  @Test func comparesBytes() {
    let composed: UTF8Slice = "\u{e9}"
    let decomposed: UTF8Slice = "e\u{301}"
    #expect(composed != decomposed)
    #expect("ab" as UTF8Slice == "ab" && "ab" as UTF8Slice != "abc" && "" as UTF8Slice == "")
    #expect(Set<UTF8Slice>(["a", "b", "a"]).count == 2)
    // A literal of one character has an address too.
    #expect(String("/" as UTF8Slice) == "/")
  }

  @Test(arguments: [
    ("abc", -1, 2, "ab"), ("abc", 1, 9, "bc"), ("abc", 2, 1, ""), ("abc", 5, 9, ""), ("", 0, 1, ""),
  ])
  func parts(text: String, from: Int, to: Int, expected: String) {
    text.withSlice { #expect(String($0.part(from, to)) == expected) }
  }

  @Test func looks() {
    let text: UTF8Slice = "one/two//three"
    #expect(
      text.hasStart("one") && !text.hasStart("two") && text.hasEnd("three") && !text.hasEnd("one/two//threee")
    )
    #expect(text.place(of: 0x2F) == 3 && text.lastPlace(of: 0x2F) == 8 && text.place(of: 0x21) == nil)
    #expect(text.has("//") && !text.has("///") && text.place(of: "two") == 4)
    #expect(text.parts(separatedBy: 0x2F) == ["one", "two", "", "three"])
    #expect(("" as UTF8Slice).parts(separatedBy: 0x2F) == [""])
    #expect(text[0] == 0x6F && text[-1] == 0 && text[99] == 0 && ("" as UTF8Slice).last == 0)
    #expect((" \ta b\n" as UTF8Slice).trimmed == "a b" && (" " as UTF8Slice).trimmed == "")
    #expect(("a\u{e9}\u{1F44D}" as UTF8Slice).scalarCount == 3)
    #expect(("a\u{e9}\u{1F44D}" as UTF8Slice).prefix(scalars: 2) == "a\u{e9}")
  }

  @Test(
    arguments: [("get", 0), ("post", 2), ("ge", nil), ("get put", nil), ("", nil), ("posts", nil)]
      as [(String, Int?)])
  func words(text: String, place: Int?) {
    text.withSlice { #expect($0.place(among: "get put post") == place) }
  }

  @Test(arguments: [
    ("a%41b", "aAb"), ("%", "%"), ("%4", "%4"), ("%4g", "%4g"), ("%%41", "%A"), ("%4%41", "%4A"),
    ("%zz", "%zz"),
    ("%e2%82%AC", "\u{20AC}"), ("plain", "plain"), ("100%", "100%"), ("%2541", "%41"),
  ])
  func percent(text: String, expected: String) throws {
    let workspace = try workspace()
    text.withSlice { #expect(String(PercentEncoding.decoded($0, workspace.texts)) == expected) }
  }

  @Test(
    arguments: [
      ("promt", "prompt"), ("Image-URL", "image_url"), ("1080", "1080p"), ("x", nil), ("", nil),
      ("swpa", "swap"),
    ] as [(String, String?)])
  func nearest(text: String, expected: String?) {
    let known: [UTF8Slice] = ["prompt", "image_url", "1080p", "swap"]
    text.withSlice { #expect(NearestName.nearest(to: $0, among: known).map { String($0) } == expected) }
  }

  @Test func wordsArePutTogether() {
    let name: UTF8Slice = "a\u{e9}"
    let more: Words = "and \(7) more"
    let text: Words = "\(name) \(more), \("a string" as String)"
    #expect(text.text == "a\u{e9} and 7 more, a string")
    #expect(text.isText("a\u{e9} and 7 more, a string") && !text.isText("a\u{e9}"))
  }

  @Test func placesAreKept() {
    var places = Places<Int>()
    for number in 0..<1000 {
      let added = places.add(number * 7)
      #expect(added.place == number && added.isNew)
    }
    #expect(places.add(70).place == 10 && !places.add(70).isNew && places.count == 1000)
    #expect(places.place(of: 6993) == 999 && places.place(of: 1) == nil && places.has(0))
    #expect(places.keys == (0..<1000).map { $0 * 7 })
  }

  /// A view returns the same as a node, for every value of a document.
  @Test func viewsShowWhatNodesSay() throws {
    let text =
      #"{"a": [1, 1.50, "x\n\u00e9", null, true], "b\u0041": {"a": 1, "a": 2}, "": false, "\\": "\\u"}"#
    let workspace = try workspace(text)
    func compare(_ node: JSONNode) {
      let view = workspace.view(node)
      #expect(
        view.kind == node.kind && view.boolean == node.boolean && view.int == node.int
          && view.double == node.double)
      #expect(view.text.map { String($0) } == node.string && String(view.raw) == node.rawText)
      #expect(view.elements.map { $0.identity } == node.elements.map { $0.identity })
      #expect(view.members.map { String($0.key.name) } == node.members.map { $0.key })
      #expect(view.subtree == node.subtree && workspace.document.node(view).identity == node.identity)
      for (key, _) in node.members {
        key.withSlice { #expect(view[$0]?.identity == node[key]?.identity && view[$0] != nil) }
      }
      for element in node.elements { compare(element) }
      for (_, value) in node.members { compare(value) }
    }
    compare(workspace.document.root)
    #expect(workspace.root["bA"]?["a"]?.int == 2 && workspace.root["b"] == nil)
    #expect(workspace.root["a"]?.elementCount == 5)
  }

  /// Brief texts are freed; lasting texts and decoded strings are not.
  @Test func memory() throws {
    let workspace = try workspace(#"["a\tb"]"#)
    let element = try #require(workspace.root.elements.first { _ in true })
    var (lasting, decoded): (UTF8Slice, UTF8Slice) = ("", "")
    let long = String(repeating: "x", count: 10_000)
    for _ in 0..<100 {
      workspace.texts.briefly {
        _ = workspace.texts.text(copying: long)
        lasting = workspace.texts.lasting.text(copying: "kept")
        decoded = element.name
        _ = workspace.texts.joined([lasting, decoded], by: long.withSlice { workspace.texts.text($0) })
      }
    }
    #expect(lasting == "kept" && decoded == "a\tb")
    #expect(String(workspace.texts.joined(["a", "b", "c"], by: ", ")) == "a, b, c")
    #expect(String(workspace.texts.lowercased("A\u{c9}Z[")) == "a\u{c9}z[")
    #expect(String(workspace.texts.uppercased("a\u{e9}z{")) == "A\u{e9}Z{")
    #expect(!workspace.texts.hasFailed)
  }
}
