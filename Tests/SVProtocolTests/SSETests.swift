import Testing

@testable import SVProtocol

@Suite struct SSETests {
  @Test(arguments: SSECases.all, SSECompaction.allCases)
  func everyCut(_ testCase: SSECase, _ compaction: SSECompaction) {
    let input = testCase.input
    let expected = SSEOutcome(
      messages: testCase.messages, lastEventID: testCase.lastEventID, retry: testCase.retry)
    #expect(SSEReference.outcome(input) == expected, "the reference")
    #expect(sseOutcome([input], compaction: compaction) == expected, "whole")
    #expect(sseOutcome(input.map { [$0] }, compaction: compaction) == expected, "byte by byte")
    for cut in 0...input.count {
      let halves = [input[..<cut], input[cut...]]
      #expect(sseOutcome(halves, compaction: compaction) == expected, "cut at \(cut)")
    }
  }

  @Test func caseNamesAreUnique() {
    #expect(Set(SSECases.all.map(\.name)).count == SSECases.all.count)
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func fuzzAgainstReference(_ seed: UInt64) {
    var random = SeededRandom(state: seed)
    for round in 0..<1500 {
      let input = randomStream(&random)
      let expected = SSEReference.outcome(input)
      let compaction = SSECompaction.allCases.randomElement(using: &random) ?? .never
      let chunks = randomCut(input, &random)
      let outcome = sseOutcome(chunks, compaction: compaction)
      #expect(outcome == expected, "seed \(seed) round \(round) \(compaction) \(chunks)")
    }
  }

  @Test func messageIsKnownAsSoonAsItsBlankLineBegins() {
    for end in ["\n", "\r"] {
      var driver = SSEDriver()
      driver.feed(Array("data: a\(end)\(end)".utf8))
      #expect(driver.outcome.messages == [.init("a")])
      #expect(driver.parser.hasConsumedAll)
    }
  }

  @Test func nameAndIDOutliveCompaction() {
    var driver = SSEDriver(compaction: .always)
    driver.feed(Array("id: 1\nevent: n\ndata: a\n\n".utf8))
    #expect(driver.heldCount == 0)
    driver.compact()
    #expect(driver.parser.lastEventID == "1")
    #expect(driver.parser.lastEventIDBytes == Array("1".utf8))
  }

  @Test func pendingBytesAreNotCalledConsumed() {
    let steps: [(chunk: String, isConsumed: Bool, reclaimable: Int)] = [
      ("\n", true, 1), (":", false, 0), (" c\n", true, 4), ("data: ab\n", false, 7), (":\n", false, 2),
      ("\r", true, 3), ("\n", true, 1), ("data:\n", true, 6), ("\n", true, 1),
    ]
    var driver = SSEDriver(compaction: .eachChunk)
    for (index, step) in steps.enumerated() {
      driver.feed(Array(step.chunk.utf8))
      #expect(driver.parser.hasConsumedAll == step.isConsumed, "step \(index)")
      #expect(driver.parser.reclaimableCount == step.reclaimable, "step \(index)")
    }
    #expect(driver.outcome.messages == [.init("ab"), .init("")])
  }

  @Test func idIsCopiedAtDispatchOnly() {
    var driver = SSEDriver()
    driver.feed(Array("id: 1\n".utf8))
    #expect(driver.parser.lastEventID == "")
    driver.feed(Array("\n".utf8))
    #expect(driver.parser.lastEventID == "1")
  }

  @Test func nothingComesAfterTheEnd() {
    var driver = SSEDriver()
    driver.feed(Array("event: n\nid: 1\ndata: a\n".utf8))
    _ = driver.finish()
    #expect(driver.parser.hasConsumedAll)
    driver.feed(Array("\ndata: b\n\n".utf8))
    #expect(driver.outcome.messages.isEmpty)
    #expect(driver.parser.lastEventID == "")
    #expect(driver.parser.hasConsumedAll)
    driver.compact()
    #expect(driver.heldCount == 0)
  }

  @Test func emptyBufferWithoutMemory() {
    var parser = SSEParser(eventBytesMax: 10)
    let empty = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    guard case .needsMore = parser.next(in: empty) else {
      Issue.record("a message out of nothing")
      return
    }
    #expect(parser.compact(empty) == 0)
    #expect(parser.hasConsumedAll)
  }
}

/// SplitMix64.
struct SeededRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Single bytes of a small alphabet, mixed with whole words, so that fields occur often.
private func randomStream(_ random: inout SeededRandom) -> [UInt8] {
  let bytes: [UInt8] =
    Array(": \r\n\r\n\r\n\0dataeinvr7".utf8)
    + [0xEF, 0xBB, 0xBF, 0xC3, 0xA9, 0xE2, 0x82, 0xF0, 0x9F, 0x80, 0xED, 0xA0, 0xFF]
  let words = [
    "data", "data:", "data: a", "event:", "id:", "id: 3", "retry:", "retry: 12", "\u{FEFF}",
    "\n\n", "\r\n\r\n", ":c\n",
  ]
  var stream: [UInt8] = []
  for _ in 0..<Int.random(in: 0...24, using: &random) {
    if Bool.random(using: &random) {
      stream += Array((words.randomElement(using: &random) ?? "").utf8)
    } else if let byte = bytes.randomElement(using: &random) {
      stream.append(byte)
    }
  }
  return stream
}

private func randomCut(_ stream: [UInt8], _ random: inout SeededRandom) -> [ArraySlice<UInt8>] {
  var chunks: [ArraySlice<UInt8>] = []
  var start = 0
  while start < stream.count {
    let end = min(stream.count, start + Int.random(in: 0...9, using: &random))
    chunks.append(stream[start..<end])
    start = end
  }
  return chunks
}
