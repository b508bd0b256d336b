import SVText
import Testing

/// Compares all members by their description, because the library needs no `==` for them.
extension LifecycleFields: Equatable {
  public static func == (left: LifecycleFields, right: LifecycleFields) -> Bool {
    String(reflecting: left) == String(reflecting: right)
  }
}

@Suite struct LifecycleFieldsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let expect: @Sendable (inout LifecycleFields) -> Void
    var testDescription: String { text }

    init(_ text: String, _ expect: @escaping @Sendable (inout LifecycleFields) -> Void) {
      self.text = text
      self.expect = expect
    }
  }

  /// Reads the fields with every kind of memory around the text. The results must be equal.
  static func read(_ bytes: [UInt8]) throws -> LifecycleFields {
    let reader = try #require(JSONReader())
    let copied = withExactBytes(bytes) { reader.topLevel($0) }
    for byte in [
      UInt8(ascii: " "), 0, UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: ","),
    ] {
      let tail = [UInt8](repeating: byte, count: JSONReader.padding)
      let inPlace = withBytes(bytes, tail: tail) { reader.topLevel($0, spare: tail.count) }
      #expect(inPlace == copied, "with \(byte) after the text")
    }
    return copied
  }

  static let whole: [Case] = [
    Case(#"{}"#) { _ in },
    Case(#"{"id":"gen_123","status":"IN_QUEUE"}"#) { ($0.id, $0.status) = ("gen_123", "IN_QUEUE") },
    Case("\u{FEFF}  {\"id\" : \"a\" }\r\n") { $0.id = "a" },
    Case(#"{"id":12345678901234567890123,"status":"x"}"#) {
      ($0.id, $0.status) = ("12345678901234567890123", "x")
    },
    Case(#"{"id":1.50,"status":7}"#) { $0.id = "1.50" },
    Case(#"{"id":"","status":""}"#) { $0.status = "" },
    Case(#"{"id":null,"status":null,"data":null,"usage":null}"#) { _ in },
    Case(#"{"id":true,"status":["x"]}"#) { _ in },
    Case(#"{"id":{"id":"x"},"status":{"status":"x"}}"#) { _ in },
    Case(#"{"status":"IN_QUEUE","status":"COMPLETED"}"#) { $0.status = "COMPLETED" },
    Case(#"{"status":"COMPLETED","status":null}"#) { _ in },
    Case(#"{"\u0073tat\u0075s":"COMPLETED","i\u0064":"a"}"#) { ($0.id, $0.status) = ("a", "COMPLETED") },
    Case(#"{"Status":"x","statu":"x","statuss":"x","status ":"x","":"x"}"#) { _ in },
    Case(#"{"x":"\ud83d","y\udc00":1,"status":"COMPLETED"}"#) { $0.status = "COMPLETED" },
    Case(#"{"x":1e400,"y":123456789012345678901234567890,"status":"COMPLETED"}"#) { $0.status = "COMPLETED" },
    Case(#"{"x":-1.0e-999,"status":"COMPLETED","z":[1e999,{"status":"FAILED"}]}"#) {
      $0.status = "COMPLETED"
    },
    Case(#"{"data":{"id":"inner","status":"FAILED"},"input":{"id":"inner2"},"status":"IN_PROGRESS"}"#) {
      ($0.status, $0.data) = ("IN_PROGRESS", 8..<40)
    },
    Case(#"{"data": [1, 2] ,"usage": {"total":20} }"#) { ($0.data, $0.usage) = (9..<15, 26..<38) },
    Case(#"{"data":"text","usage":[]}"#) { $0.data = 8..<14 },
    Case(#"{"data":{},"usage":{}}"#) { ($0.data, $0.usage) = (8..<10, 19..<21) },
    Case(#"{"data":12.5 ,"usage":1}"#) { $0.data = 8..<12 },
    Case(#"{"id":"\ud83d\ude00\ud83d\u0041\n\/"}"#) { $0.id = "😀\u{FFFD}A\n/" },
    Case(#"{"status":"ü\u0000\"\\"}"#) { $0.status = "ü\0\"\\" },
  ]

  static let errorShapes: [Case] = [
    Case(#"{"error":"E","code":"C","message":"M"}"#) { ($0.error, $0.code, $0.message) = ("E", "C", "M") },
    Case(#"{"error":"RATE_LIMITED","message":"M"}"#) {
      ($0.error, $0.code, $0.message) = ("RATE_LIMITED", "RATE_LIMITED", "M")
    },
    Case(#"{"message":"M"}"#) { $0.message = "M" },
    Case(#"{"error":{"message":"M"}}"#) { $0.message = "M" },
    Case(#"{"error":{"message":"inner","code":"C","detail":"D"}}"#) {
      ($0.code, $0.message) = ("C", "inner")
    },
    Case(#"{"error":{"detail":"D","code":7}}"#) { $0.message = "D" },
    Case(#"{"error":{"message":"inner","code":"inner"},"code":"C","message":"M"}"#) {
      ($0.code, $0.message) = ("C", "M")
    },
    Case(#"{"error":{"message":{"text":"no"}},"detail":"D"}"#) { $0.message = "D" },
    Case(#"{"error":{"message":"inner"},"detail":"D"}"#) { $0.message = "inner" },
    Case(#"{"error":{},"code":1,"message":2}"#) { _ in },
    Case(#"{"error":null,"code":null,"message":null}"#) { _ in },
    Case(#"{"error":["x"],"code":"C"}"#) { $0.code = "C" },
    Case(#"{"error":"E","code":"","message":""}"#) { ($0.error, $0.code) = ("E", "E") },
    Case(#"{"detail":"D"}"#) { $0.message = "D" },
    Case(#"{"error":{"id":"x","status":"y","error":{"message":"deep"}}}"#) { _ in },
  ]

  @Test(arguments: whole + errorShapes) func wholeObject(_ test: Case) throws {
    var expected = LifecycleFields()
    expected.isObject = true
    test.expect(&expected)
    var found = try Self.read(Array(test.text.utf8))
    // `headCount` has a table of its own.
    found.headCount = nil
    #expect(found == expected)
  }

  /// Whatever follows the head, `id` and `status` are final. A longer number or string would be another head.
  @Test(arguments: [
    (#"{"id":"a","status":"S","x":1}"#, #"{"id":"a","status":"S""#),
    (#"{"status":"S","id":12,"x":1}"#, #"{"status":"S","id":12,"#),
    (#"{"status":"S"}"#, #"{"status":"S""#), (#"{"id":"a"}"#, ""), (#"{"status":1,"id":"a"}"#, ""),
    ("[]", ""),
    (#"{"x":{"status":"N"},"status" : "S" }"#, #"{"x":{"status":"N"},"status" : "S""#),
    (#"{"status":"A","status":"B","y":0}"#, #"{"status":"A","status":"B""#),
  ])
  func headEndsBehindIDAndStatus(text: String, head: String) throws {
    let count = try Self.read(Array(text.utf8)).headCount
    #expect(count.map { String(decoding: text.utf8.prefix($0), as: UTF8.self) } ?? "" == head)
  }

  struct Broken: Sendable, CustomTestStringConvertible {
    let text: String
    let reason: JSONError.Reason
    let offset: Int
    let status: String?
    let isObject: Bool
    var testDescription: String { text }

    init(
      _ text: String, _ reason: JSONError.Reason, at offset: Int, status: String? = nil, isObject: Bool = true
    ) {
      (self.text, self.reason, self.offset, self.status) = (text, reason, offset, status)
      self.isObject = isObject
    }
  }

  static let broken: [Broken] = [
    Broken(#"{"status":"COMPLETED","data":{"url":"https://"#, .truncated, at: 45, status: "COMPLETED"),
    Broken(#"{"status":"COMPLETED","data":{"x":1}"#, .truncated, at: 36, status: "COMPLETED"),
    Broken(#"{"status":"COMPLETED","data":[1,2"#, .truncated, at: 33, status: "COMPLETED"),
    Broken(#"{"status":"COMPLETED","data""#, .truncated, at: 28, status: "COMPLETED"),
    Broken(#"{"status":"COMPLETED","data":"#, .truncated, at: 29, status: "COMPLETED"),
    Broken(#"{"status":"COMPLETED","#, .truncated, at: 22, status: "COMPLETED"),
    Broken(#"{"status":"COMPLETED""#, .truncated, at: 21, status: "COMPLETED"),
    Broken(#"{"status":"COMPLETED"#, .truncated, at: 20),
    Broken(#"{"status":"COMPLETED\"#, .truncated, at: 21),
    Broken(#"{"status":"COMPLETED","x":"\"#, .truncated, at: 28, status: "COMPLETED"),
    Broken(#"{"status":"#, .truncated, at: 10),
    Broken(#"{"status":"A","id":12"#, .truncated, at: 21, status: "A"),
    Broken(#"{"status":"A","id":"12"#, .truncated, at: 22, status: "A"),
    Broken(#"{"status":"A"}}"#, .syntax, at: 14, status: "A"),
    Broken(#"{"status":"A"} trailing"#, .syntax, at: 15, status: "A"),
    Broken(#"{"status":"A"},{"status":"B"}"#, .syntax, at: 14, status: "A"),
    Broken(#"{"status":"A" "x":1}"#, .syntax, at: 14, status: "A"),
    Broken(#"{"status":"A",}"#, .syntax, at: 14, status: "A"),
    Broken(#"{"status":"A",x:1}"#, .syntax, at: 14, status: "A"),
    Broken(#"{"status":"A","data":[1}"#, .syntax, at: 23, status: "A"),
    Broken(#"{"id":01,"status":"A"}"#, .syntax, at: 6, status: "A"),
    Broken(#"{"status":"A\x"}"#, .syntax, at: 12, status: #"A\x"#),
    Broken("{\"x\":\"a\nb\",\"status\":\"A\"}", .syntax, at: 7, status: "A"),
    Broken("", .truncated, at: 0, isObject: false),
    Broken(" \n", .truncated, at: 2, isObject: false),
    Broken("<html>", .syntax, at: 0, isObject: false),
    Broken("Bad gateway", .syntax, at: 0, isObject: false),
    Broken(#"[{"status":"A"}]"#, .notAnObject, at: 0, isObject: false),
    Broken(#" "status" "#, .notAnObject, at: 1, isObject: false),
    Broken("\"cut", .notAnObject, at: 0, isObject: false),
    Broken("\"", .notAnObject, at: 0, isObject: false),
    Broken("[", .notAnObject, at: 0, isObject: false),
    Broken("tru", .syntax, at: 0, isObject: false),
    Broken("{", .truncated, at: 1),
    Broken("null", .notAnObject, at: 0, isObject: false),
    Broken("12", .notAnObject, at: 0, isObject: false),
    Broken("[DONE]", .notAnObject, at: 0, isObject: false),
  ]

  @Test(arguments: broken) func brokenText(_ test: Broken) throws {
    let fields = try Self.read(Array(test.text.utf8))
    #expect(fields.parseError == JSONError(reason: test.reason, offset: test.offset))
    #expect(fields.status == test.status)
    #expect(fields.isObject == test.isObject)
    #expect(fields.id == nil)
  }

  @Test func everyPrefixKeepsWhatIsWhole() throws {
    let text = Array(
      #"{"id":"gen_1","n":[1,{"a":"\u00e9"}],"status":"FAILED","data":{"b":[]},"code":"C"}"#.utf8)
    for count in 0..<text.count {
      let fields = try Self.read(Array(text[..<count]))
      #expect(fields.parseError == JSONError(reason: .truncated, offset: count))
      #expect(fields.id == (count >= 13 ? "gen_1" : nil))
      #expect(fields.status == (count >= 54 ? "FAILED" : nil))
    }
  }

  @Test func illFormedUTF8IsAnErrorThatHidesNothing() throws {
    let text = Array(#"{"id":"a","x":""#.utf8) + [0xFF, 0xC3] + Array(#"","status":"A"}"#.utf8)
    let fields = try Self.read(text)
    #expect(fields.parseError == JSONError(reason: .encoding, offset: 15))
    #expect(fields.id == "a" && fields.status == "A")
  }

  @Test func readerIsReusableAfterALargeText() throws {
    let reader = try #require(JSONReader())
    let long = String(repeating: "0123456789", count: 700_000)
    for text in [#"{"status":"A"}"#, #"{"x":"\#(long)","status":"B"}"#, #"{"status":"C"}"#, #"{"status":"D"#]
    {
      let fields = withExactBytes(Array(text.utf8)) { reader.topLevel($0) }
      #expect(fields.status == (text.hasSuffix("}") ? String(text.suffix(3).prefix(1)) : nil))
    }
  }

  @Test func membersByName() throws {
    let reader = try #require(JSONReader())
    let text = #"{"balance":12.50,"plan":"pro","x":null,"list":[1]}"#
    let found = withExactBytes(Array(text.utf8)) {
      reader.topLevel($0, names: ["balance", "plan", "absent", "x", "list"])
    }
    #expect(found.parseError == nil)
    #expect(found.tokens.map { $0?.kind } == [.number, .string, nil, .null, .array])
    #expect(found.tokens.map { $0?.range } == [11..<16, 25..<28, nil, 34..<38, 46..<49])
  }
}
