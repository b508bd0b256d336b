/// An input and the messages that it must give, however it is split into chunks.
struct SSECase: Sendable, CustomStringConvertible {
  var name: String
  var input: [UInt8]
  var messages: [SSEExpectation]
  var lastEventID: String
  var retry: Int64?

  var description: String { name }

  init(
    _ name: String, _ input: String, _ messages: [SSEExpectation], lastEventID: String? = nil,
    retry: Int64? = nil
  ) {
    self.init(name, bytes: Array(input.utf8), messages, lastEventID: lastEventID, retry: retry)
  }

  init(
    _ name: String, bytes: [UInt8], _ messages: [SSEExpectation], lastEventID: String? = nil,
    retry: Int64? = nil
  ) {
    self.name = name
    self.input = bytes
    self.messages = messages
    self.lastEventID = lastEventID ?? messages.last?.id ?? ""
    self.retry = retry
  }
}

struct SSEExpectation: Equatable, Sendable, CustomStringConvertible {
  var data: String
  var name: String
  var id: String

  init(_ data: String, name: String = "message", id: String = "") {
    self.data = data
    self.name = name
    self.id = id
  }

  var description: String { "[\(name.debugDescription) \(data.debugDescription) \(id.debugDescription)]" }

  // Swift's == treats canonically equivalent strings as equal; here every byte counts.
  static func == (left: SSEExpectation, right: SSEExpectation) -> Bool {
    left.data.utf8.elementsEqual(right.data.utf8) && left.name.utf8.elementsEqual(right.name.utf8)
      && left.id.utf8.elementsEqual(right.id.utf8)
  }
}

enum SSECases {
  static let all = lines + data + names + ids + retries + marks + encodings + endings

  static let lines: [SSECase] = [
    SSECase("nothing", "", []),
    SSECase("one event", "data: a\n\n", [.init("a")]),
    SSECase("LF", "data: a\n\ndata: b\n\n", [.init("a"), .init("b")]),
    SSECase("CR", "data: a\r\rdata: b\r\r", [.init("a"), .init("b")]),
    SSECase("CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", [.init("a"), .init("b")]),
    SSECase("LF ends a line that CR does not follow", "data: a\n\rdata: b\n\r", [.init("a"), .init("b")]),
    SSECase(
      "all line ends mixed",
      "data:1\r\ndata:2\rdata:3\ndata:4\r\n\rdata:5\n\r\n",
      [.init("1\n2\n3\n4"), .init("5")]),
    SSECase("CR CR LF is two line ends", "data: a\r\r\ndata: b\n\n", [.init("a"), .init("b")]),
    SSECase("CRLF LF is two line ends", "data: a\r\n\ndata: b\n\n", [.init("a"), .init("b")]),
    SSECase("only line ends", "\n\r\n\r\r\n\n", []),
    SSECase("line ends around an event", "\r\n\n\rdata: a\n\n\r\r\n\n", [.init("a")]),
    SSECase("one comment", ": hi\n\n", []),
    SSECase("an empty comment", ":\n\ndata:a\n:\n\n", [.init("a")]),
    SSECase("a comment that looks like data", ":data: a\n\n: data: b\ndata: c\n\n", [.init("c")]),
    SSECase("comments between data", "data: a\n: one\r:two\r\ndata: b\n:\n\n", [.init("a\nb")]),
    SSECase(
      "a long comment between data",
      "data: a\n:" + String(repeating: "x", count: 90) + "\ndata: b\n\n",
      [.init("a\nb")]),
    SSECase("unknown fields", "foo: 1\nbar\ndata: a\nbaz:\n\n", [.init("a")]),
    SSECase("names match whole", "dat: 1\ndatax: 2\ndata : 3\n data: 4\ndata: 5\nd\n\n", [.init("5")]),
    SSECase("names match in lower case only", "Data: 1\nDATA: 2\ndata: 3\nEvent: x\nID: y\n\n", [.init("3")]),
    SSECase("prefixes of names", "d\nda\nda:\ne\neven:x\ni\ni:1\nr\nretr:5\ndata:a\n\n", [.init("a")]),
    SSECase(
      "other line separators",
      "data: a\u{85}\u{2028}\u{2029}\u{0B}\u{0C}b\n\n",
      [.init("a\u{85}\u{2028}\u{2029}\u{0B}\u{0C}b")]),
    SSECase(
      "JSON, as the platform sends it",
      "data: {\"id\":\"g1\",\"status\":\"IN_QUEUE\"}\n\n"
        + "data: {\"id\":\"g1\",\"status\":\"COMPLETED\"}\n\n",
      [.init("{\"id\":\"g1\",\"status\":\"IN_QUEUE\"}"), .init("{\"id\":\"g1\",\"status\":\"COMPLETED\"}")]),
  ]

  static let data: [SSECase] = [
    SSECase("lines are joined by LF", "data: YHOO\ndata: +2\ndata: 10\n\n", [.init("YHOO\n+2\n10")]),
    SSECase("empty data", "data:\n\ndata\ndata\n\ndata:", [.init(""), .init("\n")]),
    SSECase("a lone space is empty data", "data: \n\n", [.init("")]),
    SSECase("empty lines in data", "data:a\ndata\ndata: \ndata:b\ndata\n\n", [.init("a\n\n\nb\n")]),
    SSECase("first data line empty", "data\ndata:a\n\n", [.init("\na")]),
    SSECase("one leading space is removed", "data:a\ndata: a\ndata:  a\n\n", [.init("a\na\n a")]),
    SSECase("a leading tab stays", "data:\ta\ndata: \ta\n\n", [.init("\ta\n\ta")]),
    SSECase("trailing spaces stay", "data: a  \n\n", [.init("a  ")]),
    SSECase("colons in the value stay", "data::a\ndata: b:c: d\ndata: :\n\n", [.init(":a\nb:c: d\n:")]),
    SSECase("NUL in data stays", "data:\0a\ndata: b\0\n\n", [.init("\0a\nb\0")]),
    SSECase("NUL ends no field name", "data\0:1\n\0data:2\ndata:3\n\n", [.init("3")]),
    SSECase(
      "a block without data dispatches nothing",
      "event: x\n\nid: 1\n\nfoo\n\ndata: a\n\n",
      [.init("a", id: "1")]),
    SSECase(
      "long data",
      "data: " + String(repeating: "0123456789", count: 40) + "\ndata: " + String(repeating: "z", count: 300)
        + "\n\n",
      [.init(String(repeating: "0123456789", count: 40) + "\n" + String(repeating: "z", count: 300))]),
  ]

  static let names: [SSECase] = [
    SSECase("a name", "event: test\ndata: x\n\ndata: y\n\n", [.init("x", name: "test"), .init("y")]),
    SSECase("a name after the data", "data: x\nevent: test\n\n", [.init("x", name: "test")]),
    SSECase("a name between data", "data: x\nevent: test\ndata: y\n\n", [.init("x\ny", name: "test")]),
    SSECase("the last name counts", "event: a\nevent: b\ndata: x\n\n", [.init("x", name: "b")]),
    SSECase(
      "an empty name is message", "event: a\nevent:\ndata: x\n\nevent\ndata: y\n\n", [.init("x"), .init("y")]),
    SSECase("a block without data resets the name", "event: a\n\ndata: x\n\n", [.init("x")]),
    SSECase("spaces in names", "event:  a b \ndata: x\n\n", [.init("x", name: " a b ")]),
    SSECase(
      "a name that no small string holds",
      "event: generation.status.has.changed.again\ndata: x\n\n",
      [.init("x", name: "generation.status.has.changed.again")]),
    SSECase("NUL in a name stays", "event: a\0b\ndata: x\n\n", [.init("x", name: "a\0b")]),
  ]

  static let ids: [SSECase] = [
    SSECase(
      "ids persist",
      "id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n",
      [.init("a", id: "1"), .init("b", id: "1"), .init("c", id: "2")]),
    SSECase("an id without data counts from its block on", "id: 1\n\ndata: a\n\n", [.init("a", id: "1")]),
    SSECase("an empty id resets", "id: 1\ndata: a\n\nid:\ndata: b\n\n", [.init("a", id: "1"), .init("b")]),
    SSECase(
      "id without a colon resets", "id: 1\ndata: a\n\nid\ndata: b\n\n", [.init("a", id: "1"), .init("b")]),
    SSECase("the last id of a block counts", "id: 1\nid: 2\ndata: a\n\n", [.init("a", id: "2")]),
    SSECase(
      "an id with NUL is ignored",
      "id: 1\ndata: a\n\nid: 2\0\ndata: b\n\nid:\0\ndata:c\n\n",
      [.init("a", id: "1"), .init("b", id: "1"), .init("c", id: "1")]),
    SSECase("an id with NUL leaves the block's id", "id: 1\nid: \0002\ndata: a\n\n", [.init("a", id: "1")]),
    SSECase(
      "an id of an unfinished block is dropped", "id: 1\ndata: a\n\nid: 2\ndata: b\n", [.init("a", id: "1")]),
    SSECase("an id after the data", "data: a\nid: 1\n\n", [.init("a", id: "1")]),
    SSECase("spaces in ids", "id:  7 \ndata: a\n\n", [.init("a", id: " 7 ")]),
    SSECase(
      "ids of many lengths",
      "id: 550e8400-e29b-41d4-a716-446655440000\ndata: a\n\nid: 2\ndata: b\n\nid: 550e8400-e29b-41d4-a716-446655440001\ndata: c\n\n",
      [
        .init("a", id: "550e8400-e29b-41d4-a716-446655440000"), .init("b", id: "2"),
        .init("c", id: "550e8400-e29b-41d4-a716-446655440001"),
      ]),
    SSECase("ids beyond ASCII", "id: …\ndata: a\n\n", [.init("a", id: "…")]),
  ]

  static let retries: [SSECase] = [
    SSECase("retry", "retry: 3000\ndata: a\n\n", [.init("a")], retry: 3000),
    SSECase("retry takes effect at once", "retry:5", [], retry: nil),
    SSECase("retry needs no event", "retry:5\n", [], retry: 5),
    SSECase("zero and leading zeros", "retry:0\nretry: 0007\n", [], retry: 7),
    SSECase(
      "the last valid retry counts",
      "retry: 1000\nretry: 5x\nretry\nretry:\nretry: -1\nretry: +2\nretry:  3\nretry: 4 \nretry: 1.5\n",
      [],
      retry: 1000),
    SSECase("digits of other scripts", "retry: 1\nretry: ٣\n", [], retry: 1),
    SSECase("the largest", "retry: 9223372036854775807\n", [], retry: .max),
    SSECase("beyond the largest", "retry: 9223372036854775808\n", [], retry: .max),
    SSECase("far beyond the largest", "retry: 100000000000000000000000000000000000000\n", [], retry: .max),
    SSECase(
      "far beyond the largest, but no number", "retry: 7\nretry: 99999999999999999999999x\n", [], retry: 7),
  ]

  static let marks: [SSECase] = [
    SSECase("a byte order mark", "\u{FEFF}data: a\n\n", [.init("a")]),
    SSECase("only the first mark is removed", "\u{FEFF}\u{FEFF}data: a\n\ndata: b\n\n", [.init("b")]),
    SSECase(
      "a mark later on is a part of the name",
      "data: a\n\n\u{FEFF}data: b\n\n\u{FEFF}\ndata: c\n\n",
      [.init("a"), .init("c")]),
    SSECase("a mark after a line end", "\n\u{FEFF}data: a\n\ndata: b\n\n", [.init("b")]),
    SSECase("a mark in the value stays", "data: \u{FEFF}a\n\n", [.init("\u{FEFF}a")]),
    SSECase("a mark before a comment", "\u{FEFF}: a\ndata: b\n\n", [.init("b")]),
    SSECase("a mark alone", "\u{FEFF}", []),
    SSECase("a mark and a line end", "\u{FEFF}\r\ndata: a\n\n", [.init("a")]),
    SSECase("half a mark", bytes: [0xEF, 0xBB] + Array("\ndata: a\n\n".utf8), [.init("a")]),
    SSECase(
      "half a mark before a name", bytes: [0xEF, 0xBB] + Array("data: a\n\ndata: b\n\n".utf8), [.init("b")]),
    SSECase("the mark of UTF-16", bytes: [0xFF, 0xFE] + Array("data: a\n\ndata: b\n\n".utf8), [.init("b")]),
  ]

  static let encodings: [SSECase] = [
    SSECase("other scripts", "data: ok…\ndata: 日本語 ελληνικά 🎬\n\n", [.init("ok…\n日本語 ελληνικά 🎬")]),
    SSECase(
      "ill-formed bytes",
      bytes: Array("data: a".utf8) + [0xFF, 0xC0, 0x80] + Array("b\n\n".utf8),
      [.init("a\u{FFFD}\u{FFFD}\u{FFFD}b")]),
    SSECase(
      "a sequence cut by a line end",
      bytes: Array("data: a".utf8) + [0xF0, 0x9F, 0x98] + Array("\ndata: b".utf8) + [0xE2] + [0x0D, 0x0D],
      [.init("a\u{FFFD}\nb\u{FFFD}")]),
    SSECase(
      "a lone surrogate",
      bytes: Array("data: ".utf8) + [0xED, 0xA0, 0x80] + [0x0A, 0x0A],
      [.init("\u{FFFD}\u{FFFD}\u{FFFD}")]),
    SSECase(
      "ill-formed names and ids",
      bytes: Array("id: ".utf8) + [0xE2, 0x82] + Array("\nevent: ".utf8) + [0x80]
        + Array("x\ndata: a\n\n".utf8),
      [.init("a", name: "\u{FFFD}x", id: "\u{FFFD}")]),
    SSECase(
      "an ill-formed field name",
      bytes: Array("data".utf8) + [0xC3] + Array(": a\ndata: b\n\n".utf8),
      [.init("b")]),
    SSECase("an ill-formed comment", bytes: [0x3A, 0xFF, 0x0A] + Array("data: b\n\n".utf8), [.init("b")]),
  ]

  static let endings: [SSECase] = [
    SSECase("no line end", "data: a", []),
    SSECase("one line end", "data: a\n", []),
    SSECase("one CRLF", "data: a\r\n", []),
    SSECase("an unfinished second event", "data: a\n\ndata: b\nevent: c\n", [.init("a")]),
    SSECase("an unfinished second line", "data: a\n\ndata: b\ndata: c", [.init("a")]),
    SSECase("a final CR is a line end", "data: a\n\r", [.init("a")]),
  ]
}
