import SVProtocol
import Testing

/// Answers to a create that are not event streams: those that contain a job, and those that are not the
/// platform's.
@Suite struct GenerationAnswerTests {
  @Test func aJSONAnswerOnTheStreamPathIsACreateAnswer() {
    for status in [200, 201, 202] {
      var script = MachineScript { $0.pollInterval = 1000 }
      script.start()
      script.leaves()
      script.skip()
      script.answers(status, #"{"id":"gen_1","status":"IN_QUEUE"}"#)
      script.expect("accepted gen_1", "fallback")
      #expect(script.fire() == 1000)
      script.expect("start poll")
    }
  }

  @Test func aPollingCreateIsNoFallback() throws {
    var script = MachineScript()
    script.start(.createPolling)
    script.expect("submitting create", "start create")
    script.leaves()
    script.answers(202, #"{"id":"gen_1","status":"odd"}"#)
    script.expect("accepted gen_1", "notice unknown_status")
    script.fire()
    script.expect("start poll")
  }

  @Test func aCreateAnswerMayBeTheEnd() throws {
    var script = MachineScript()
    script.start(.createPolling)
    script.leaves()
    script.skip()
    script.answers(200, #"{"id":"gen_1","status":"succeeded"}"#)
    script.expect("accepted gen_1", "keep")
    let outcome = try script.end()
    #expect(outcome.status == .ok)
    #expect(outcome.source == .create)
  }

  @Test func aBrokenCreateAnswerWithAnIDIsFollowed() {
    var script = MachineScript()
    script.start(.createPolling)
    script.leaves()
    script.skip()
    script.answers(
      200, #"{"id":"gen_1","status":"COMPLETED","data":{"#, cause: .transport("connection reset"))
    script.expect("accepted gen_1")
    script.fire()
    script.expect("start poll")
  }

  @Test(arguments: [500, 503, 429, 404, 402])
  func anErrorAnswerThatTellsOfAJobIsFollowed(status: Int) {
    var script = MachineScript()
    script.start()
    script.leaves()
    script.skip()
    script.answers(status, #"{"id":"gen_1","status":"IN_QUEUE","message":"late"}"#)
    script.expect("accepted gen_1", "fallback")
    script.fire()
    script.expect("start poll")
  }

  @Test(arguments: ["<html>captive portal</html>", "{}", #"{"status":"IN_QUEUE"}"#, "[]"])
  func aForeignSuccessIsAProtocolErrorThatQuotesIt(body: String) throws {
    var script = MachineScript()
    script.start()
    script.leaves()
    script.skip()
    script.answers(200, body, .other)
    script.expect("keep")
    let outcome = try script.end()
    #expect(outcome.status == .protocolViolation)
    #expect(outcome.charge == .unknown)
    #expect(outcome.message.contains("begins: \(body)"))
  }

  @Test func aSuccessThatBreaksOffBeforeTheIDIsUnknown() throws {
    var script = MachineScript()
    script.start()
    script.leaves()
    script.answers(200, #"{"i"#, cause: .transport("connection reset"))
    #expect(try script.end().status == .outcomeUnknown)
  }

  @Test func aTooLongSuccessIsAProtocolError() throws {
    var script = MachineScript()
    script.start()
    script.leaves()
    script.answers(200, "", .other, cause: .violation("the answer is longer than 10 bytes"))
    let outcome = try script.end()
    #expect(outcome.status == .protocolViolation)
    #expect(outcome.charge == .unknown)
    #expect(outcome.message.contains("longer than 10 bytes"))
  }
}
