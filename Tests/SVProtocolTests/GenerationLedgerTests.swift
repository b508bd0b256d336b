import SVProtocol
import Testing

/// The ledger of requests that a result carries.
@Suite struct GenerationLedgerTests {
  @Test func theLedgerTellsEveryTry() throws {
    var script = MachineScript()
    let started = script.now
    script.start()
    script.pass(100)
    script.breaks("no route")
    script.fire()
    let second = script.now
    script.leaves()
    script.answers(429, #"{"code":"IMAGE_GENERATION_RATE_LIMITED","message":"m"}"#, retryAfter: 3000)
    script.fire()
    script.leaves()
    script.answers(404)
    script.leaves()
    script.answers(202, #"{"id":"gen_1","status":"IN_QUEUE"}"#)
    for _ in 1...3 {
      script.fire()
      script.answers(200, GenerationPollTests.running)
    }
    script.fire()
    script.cancel()
    let outcome = try script.end()
    let attempts = outcome.ledger.attempts
    #expect(
      attempts.map { $0.outcome } == [
        "not sent: no route", "IMAGE_GENERATION_RATE_LIMITED", "no stream path", "accepted", "IN_PROGRESS",
        "stopped",
      ])
    #expect(attempts.map { $0.httpStatus } == [0, 429, 404, 202, 200, 0])
    #expect(attempts.map { $0.count } == [1, 1, 1, 1, 3, 1])
    #expect(attempts[1].startedAt == second - started)
    #expect(attempts[1].waited == second - started - 100)
    #expect(attempts[2].waited == 3000)
    #expect(outcome.ledger.omitted == 0)
  }

  @Test func aTimeLimitDuringAPauseLeavesTheLastAnswer() throws {
    var script = MachineScript { $0.total = 10_000 }
    script.startPolling()
    script.pass(9_000)
    script.answers(503, retryAfter: 60_000)
    #expect(script.fire() == 1000)
    let outcome = try script.end()
    #expect(outcome.status == .timeout)
    #expect(outcome.ledger.attempts.last?.httpStatus == 503)
    #expect(outcome.ledger.attempts.last?.outcome.contains("time limit") == false)
  }

  @Test func theLedgerIsBoundedInNumberAndInWords() throws {
    var script = MachineScript { $0.total = 0 }
    script.startPolling()
    let words = String(repeating: "é", count: 1000)
    for number in 1...500 {
      script.answers(200, #"{"status":"running \#(number) \#(words)"}"#)
      script.fire()
    }
    script.cancel()
    let ledger = try script.end().ledger
    #expect(ledger.attempts.count == 64)
    #expect(ledger.attempts.reduce(0) { $0 + $1.count } + ledger.omitted == 502)
    #expect(ledger.attempts[1].outcome.hasPrefix("running 1 é"))
    #expect(ledger.attempts[62].outcome.hasPrefix("running 500 é"))
    #expect(ledger.attempts.allSatisfy { $0.outcome.utf8.count <= 203 && !$0.outcome.contains("\u{FFFD}") })
  }
}
