import SVText
import Testing

@Suite struct WriterTests {
  static func written(_ write: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    write(&writer)
    return writer.text
  }

  @Test func putsCommasWhereTheyBelong() {
    let text = Self.written {
      $0.beginObject()
      $0.field("a", "x")
      $0.field("b", nil as String?)
      $0.field("c", Int64.min)
      $0.field("d", false)
      $0.key("e")
      $0.beginArray()
      $0.uint(.max)
      $0.beginArray()
      $0.endArray()
      $0.beginObject()
      $0.endObject()
      $0.null()
      $0.endArray()
      $0.fieldRaw("f", "[1, 2]")
      $0.fieldRaw("g", "")
      $0.endObject()
    }
    #expect(
      text == #"{"a":"x","b":null,"c":-9223372036854775808,"d":false,"#
        + #""e":[18446744073709551615,[],{},null],"f":[1, 2],"g":null}"#)
    #expect(error(of: text) == nil)
  }

  @Test func resetBeginsAnew() {
    var writer = JSONWriter()
    writer.int(1)
    writer.reset()
    writer.int(2)
    #expect(writer.text == "2")
    writer.reset()
    #expect(writer.bytes.isEmpty)
  }

  @Test func escapesWhatJSONAsksForAndNothingElse() throws {
    let all =
      String(String.UnicodeScalarView((0...0x2FF).compactMap { Unicode.Scalar($0) })) + "\u{2028}\u{2029}😀/"
    let text = Self.written { $0.string(all) }
    #expect(try JSONDocument(text: text).root.string.map { Array($0.utf8) } == Array(all.utf8))
    #expect(!text.utf8.contains { $0 < 0x20 })
    #expect(
      Self.written { $0.string("\0\u{8}\t\n\u{C}\r\u{1F}\"\\/\u{7F}\u{2028}") }
        == #""\u0000\b\t\n\f\r\u001f\"\\/"# + "\u{7F}\u{2028}\"")
  }

  @Test func illFormedUTF8BecomesReplacements() {
    let text: [UInt8] = [0x61, 0xFF, 0x62, 0xE2, 0x82, 0x22, 0xF0, 0x9F, 0x98, 0x80]
    #expect(
      Self.written { writer in withExactBytes(text) { writer.string(utf8: $0) } }
        == "\"a\u{FFFD}b\u{FFFD}\\\"😀\"")
    #expect(Self.written { writer in withExactBytes([]) { writer.string(utf8: $0) } } == "\"\"")
  }

  static let doubles: [(Double, String?)] = [
    (0, nil), (-0.0, nil), (0.1, nil), (1e21, nil), (1.5e300, nil), (.leastNonzeroMagnitude, nil),
    (.greatestFiniteMagnitude, nil),
    (123456789.25, nil), (.nan, "null"), (.infinity, "null"), (-.infinity, "null"),
  ]

  @Test(arguments: doubles) func doublesReadBackTheSame(_ value: Double, _ expected: String?) throws {
    let text = Self.written { $0.double(value) }
    if let expected {
      #expect(text == expected)
    } else {
      #expect(try JSONDocument(text: text).root.double == value)
    }
  }

  static let raws: [(String, String, String)] = [
    ("{\"a\": 1}", "{\"a\": 1}", "{\"a\":1}"),
    ("{\n  \"a b\\\" c\" :\t[ 1 , 2 ]\r\n}", #"{"a b\" c":[1,2]}"#, #"{"a b\" c":[1,2]}"#),
    ("", "null", "null"), (" \n", "null", "null"), ("\"a\nb\"", #""a\nb""#, #""a\nb""#),
    ("\"\\\\\" ", "\"\\\\\" ", "\"\\\\\""),
    ("[\"\\\\\", \"x y\"]", "[\"\\\\\", \"x y\"]", "[\"\\\\\",\"x y\"]"),
    ("\"\u{1}\"", "\"\\u0001\"", "\"\\u0001\""),
  ]

  @Test(arguments: raws) func rawTextComesOutOnOneLine(_ json: String, _ raw: String, _ compact: String) {
    #expect(Self.written { $0.raw(json) } == raw)
    #expect(Self.written { $0.rawCompact(json) } == compact)
  }
}
