import Testing

@testable import SVProtocol

/// What an incomplete event contains, for every place where a stream can break off.
@Suite struct SSEUnfinishedTests {
  struct Case: Sendable, CustomStringConvertible {
    var description: String
    var input: String

    init(_ description: String, _ input: String) {
      self.description = description
      self.input = input
    }
  }

  static let cases = [
    Case("one line", "data: {\"id\":\"gen_1\"}\n\n"), Case("no blank", "data:{\"id\":1}\n\n"),
    Case("CR", "data: a\rdata: b\r\r"), Case("CRLF", "data: a\r\ndata: b\r\n\r\n"),
    Case("several lines", "data: {\ndata: \"id\":\ndata: 7}\n\n"),
    Case("empty lines of data", "data\ndata:\ndata: \n\n"),
    Case("other fields between", "event: e\ndata: a\nid: 5\nretry: 9\ndata: b\n: comment\n\n"),
    Case("fields that only begin alike", "dat: a\ndatab: c\ndata : d\n Data: e\n\n"),
    Case("a mark first", "\u{FEFF}data: a\n\n"), Case("comments first", ": a\n\n: b\n\ndata: c\n\n"),
    Case("two events", "data: a\n\ndata: b\ndata: c\n\n"), Case("no data at all", "event: x\n\nid: 4\n\n"),
    Case("beyond ASCII", "data: é\ndata: 🎬\n\n"),
  ]

  @Test(arguments: cases, SSECompaction.allCases)
  func atEveryCut(_ testCase: Case, _ compaction: SSECompaction) {
    let input = Array(testCase.input.utf8)
    for cut in 0...input.count {
      for chunks in [[Array(input[..<cut])], input[..<cut].map { [$0] }] {
        var driver = SSEDriver(compaction: compaction)
        for chunk in chunks { driver.feed(chunk) }
        #expect(driver.unfinished == Self.expected(Array(input[..<cut])), "cut at \(cut)")
      }
    }
  }

  /// Reading it changes nothing.
  @Test(arguments: cases)
  func lookingMovesNothing(_ testCase: Case) {
    var looked = SSEDriver()
    for byte in testCase.input.utf8 {
      looked.feed([byte])
      _ = looked.unfinished
    }
    #expect(looked.finish() == sseOutcome([Array(testCase.input.utf8)], compaction: .never))
  }

  /// An event that is too large may begin with an id.
  @Test(arguments: [
    ("data: 0123456789", "0123456789"), ("data: ab\ndata: 0123456789", "ab\n0123456789"),
    (": 0123456789", nil),
    ("data: ab\nevent: 0123456789", "ab"), ("data: a\n\ndata: 0123456789\n\n", "0123456789\n\n"),
  ])
  func ofTooMuchTheStartIsSeen(input: String, expected: String?) {
    var driver = SSEDriver(eventBytesMax: 8)
    driver.feed(Array(input.utf8))
    #expect(driver.outcome.isTooLarge)
    #expect(driver.unfinished == expected.map { Array($0.utf8) })
    driver = SSEDriver(eventBytesMax: 8)
    for byte in input.utf8 where !driver.outcome.isTooLarge { driver.feed([byte]) }
    let start = driver.unfinished
    #expect((start == nil) == (expected == nil))
    if let start, let expected { #expect(!start.isEmpty && expected.utf8.starts(with: start)) }
  }

  @Test func afterTheEndThereIsNothing() {
    var driver = SSEDriver()
    driver.feed(Array("data: a\ndata: b".utf8))
    #expect(driver.unfinished == Array("a\nb".utf8))
    _ = driver.finish()
    #expect(driver.unfinished == nil)
  }

  /// The rule again: the data lines after the last blank line, of which the last may lack its end.
  private static func expected(_ bytes: [UInt8]) -> [UInt8]? {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    // A partial byte order mark may still become complete, so nothing is read yet.
    if bytes.count < mark.count, mark.starts(with: bytes) { return nil }
    var data: [[UInt8]] = []
    let lines = lines(bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes)
    for (place, line) in lines.enumerated() {
      if line.isEmpty, place < lines.count - 1 { data = [] }
      if line.elementsEqual("data".utf8) { data.append([]) }
      guard line.starts(with: "data:".utf8) else { continue }
      let value = line.dropFirst(5)
      data.append(Array(value.first == 0x20 ? value.dropFirst() : value))
    }
    return data.isEmpty ? nil : Array(data.joined(separator: [0x0A]))
  }

  /// Split at CR, LF and CRLF; the last line has no end yet.
  private static func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = [[]]
    for (place, byte) in bytes.enumerated() {
      switch byte {
      case 0x0A where place > 0 && bytes[place - 1] == 0x0D: break
      case 0x0A, 0x0D: lines.append([])
      default: lines[lines.count - 1].append(byte)
      }
    }
    return lines
  }
}
