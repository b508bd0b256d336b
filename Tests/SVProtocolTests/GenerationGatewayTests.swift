import SVProtocol
import Testing

/// A gateway may answer with JSON of its own after the platform accepted, which proves nothing about money.
@Suite struct GenerationGatewayTests {
  /// From AWS API Gateway, Envoy, Kong, Cloudflare and others.
  static let bodies = [
    "", "<html>Bad Gateway</html>", "{}", "[1]", #"{"message":"Service Unavailable"}"#, #"{"message":""}"#,
    #"{"error":"no healthy upstream"}"#, #"{"detail":"upstream timeout"}"#, #"{"code":503,"message":"m"}"#,
    #"{"code":"SERVICE_UNAVAILABLE","message":"m"}"#, #"{"request":{"id":"req_7"}}"#, #"{"status":"error"}"#,
    #"{"message":"credit balance service is down"}"#,
    #"{"code":"IMAGE_GENERATION_CONTENT_REJECTED","message":"m"}"#,
  ]

  @Test(arguments: [500, 501, 502, 503, 504, 505, 520, 524, 529, 599, 600, 999])
  func noErrorOfAGatewayIsRepeatedOrCalledARefusal(status: Int) throws {
    for body in GenerationGatewayTests.bodies { try isOpen(status, body) }
  }

  @Test(arguments: [
    (408, ""), (408, #"{"message":"Request Timeout"}"#),
    (409, #"{"message":"Idempotency-Key is being processed"}"#),
    (409, #"{"code":"INVALID_INPUT","message":"m"}"#), (425, "{}"), (499, ""), (302, ""), (303, "{}"),
  ])
  func someStatusesBelow500LeaveItOpenToo(status: Int, body: String) throws { try isOpen(status, body) }

  @Test(arguments: [400, 402, 404, 405, 415, 422, 429, 500, 502, 503, 504])
  func whatThePlatformSaysFailedLateMayHaveBeenPaidFor(status: Int) throws {
    for code in ["IMAGE_GENERATION_TIMEOUT", "VIDEO_GENERATION_FAILED", "GENERATION_TIMEOUT"] {
      for name in ["code", "error"] {
        let outcome = try isOpen(status, #"{"\#(name)":"\#(code)","message":"m"}"#)
        #expect(outcome.code == code)
      }
    }
  }

  /// Expects one create, an unknown outcome, and a message that does not advise to send it again.
  @discardableResult
  private func isOpen(_ status: Int, _ body: String) throws -> GenerationOutcome {
    var last: GenerationOutcome?
    for request in [GenerationRequest.createPolling, .createStream] {
      var script = MachineScript { $0.createTries = 4 }
      script.start(request)
      script.leaves()
      script.skip()
      script.answers(status, body, retryAfter: 1000)
      if request == .createStream {
        script.expect("sse_http_error \(status)", "keep")
      } else {
        script.expect("keep")
      }
      script.wait(10_000_000)
      script.expect()
      let outcome = try script.end()
      #expect(outcome.status == .outcomeUnknown && outcome.category == .outcomeUnknown, "\(status) \(body)")
      #expect(
        outcome.charge == .unknown && outcome.httpStatus == status && outcome.ownsAnswer, "\(status) \(body)")
      #expect(outcome.retryAfter == -1, "a repeat is not advised")
      #expect(outcome.ledger.attempts.map(\.request) == [request])
      #expect(outcome.message.contains("HTTP \(status)"))
      #expect(outcome.message.contains("before you send it again; it was not repeated"))
      #expect(!outcome.message.contains("nothing was bought"))
      last = outcome
    }
    return try #require(last)
  }

  /// The id in such an answer may be the generation's, and no later answer would contain it. Only in a final
  /// refusal may it be the id of the error.
  @Test func anIDInAnAnswerThatIsNoFinalRefusalIsFollowed() throws {
    let busy = #""code":"IMAGE_GENERATION_PROVIDER_UNAVAILABLE""#
    for (status, body, isFollowed) in [
      (500, #"{"id":"gen_1"}"#, true), (503, #"{"id":"gen_1","status":"error"}"#, true),
      (504, #"{"id":"gen_1","code":"IMAGE_GENERATION_TIMEOUT"}"#, true),
      (409, #"{"id":"gen_1","message":"m"}"#, true),
      (429, #"{"id":"gen_1"}"#, true), (503, #"{"id":"gen_1",\#(busy)}"#, true),
      (303, #"{"id":"gen_1"}"#, true),
      (422, #"{"id":"gen_1","code":"IMAGE_GENERATION_FAILED"}"#, true), (400, #"{"id":"gen_1"}"#, false),
      (402, #"{"id":"gen_1","status":"error"}"#, false), (402, #"{"id":"gen_1","status":"FAILED"}"#, true),
      (422, #"{"id":"gen_1","code":"IMAGE_GENERATION_INVALID_INPUT"}"#, false),
      (307, #"{"id":"gen_1"}"#, false),
    ] {
      for request in [GenerationRequest.createPolling, .createStream] {
        var script = MachineScript()
        script.start(request)
        script.leaves()
        script.answers(status, body)
        #expect(script.machine.id == (isFollowed ? "gen_1" : nil), "\(status) \(body)")
        script.cancel()
        let outcome = try script.end()
        #expect(outcome.charge == (isFollowed ? .accepted : .rejected), "\(status) \(body)")
        #expect(outcome.ledger.attempts.map(\.request) == [request])
      }
    }
  }

  /// A server that rejects the path but returns an id has understood the request.
  @Test(arguments: [404, 405, 406, 415])
  func aRefusedPathThatNamesAnIDIsFollowed(status: Int) {
    var script = MachineScript()
    script.start()
    script.leaves()
    script.skip()
    script.answers(status, #"{"id":"gen_1","message":"m"}"#)
    script.expect("accepted gen_1", "fallback")
    script.fire()
    script.expect("start poll")
    script = MachineScript()
    script.start(.createPolling)
    script.leaves()
    script.skip()
    script.answers(status, #"{"id":"req_1","message":"m"}"#)
    script.expect("keep")
  }

  /// An earlier refusal proves nothing about the create after it.
  @Test func theLatestTryDecidesWhatIsKnown() throws {
    var script = MachineScript()
    script.start(.createPolling)
    script.leaves()
    script.answers(429)
    script.fire()
    script.leaves()
    script.answers(503, #"{"message":"Service Unavailable"}"#)
    let outcome = try script.end()
    #expect(outcome.status == .outcomeUnknown && outcome.charge == .unknown)
    #expect(outcome.ledger.attempts.map(\.httpStatus) == [429, 503])
  }
}
