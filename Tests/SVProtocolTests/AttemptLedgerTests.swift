import Testing

@testable import SVProtocol

/// The ledger while a poll runs beside the stream: two entries are open, and each is closed on its own.
@Suite struct AttemptLedgerTests {
  private func streaming() -> AttemptLedger {
    var ledger = AttemptLedger()
    ledger.open(.createStream, startedAt: 0, waited: 0)
    ledger.open(.result, startedAt: 10, waited: 0, isBeside: true)
    return ledger
  }

  private func told(_ ledger: AttemptLedger) -> [String] {
    ledger.attempts.map { "\($0.request) \($0.httpStatus) \($0.outcome) \($0.count)" }
  }

  @Test func eachOfTwoOpenTriesGetsItsOwnEnd() {
    var ledger = streaming()
    ledger.close(httpStatus: 200, outcome: "lost")
    #expect(told(ledger) == ["createStream 200 lost 1", "result 0 in flight 1"])
    ledger.close(httpStatus: 401, outcome: "no", isBeside: true)
    #expect(told(ledger) == ["createStream 200 lost 1", "result 401 no 1"])
    ledger = streaming()
    ledger.close(httpStatus: 401, outcome: "no", isBeside: true)
    #expect(told(ledger) == ["createStream 0 in flight 1", "result 401 no 1"])
  }

  @Test func whatHasEndedKeepsItsWords() {
    var ledger = streaming()
    for word in ["first", "second"] {
      ledger.close(httpStatus: 0, outcome: word, isBeside: true)
      ledger.close(httpStatus: 0, outcome: word)
    }
    #expect(told(ledger) == ["createStream 0 first 1", "result 0 first 1"])
  }

  @Test func pollsThatEndAlikeAreOneBesideTheStreamAndAfterIt() {
    var ledger = streaming()
    ledger.close(httpStatus: 200, outcome: "IN_PROGRESS", isBeside: true)
    ledger.open(.result, startedAt: 20, waited: 0, isBeside: true)
    ledger.close(httpStatus: 200, outcome: "IN_PROGRESS", isBeside: true)
    ledger.close(httpStatus: 200, outcome: "lost")
    ledger.open(.result, startedAt: 30, waited: 0)
    #expect(told(ledger) == ["createStream 200 lost 1", "result 200 IN_PROGRESS 2", "result 0 in flight 1"])
    ledger.close(httpStatus: 200, outcome: "IN_PROGRESS")
    #expect(told(ledger) == ["createStream 200 lost 1", "result 200 IN_PROGRESS 3"])
    #expect(ledger.attempts[1].startedAt == 10)
  }

  @Test func othersAreNotJoined() {
    var ledger = AttemptLedger()
    for (request, status, word) in [
      (GenerationRequest.result, 200, "A"), (.result, 200, "B"), (.result, 503, "B"), (.balance, 503, "B"),
      (.balance, 503, "B"), (.createPolling, 429, "B"), (.createPolling, 429, "B"),
    ] {
      ledger.open(request, startedAt: 0, waited: 0)
      ledger.close(httpStatus: status, outcome: word)
    }
    #expect(ledger.attempts.map(\.count) == [1, 1, 1, 1, 1, 1, 1])
  }

  /// When the list is full, an entry without an end stays, wherever it is.
  @Test func anOpenTryIsNotDropped() {
    var ledger = AttemptLedger()
    for number in 0..<20 {
      ledger.open(.createStream, startedAt: 0, waited: 0)
      ledger.close(httpStatus: 429, outcome: "refused \(number)")
    }
    ledger.open(.createStream, startedAt: 1, waited: 0)
    for number in 0..<200 {
      ledger.open(.result, startedAt: 2, waited: 0, isBeside: true)
      ledger.close(httpStatus: 200, outcome: "word \(number)", isBeside: true)
    }
    #expect(told(ledger).contains("createStream 0 in flight 1"))
    ledger.close(httpStatus: 200, outcome: "lost")
    #expect(told(ledger).contains("createStream 200 lost 1"))
    #expect(ledger.attempts.count + ledger.omitted == 221)
  }
}
