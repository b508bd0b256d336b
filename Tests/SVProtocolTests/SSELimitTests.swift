import Testing

@testable import SVProtocol

@Suite struct SSELimitTests {
  /// With a limit of 20 bytes: the messages before it is exceeded, and whether it is.
  struct Limit: Sendable, CustomStringConvertible {
    var input: String
    var messages: [String]
    var isTooLarge: Bool
    var description: String { input.debugDescription }

    init(_ input: String, _ messages: [String], isTooLarge: Bool) {
      self.input = input
      self.messages = messages
      self.isTooLarge = isTooLarge
    }
  }

  static let limits: [Limit] = [
    Limit("data: 0123456789abcd\n\n", ["0123456789abcd"], isTooLarge: false),
    Limit("data: 0123456789abcde\n\n", [], isTooLarge: true),
    Limit("data: 0123456789abcde", [], isTooLarge: true),
    Limit("data:0123456\r\ndata:01234567\r\n\r\n", ["0123456\n01234567"], isTooLarge: false),
    Limit("data:0123456\r\ndata:012345678\r\n\r\n", [], isTooLarge: true),
    Limit("data: a\n\n:0123456789abcdefghi\n", ["a"], isTooLarge: false),
    Limit("data: a\n\n:0123456789abcdefghij", ["a"], isTooLarge: true),
    Limit("data:01234567890123\n:23456\n\ndata:b\n\n", ["01234567890123", "b"], isTooLarge: false),
    Limit("data:01234567890123\n:234567\n\ndata:b\n\n", [], isTooLarge: true),
    Limit("event: 0123456789abcd\ndata: a\n\n", [], isTooLarge: true),
    Limit("id: 0123456789abcdefg\ndata: a\n\n", [], isTooLarge: true),
    Limit("retry: 00000000000000\n", [], isTooLarge: true),
    Limit("unknown: 123456789012\n", [], isTooLarge: true),
    Limit("data:1\n:\n:\n:\n:\n:\n:\n:\n:\n:\n:\n:\n:\n:\n\n", ["1"], isTooLarge: false),
    Limit("\u{FEFF}data: 0123456789abcd\n\n", ["0123456789abcd"], isTooLarge: false),
  ]

  @Test(arguments: limits, SSECompaction.allCases)
  func limitStrikesAtTheSamePlaceHoweverCut(_ limit: Limit, _ compaction: SSECompaction) {
    let input = Array(limit.input.utf8)
    var cuts = (0...input.count).map { [input[..<$0], input[$0...]] }
    cuts.append(input.indices.map { input[$0...$0] })
    for chunks in cuts {
      let outcome = sseOutcome(chunks, eventBytesMax: 20, compaction: compaction)
      #expect(outcome.messages.map(\.data) == limit.messages)
      #expect(outcome.isTooLarge == limit.isTooLarge)
    }
  }

  @Test func tooLargeLasts() {
    var driver = SSEDriver(eventBytesMax: 4)
    driver.feed(Array("data: a".utf8))
    for _ in 0..<3 {
      driver.outcome.isTooLarge = false
      driver.feed(Array("\n\n".utf8))
      #expect(driver.outcome.isTooLarge)
    }
    driver.parser.finish()
    driver.outcome.isTooLarge = false
    driver.feed([])
    #expect(driver.outcome.isTooLarge)
    driver.compact()
    #expect(driver.heldCount == 0)
  }

  @Test(arguments: ["event", "id"])
  func longerNamesAndIDsArePassedOverAndTheDataAreNot(_ field: String) throws {
    for (count, isKept) in [(SSEParser.fieldBytesMax, true), (SSEParser.fieldBytesMax + 1, false)] {
      let value = String(repeating: "x", count: count)
      let outcome = sseOutcome([Array("\(field):\(value)\ndata:a\n\n".utf8)], compaction: .eachChunk)
      #expect(!outcome.isTooLarge)
      let message = try #require(outcome.messages.first)
      #expect(message.data == "a")
      #expect(
        (field == "event" ? message.name : message.id) == (isKept ? value : field == "event" ? "message" : "")
      )
    }
  }

  @Test func negativeLimitIsNone() {
    #expect(sseOutcome([Array("\n\r\n".utf8)], eventBytesMax: -1, compaction: .eachChunk).isTooLarge == false)
    #expect(sseOutcome([Array("d".utf8)], eventBytesMax: .min, compaction: .eachChunk).isTooLarge)
    #expect(
      sseOutcome([Array("data:a\n\n".utf8)], eventBytesMax: .max, compaction: .eachChunk).isTooLarge == false)
  }

  @Test func commentsBetweenDataDoNotPileUp() {
    var driver = SSEDriver(eventBytesMax: 100, compaction: .eachChunk)
    driver.feed(Array("data: first\n".utf8))
    for _ in 0..<1000 {
      driver.feed(Array(": a comment that keeps the connection open\nunknown: field\n".utf8))
      driver.compact()
      #expect(driver.heldCount == 5)
      #expect(driver.parser.reclaimableCount == 0)
    }
    driver.feed(Array("data: last\n\n".utf8))
    #expect(driver.outcome.messages == [.init("first\nlast")])
  }
}

#if DEBUG
  /// Counts work instead of time: the bytes searched for line ends, and the bytes moved.
  @Suite struct SSELinearityTests {
    enum Stream: CaseIterable, Sendable {
      case oneLine, dataLines, carriageReturns, pairs, comments, manyEvents

      func bytes(_ count: Int) -> [UInt8] {
        switch self {
        case .oneLine: Array("data: ".utf8) + [UInt8](repeating: 0x78, count: count) + [0x0A, 0x0A]
        case .dataLines: repeated("data: 12\n", count) + [0x0A]
        case .carriageReturns: repeated("data: 12\r", count) + [0x0D]
        case .pairs: repeated("data: 12\r\n", count) + [0x0D, 0x0A]
        case .comments: Array("data: x\n".utf8) + repeated(": 12\n", count) + [0x0A]
        case .manyEvents: repeated("data: 12\n\n", count)
        }
      }

      private func repeated(_ unit: String, _ count: Int) -> [UInt8] {
        Array(String(repeating: unit, count: count / unit.utf8.count).utf8)
      }
    }

    @Test(arguments: Stream.allCases, [1, 7, 1 << 20])
    func everyByteIsSearchedAndMovedAFewTimes(_ stream: Stream, _ chunk: Int) {
      let input = stream.bytes(100_000)
      for compacts in [false, true] {
        let work = work(input, chunk: chunk, compacts: compacts)
        // Once for LF and once for CR. Data is moved when it is joined, when its start is moved, and with its
        // line.
        #expect(work.searched <= 2 * input.count)
        #expect(work.moved <= 3 * input.count)
        #expect(work.messages > 0)
      }
    }

    @Test func droppingConsumedMessagesMovesNothing() {
      var driver = SSEDriver(compaction: .eachChunk)
      for _ in 0..<3 {
        driver.feed(Array("event: n\ndata: one event in one chunk\n\n".utf8))
        driver.compact()
      }
      #expect(driver.outcome.messages.count == 3)
      #expect(driver.heldCount == 0)
      #expect(driver.parser.bytesMoved == 0)
    }

    private func work(_ input: [UInt8], chunk: Int, compacts: Bool) -> (
      searched: Int, moved: Int, messages: Int
    ) {
      let block = UnsafeMutableRawBufferPointer.allocate(byteCount: input.count, alignment: 1)
      defer { block.deallocate() }
      var parser = SSEParser(eventBytesMax: .max)
      var (used, fed, messages) = (0, 0, 0)
      while fed < input.count {
        let next = min(input.count, fed + chunk)
        if compacts { used = parser.compact(UnsafeMutableRawBufferPointer(rebasing: block[..<used])) }
        UnsafeMutableRawBufferPointer(rebasing: block[used...]).copyBytes(from: input[fed..<next])
        used += next - fed
        fed = next
        while case .message = parser.next(in: UnsafeMutableRawBufferPointer(rebasing: block[..<used])) {
          messages += 1
        }
      }
      let searched = parser.lineFeed.bytesSearched + parser.carriageReturn.bytesSearched
      return (searched, parser.bytesMoved, messages)
    }
  }
#endif
