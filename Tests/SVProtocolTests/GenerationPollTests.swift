import SVProtocol
import Testing

/// A generation that is followed by polling its id.
@Suite struct GenerationPollTests {
  static let running = #"{"id":"gen_1","status":"IN_PROGRESS"}"#
  static let completed = #"{"id":"gen_1","status":"COMPLETED"}"#

  @Test func pollingGoesOnToTheTerminalStatus() throws {
    var script = MachineScript()
    script.startPolling()
    script.answers(200, GenerationPollTests.running)
    script.expect("poll 1 200 IN_PROGRESS")
    script.fire()
    script.expect("start poll")
    script.answers(200, #"{"id":"gen_1","status":"COMPLETED"}"#)
    script.expect("poll 2 200 COMPLETED", "keep")
    script.drain()
    script.expect("fallback ended true", "finish ok accepted")
    #expect(script.outcome?.source == .poll)
  }

  @Test func anAttachedIDIsAskedForAtOnce() throws {
    var script = MachineScript()
    script.attach("gen_9")
    script.expect("submitting poll", "start poll")
    script.answers(200, #"{"status":"FAILED","code":"VIDEO_GENERATION_CONTENT_REJECTED","message":"no"}"#)
    script.expect("poll 1 200 FAILED", "keep")
    script.drain()
    script.expect("finish job_failed accepted")
    #expect(script.outcome?.category == .contentRejected)
    #expect(script.machine.id == "gen_9")
  }

  @Test func thePaceGrowsByHalfUpToTheLongest() {
    let paces: [Int64] = [1000, 1500, 2250, 3375, 5000, 5000]
    for seed in 1...100 as ClosedRange<UInt64> {
      var script = MachineScript(seed: seed)
      script.startPolling()
      for pace in paces {
        script.answers(200, GenerationPollTests.running)
        let waited = script.fire()
        #expect(waited >= pace * 4 / 5 && waited <= pace * 6 / 5)
      }
    }
  }

  @Test(arguments: [408, 425, 429, 500, 502, 503, 504, 521])
  func aPassingRefusalIsAskedAgain(status: Int) {
    var script = MachineScript()
    script.startPolling()
    script.answers(status, "<html>", .other)
    script.expect("poll 1 failed \(status) transient")
    script.fire()
    script.expect("start poll")
  }

  @Test(arguments: [
    (400, StatusCode.validation), (401, .auth), (402, .credits), (403, .forbidden), (409, .unknown),
    (410, .notFound),
    (422, .validation), (501, .unknown), (301, .protocolViolation), (308, .protocolViolation),
  ])
  func aFinalRefusalEndsTheWaitAndKeepsTheID(status: Int, expected: StatusCode) throws {
    var script = MachineScript()
    script.startPolling()
    script.answers(status, #"{"message":"no"}"#)
    let outcome = try script.end()
    #expect(outcome.status == expected)
    #expect(outcome.charge == .accepted)
    #expect(outcome.httpStatus == status)
    #expect(outcome.message.contains("skillsvideo wait gen_1"))
    #expect(!outcome.message.contains("payload"))
    #expect(script.machine.id == "gen_1")
  }

  @Test func aFinalRefusalIsToldBeforeTheEnd() {
    var script = MachineScript()
    script.startPolling()
    script.answers(401)
    script.expect("poll 1 failed 401 final", "keep")
  }

  @Test(arguments: [false, true])
  func notFoundIsToleratedInTheFirstSecondsOnly(attached: Bool) throws {
    var script = MachineScript { $0.notFoundGrace = 10_000 }
    if attached { script.attach("gen_1") } else { script.startPolling() }
    script.skip()
    script.pass(9999)
    script.answers(404, #"{"message":"no such generation"}"#)
    script.expect("poll 1 failed 404 transient")
    script.fire()
    script.expect("start poll")
    script.answers(404)
    script.expect("poll 2 failed 404 final", "keep")
    let outcome = try script.end()
    #expect(outcome.status == .notFound)
    #expect(outcome.message.contains("skillsvideo wait gen_1"))
  }

  @Test func notFoundEarlyIsNoFailure() {
    var script = MachineScript { $0.pollFailures = 1 }
    script.startPolling()
    script.answers(404)
    script.expect("poll 1 failed 404 transient")
    #expect(!script.isEnding)
  }

  @Test func onlyFailuresInARowEndTheWait() throws {
    var script = MachineScript { $0.pollFailures = 3 }
    script.startPolling()
    for _ in 1...2 {
      script.breaks()
      script.fire()
    }
    script.answers(200, GenerationPollTests.running)
    script.fire()
    for _ in 1...2 {
      script.breaks()
      script.fire()
    }
    #expect(!script.isEnding)
    script.skip()
    script.answers(503, #"{"code":"IMAGE_GENERATION_PROVIDER_UNAVAILABLE"}"#)
    script.expect("poll 6 failed 503 transient", "keep")
    let outcome = try script.end()
    #expect(outcome.status == .transient)
    #expect(outcome.httpStatus == 503)
    #expect(outcome.code == "IMAGE_GENERATION_PROVIDER_UNAVAILABLE")
    #expect(outcome.message.contains("3 polls in a row failed"))
    #expect(outcome.message.contains("skillsvideo wait gen_1"))
  }

  @Test func failuresBackOffByDoubling() {
    for seed in 1...100 as ClosedRange<UInt64> {
      var script = MachineScript(seed: seed)
      script.startPolling()
      for pace in [1000, 2000, 4000, 8000, 16_000, 16_000] as [Int64] {
        script.breaks()
        let waited = script.fire()
        #expect(waited >= pace * 4 / 5 && waited <= pace * 6 / 5)
      }
    }
  }

  @Test func retryAfterIsHonouredUpToTheRestOfTheTotal() throws {
    var script = MachineScript { $0.total = 500_000 }
    script.startPolling()
    script.answers(429, "", .other, retryAfter: 300_000)
    #expect(script.fire() == 300_000)
    script.answers(503, "", .other, retryAfter: 150_000)
    #expect(script.fire() == 150_000)
  }

  @Test func aGoodAnswerMayAskForMoreTimeButNotForLess() {
    var script = MachineScript()
    script.startPolling()
    script.answers(202, GenerationPollTests.running, retryAfter: 30_000)
    #expect(script.fire() == 30_000)
    script.answers(202, GenerationPollTests.running, retryAfter: 0)
    #expect(script.fire() >= 1200)
  }

  @Test func aPollWithoutAnswerIsDroppedAndAskedAgain() {
    var script = MachineScript { $0.pollRequest = 20_000 }
    script.startPolling()
    #expect(script.fire() == 20_000)
    script.expect("cut short", "poll 1 failed 0 transient")
    #expect(script.lastMessage.contains("no answer within 20000 ms"))
    script.fire()
    script.expect("start poll")
  }

  @Test(arguments: [
    "<html>login</html>", "{}", #"{"id":"gen_1"}"#, #"{"id":"gen_1","status":null}"#,
    #"{"id":"gen_1","status":"COMPLETED","data":{"#,
  ])
  func aForeignAnswerIsAFailureThatQuotesIt(body: String) throws {
    var script = MachineScript { $0.pollFailures = 2 }
    script.startPolling()
    script.answers(200, body, .other)
    script.expect("poll 1 failed 200 transient")
    script.fire()
    script.skip()
    script.answers(200, body, .other)
    script.expect("poll 2 failed 200 transient", "keep")
    let outcome = try script.end()
    #expect(outcome.status == .protocolViolation)
    #expect(outcome.message.contains("begins: \(body)"))
  }

  @Test func anAnswerAboutAnotherJobMovesNothing() {
    var script = MachineScript()
    script.startPolling()
    script.answers(200, #"{"id":"gen_2","status":"COMPLETED"}"#)
    script.expect("notice other_id", "poll 1 failed 200 transient")
    script.fire()
    script.expect("start poll")
  }

  @Test func anErrorAnswerThatTellsTheEndIsBelieved() throws {
    var script = MachineScript()
    script.startPolling()
    script.answers(502, #"{"id":"gen_1","status":"FAILED","code":"IMAGE_GENERATION_FAILED"}"#)
    script.expect("poll 1 502 FAILED", "keep")
    let outcome = try script.end()
    #expect(outcome.status == .jobFailed)
    #expect(outcome.category == .transient)
    #expect(outcome.httpStatus == 502)
  }

  @Test func anErrorAnswerAboutAnotherJobIsARefusal() {
    var script = MachineScript()
    script.startPolling()
    script.answers(502, #"{"id":"gen_2","status":"FAILED"}"#)
    script.expect("poll 1 failed 502 transient")
  }

  @Test func theRestOfALostStreamIsHeardWhilePolling() throws {
    var script = MachineScript()
    script.startPolling()
    script.message(#"{"id":"gen_1","status":"COMPLETED"}"#)
    script.expect("deliver", "abort", "keep")
    let outcome = try script.end()
    #expect(outcome.status == .ok)
    #expect(outcome.source == .stream)
  }
}
