import SVText
import Testing

@Suite struct DocumentTests {
  @Test func readsEveryKind() throws {
    let document = try JSONDocument(text: #" {"a":[1,-2.5,"x\n",true,false,null,{}],"b":{"c":[]}} "#)
    let root = document.root
    #expect(root.kind == .object)
    #expect(root.members.map { $0.key } == ["a", "b"])
    let list = try #require(root["a"])
    #expect(list.elements.map { $0.kind } == [.number, .number, .string, .boolean, .boolean, .null, .object])
    let values = Array(list.elements)
    #expect(values[0].int == 1 && values[0].double == 1 && values[0].numberText == "1")
    #expect(values[1].int == nil && values[1].double == -2.5 && values[1].numberText == "-2.5")
    #expect(values[2].string == "x\n" && values[2].isString("x\n") && values[2].rawText == #""x\n""#)
    #expect(values[3].boolean == true && values[4].boolean == false && values[5].isNull)
    #expect(Array(values[6].members).isEmpty && Array(values[6].elements).isEmpty)
    #expect(root["b"]?["c"]?.kind == .array && root["b"]?["c"]?.rawText == "[]")
    #expect(list.rawText == #"[1,-2.5,"x\n",true,false,null,{}]"# && list.rawRange == 6..<39)
    #expect(root.rawText == #"{"a":[1,-2.5,"x\n",true,false,null,{}],"b":{"c":[]}}"#)
  }

  @Test func nothingIsReadAsSomethingElse() throws {
    let root = try JSONDocument(text: #"["1",1,true,null,{"length":1},[2]]"#).root
    let values = Array(root.elements)
    #expect(values.map { $0.string } == ["1", nil, nil, nil, nil, nil])
    #expect(values.map { $0.int } == [nil, 1, nil, nil, nil, nil])
    #expect(values.map { $0.double } == [nil, 1, nil, nil, nil, nil])
    #expect(values.map { $0.numberText } == [nil, "1", nil, nil, nil, nil])
    #expect(values.map { $0.boolean } == [nil, nil, true, nil, nil, nil])
    #expect(values.map { $0.isNull } == [false, false, false, true, false, false])
    #expect(values.map { $0["length"]?.int } == [nil, nil, nil, nil, 1, nil])
    #expect(Array(root.members).isEmpty)
  }

  @Test func keysCompareByCodePoints() throws {
    let root = try JSONDocument(text: #"{"e\u0301":1,"\u00e9":2,"k":3,"k":4,"":5,"\ud800":6,"a\u0000b":7}"#)
      .root
    #expect(root["e\u{301}"]?.int == 1 && root["\u{E9}"]?.int == 2)
    #expect(root["k"]?.int == 4 && root[""]?.int == 5 && root["\u{FFFD}"]?.int == 6 && root["a\0b"]?.int == 7)
    #expect(root["K"] == nil && root["kk"] == nil && root["a"] == nil)
    #expect(root.members.map { $0.value.int } == [1, 2, 3, 4, 5, 6, 7])
  }

  static let strings: [(String, String)] = [
    (#""""#, ""), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
    (#""\u0041\u00Df\u20aC""#, "A\u{DF}\u{20AC}"),
    (#""\ud83d\ude00""#, "😀"), (#""\uD83D""#, "\u{FFFD}"), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
    (#""\ud83d\ud83d\ude00x""#, "\u{FFFD}😀x"), (#""\ud83d\n""#, "\u{FFFD}\n"),
    (#""\udbff\udfff""#, "\u{10FFFF}"),
    (#""\uDC00\uDC00""#, "\u{FFFD}\u{FFFD}"), (#""\udfff\udfff\udfff""#, "\u{FFFD}\u{FFFD}\u{FFFD}"),
    (#""\udc00\ud83d\ude00""#, "\u{FFFD}😀"), (#""\ude00\u0041""#, "\u{FFFD}A"),
    (#""\ud83d\u0041""#, "\u{FFFD}A"),
    (#""a\u0000b""#, "a\0b"), ("\"\u{2028}\u{7F}é\"", "\u{2028}\u{7F}é"),
  ]

  @Test(arguments: strings) func decodesStrings(_ json: String, _ expected: String) throws {
    let root = try JSONDocument(text: json).root
    #expect(root.string.map { Array($0.utf8) } == Array(expected.utf8))
    #expect(root.isString(expected) && !root.isString(expected + "x") && root.rawText == json)
  }

  static let numbers: [(String, Int64?, Double)] = [
    ("0", 0, 0), ("-0", 0, -0.0), ("1.0", 1, 1), ("1e2", 100, 100), ("1E+2", 100, 100), ("1200e-2", 12, 12),
    ("1.5", nil, 1.5), ("15e-1", nil, 1.5), ("1.50e1", 15, 15), ("0.000", 0, 0),
    ("0e999999999999999999999", 0, 0),
    ("9223372036854775807", .max, 0x1p63), ("-9223372036854775808", .min, -0x1p63),
    ("9223372036854775808", nil, 0x1p63), ("-9223372036854775809", nil, -0x1p63),
    ("18446744073709551616", nil, 0x1p64), ("9.223372036854775807e18", .max, 0x1p63),
    ("1e18", 1_000_000_000_000_000_000, 1e18), ("1e19", nil, 1e19), ("1e400", nil, .infinity),
    ("-1e400", nil, -.infinity), ("1e-400", nil, 0), ("1e99999999999999999999", nil, .infinity),
    ("1e-99999999999999999999", nil, 0),
    ("123456789012345678901234567890123456789012345678901234567890", nil, 1.2345678901234568e59),
    ("100000000000000000000e-20", 1, 1), ("0.1", nil, 0.1), ("5e-324", nil, .leastNonzeroMagnitude),
    ("2.2250738585072014e-308", nil, .leastNormalMagnitude),
    ("1.7976931348623157e308", nil, 1.7976931348623157e308),
  ]

  @Test(arguments: numbers) func readsNumbers(_ text: String, _ int: Int64?, _ double: Double) throws {
    for json in [text, "[\(text)]", " \(text) "] {
      let root = try JSONDocument(text: json).root
      let number = root.kind == .array ? try #require(Array(root.elements).first) : root
      #expect(number.numberText == text)
      #expect(number.int == int)
      #expect(number.double == double && number.double?.sign == double.sign)
    }
  }

  static let errors: [(String, JSONError.Reason, Int)] = [
    ("", .truncated, 0), (" ", .truncated, 1), ("\u{FEFF}", .truncated, 3), ("[", .truncated, 1),
    ("[1", .truncated, 2),
    ("[1,", .truncated, 3), ("[1,]", .syntax, 3), ("[,1]", .syntax, 1), ("[1 2]", .syntax, 3),
    ("[1}", .syntax, 2),
    ("[1]]", .syntax, 3), ("[1] x", .syntax, 4), ("1 2", .syntax, 2), ("\"a\" \"b\"", .syntax, 4),
    ("]", .syntax, 0),
    ("{", .truncated, 1), ("{\"a\"", .truncated, 4), ("{\"a\":", .truncated, 5), ("{\"a\":1", .truncated, 6),
    ("{\"a\":1,", .truncated, 7), ("{\"a\":1,}", .syntax, 7), ("{\"a\" 1}", .syntax, 5),
    ("{\"a\":1 \"b\":2}", .syntax, 7),
    ("{a:1}", .syntax, 1), ("{1:1}", .syntax, 1), ("{\"a\":}", .syntax, 5), ("{\"a\":1]", .syntax, 6),
    ("{\"a\":[1}", .syntax, 7), ("{\"a\":{\"b\":1}", .truncated, 12), ("[\"a\":1]", .syntax, 4),
    ("[\"abc", .truncated, 5),
    ("[\"ab\\", .truncated, 5), ("[\"ab\\u00", .truncated, 8), ("\"abc", .truncated, 4),
    ("\"abc\\", .truncated, 5),
    ("[\"\\x\"]", .syntax, 2), ("[\"\\u12g4\"]", .syntax, 2), ("[\"a\tb\"]", .syntax, 3),
    ("[\"a\u{0}b\"]", .syntax, 3),
    ("{\"a\\q\":1}", .syntax, 3), ("tru", .truncated, 3), ("[tru]", .syntax, 1), ("nul", .truncated, 3),
    ("True", .syntax, 0), ("nullx", .syntax, 0), ("[01]", .syntax, 1), ("[-]", .syntax, 1),
    ("-", .truncated, 1),
    ("1.", .truncated, 2), ("[1.]", .syntax, 1), ("[.5]", .syntax, 1), ("[+1]", .syntax, 1),
    ("[1e]", .syntax, 1),
    ("[0x10]", .syntax, 1), ("[NaN]", .syntax, 1), ("[1\"a\"]", .syntax, 1), ("[\"a\"x]", .syntax, 4),
    ("['a']", .syntax, 1), ("[1]//", .syntax, 3), ("[1,\u{A0}2]", .syntax, 3), ("[\u{0}1]", .syntax, 1),
    ("é", .syntax, 0), ("\u{FEFF}[1,]", .syntax, 6), ("[\"a\nb\",]", .syntax, 3),
    ("[1,,\"a\nb\"]", .syntax, 3),
  ]

  @Test(arguments: errors) func refuses(_ text: String, _ reason: JSONError.Reason, _ offset: Int) {
    #expect(error(of: text) == JSONError(reason: reason, offset: offset))
  }

  @Test func illFormedUTF8IsRefused() {
    let sequences: [[UInt8]] = [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82],
      [0xF0, 0x80, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
    ]
    for sequence in sequences {
      let text = Array("[\"é".utf8) + sequence + Array("\"]".utf8)
      #expect(throws: JSONError(reason: .encoding, offset: 4)) { try parse(text).get() }
      #expect(withExactBytes(text) { !JSONText.isValidUTF8($0) })
    }
  }

  @Test func limits() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(error(of: nested(256)) == nil)
    #expect(error(of: nested(257)) == JSONError(reason: .tooDeep, offset: 256))
    #expect(error(of: nested(100_000)) == JSONError(reason: .tooDeep, offset: 256))
    #expect(error(of: nested(100_000), depthMax: 100_000) == nil)
    #expect(error(of: #"{"a":{"b":[]}}"#, depthMax: 2) == JSONError(reason: .tooDeep, offset: 10))
    #expect(error(of: "1", depthMax: 0) == nil)
    #expect(error(of: "[1,2,3]", nodesMax: 4) == nil)
    #expect(error(of: "[1,2,3]", nodesMax: 3) == JSONError(reason: .tooLarge, offset: 5))
    #expect(error(of: #"{"a":1}"#, nodesMax: 2) == JSONError(reason: .tooLarge, offset: 5))
    #expect(error(of: "[", depthMax: -1, nodesMax: -1) == JSONError(reason: .tooDeep, offset: 0))
  }

  @Test func positionsCountLinesAndCodePoints() throws {
    let text = "\u{FEFF}{\n  \"é\": 1,\r\n  \"b\": tru\n}"
    let problem = try #require(error(of: text))
    let position = withExactBytes(Array(text.utf8)) { problem.position(in: $0) }
    #expect(position.line == 3 && position.column == 8)
    let beyond = withExactBytes([]) { JSONError(reason: .syntax, offset: 99).position(in: $0) }
    #expect(beyond.line == 1 && beyond.column == 1)
  }

  @Test func nodesKeepTheirDocument() throws {
    func element() throws -> JSONNode? {
      try JSONDocument(text: #"["kept"]"#).root.elements.first { _ in true }
    }
    #expect(try element()?.string == "kept")
  }
}
