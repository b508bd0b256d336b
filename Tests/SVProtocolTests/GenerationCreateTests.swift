import SVProtocol
import Testing

/// Before an id is known: which failures are repeated, which end, and which leave the charge unknown.
@Suite struct GenerationCreateTests {
  static let refused = #"{"error":"X","code":"IMAGE_GENERATION_PROVIDER_UNAVAILABLE","message":"down"}"#

  @Test func whatWasNotSentIsRepeatedUpToTheLimit() throws {
    var script = MachineScript { $0.createTries = 4 }
    script.start()
    script.skip()
    for attempt in 2...4 {
      script.breaks("could not resolve host")
      script.expect("sse_connect_error 0", "retry \(attempt) transport")
      #expect(script.fire() == script.announcedDelay)
      script.expect("start stream")
    }
    script.breaks("could not resolve host")
    script.expect("sse_connect_error 0")
    let outcome = try script.end()
    #expect(outcome.status == .transport)
    #expect(outcome.charge == .notSent)
    #expect(outcome.retryAfter > 0)
    #expect(outcome.message.contains("could not resolve host. Nothing was sent"))
  }

  @Test func aConnectionThatIsNotMadeInTimeWasNotSent() {
    var script = MachineScript { $0.connect = 10_000 }
    script.start()
    script.skip()
    #expect(script.fire() == 10_000)
    script.expect("abort", "sse_connect_error 0", "retry 2 transport")
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6])
  func backOffDoublesWithinItsJitter(tries: Int) throws {
    let bounds: [Int64] = [1000, 2000, 4000, 8000, 16_000, 16_000]
    for seed in 1...200 as ClosedRange<UInt64> {
      var script = MachineScript(seed: seed) { $0.createTries = 9 }
      script.start()
      for _ in 1..<tries {
        script.breaks()
        script.fire()
      }
      script.breaks()
      let delay = try #require(script.announcedDelay)
      #expect(delay >= bounds[tries - 1] * 4 / 5 && delay <= bounds[tries - 1] * 6 / 5)
    }
  }

  @Test(arguments: [
    (429, "", "rate_limited"), (429, "<html>slow down</html>", "rate_limited"),
    (429, #"{"code":"IMAGE_GENERATION_RATE_LIMITED","message":"m"}"#, "rate_limited"),
    (503, refused, "transient"),
    (503, #"{"error":"TTS_GENERATION_RATE_LIMITED","message":"m"}"#, "rate_limited"),
  ])
  func aRefusalForTheTimeBeingIsRepeated(status: Int, body: String, reason: String) throws {
    var script = MachineScript { $0.createTries = 2 }
    script.start()
    script.leaves()
    script.skip()
    script.answers(status, body)
    script.expect("sse_http_error \(status)", "retry 2 \(reason)")
    script.fire()
    script.expect("start stream")
    script.leaves()
    script.answers(status, body)
    script.expect("sse_http_error \(status)", "keep")
    let outcome = try script.end()
    #expect(outcome.status.name.description == reason)
    #expect(outcome.charge == .rejected)
    #expect(outcome.httpStatus == status)
    #expect(outcome.retryAfter > 0)
  }

  @Test(arguments: [
    (400, #"{"message":"bad"}"#, StatusCode.validation), (401, "", .auth), (402, "", .credits),
    (403, "", .forbidden), (407, "", .transport), (421, "", .transport), (400, "<html>", .protocolViolation),
    (401, "<html>", .protocolViolation), (402, "<!DOCTYPE html>", .protocolViolation),
    (404, "<html>", .protocolViolation),
    (404, "", .notFound), (413, "", .validation), (418, "", .unknown), (422, "", .validation),
    (422, #"{"code":"IMAGE_GENERATION_CONTENT_REJECTED","message":"m"}"#, .contentRejected),
    (400, #"{"code":"VIDEO_GENERATION_INSUFFICIENT_CREDITS","message":"m"}"#, .credits),
    (429, #"{"error":"INSUFFICIENT_CREDITS","message":"m"}"#, .credits),
    (429, #"{"code":"X","error":"INSUFFICIENT_CREDITS"}"#, .credits),
  ])
  func otherRefusalsAreFinalAndBoughtNothing(status: Int, body: String, expected: StatusCode) throws {
    var script = MachineScript()
    script.start(.createPolling)
    script.leaves()
    script.skip()
    script.answers(status, body)
    script.expect("keep")
    let outcome = try script.end()
    #expect(outcome.status == expected)
    #expect(outcome.category == expected)
    #expect(outcome.charge == .rejected)
    #expect(outcome.httpStatus == status)
    #expect(outcome.message.contains("so nothing was bought"))
  }

  @Test func aConnectionLostAfterTheRequestLeftIsNeverRepeated() throws {
    var script = MachineScript()
    script.start()
    script.leaves()
    script.skip()
    script.breaks()
    script.expect()
    let outcome = try script.end()
    #expect(outcome.status == .outcomeUnknown)
    #expect(outcome.charge == .unknown)
    #expect(outcome.message.contains("connection reset. It is not known"))
    #expect(outcome.message.contains("it was not repeated"))
  }

  /// 302 and 303 may answer a POST that was carried out.
  @Test(arguments: [301, 302, 303, 307, 308])
  func aRedirectIsNotFollowed(status: Int) throws {
    var script = MachineScript()
    script.start()
    script.leaves()
    script.answers(status, "", .other)
    let outcome = try script.end()
    let isOpen = status == 302 || status == 303
    #expect(outcome.status == (isOpen ? .outcomeUnknown : .protocolViolation))
    #expect(outcome.charge == (isOpen ? .unknown : .rejected))
    #expect(outcome.message.contains("HTTP \(status)"))
    #expect(outcome.message.contains("redirects are not followed with the key"))
  }

  @Test func retryAfterIsHonouredUpToTheMaximum() throws {
    for (wish, repeats) in [
      (Int64(0), true), (7000, true), (120_000, true), (120_001, false), (31_536_000_000, false),
    ] {
      var script = MachineScript()
      script.start()
      script.leaves()
      script.skip()
      script.answers(429, "", .other, retryAfter: wish)
      if repeats {
        script.expect("sse_http_error 429", "retry 2 rate_limited")
        #expect(script.announcedDelay == wish)
        #expect(script.fire() == wish)
        script.expect("start stream")
      } else {
        script.expect("sse_http_error 429", "keep")
        let outcome = try script.end()
        #expect(outcome.status == .rateLimited)
        #expect(outcome.retryAfter == wish)
      }
    }
  }

  /// A create that the total cuts off has an unknown outcome, so its last tenth is reserved for the answer.
  @Test(arguments: [(25_999, true), (26_000, false), (29_000, false)] as [(Int64, Bool)])
  func aRepeatLeavesTimeForItsAnswer(wish: Int64, repeats: Bool) throws {
    var script = MachineScript { $0.total = 30_000 }
    script.start()
    script.leaves()
    script.pass(1000)
    script.skip()
    script.answers(429, "", .other, retryAfter: wish)
    guard !repeats else { return script.expect("sse_http_error 429", "retry 2 rate_limited") }
    script.expect("sse_http_error 429", "keep")
    #expect(try script.end().status == .rateLimited)
  }

  @Test(arguments: [
    (404, "<html>no</html>"), (405, "<html>no</html>"), (406, "no"), (415, "<html>no</html>"),
  ])
  func aRefusedStreamPathIsLeftForThePollingPathOnce(status: Int, body: String) throws {
    var script = MachineScript { $0.createTries = 1 }
    script.start()
    script.leaves()
    script.skip()
    script.answers(status, body, .other)
    script.expect("sse_http_error \(status)", "retry 1 not_found", "start create")
    script.leaves()
    script.answers(status, #"{"message":"no"}"#)
    script.expect("keep")
    let outcome = try script.end()
    #expect(outcome.charge == .rejected)
    #expect(outcome.httpStatus == status)
  }

  @Test func aRefusedStreamPathIsNoTry() {
    var script = MachineScript { $0.createTries = 2 }
    script.start()
    script.leaves()
    script.answers(405)
    script.skip()
    script.leaves()
    script.answers(429)
    script.expect("retry 2 rate_limited")
    script.fire()
    script.expect("start create")
    script.leaves()
    script.answers(202, #"{"id":"gen_1"}"#)
    script.expect("accepted gen_1", "fallback")
  }

  /// A 404 with a code of the platform is about the model, not the path.
  @Test(arguments: [
    "IMAGE_GENERATION_UNSUPPORTED_MODEL", "INVALID_INPUT", "VIDEO_GENERATION_PROVIDER_UNAVAILABLE",
  ])
  func aPlatformsNotFoundIsNoRefusedPath(code: String) throws {
    for name in ["code", "error"] {
      var script = MachineScript()
      script.start()
      script.leaves()
      script.skip()
      script.answers(404, #"{"\#(name)":"\#(code)","message":"no such model"}"#)
      script.expect("sse_http_error 404", "keep")
      let outcome = try script.end()
      #expect(outcome.charge == .rejected && outcome.code == code)
      #expect(outcome.ledger.attempts.map(\.request) == [.createStream])
    }
    var script = MachineScript()
    script.start()
    script.leaves()
    script.skip()
    script.answers(404, #"{"code":"ROUTE_NOT_FOUND","message":"no such path"}"#)
    script.expect("sse_http_error 404", "retry 1 not_found", "start create")
  }

  @Test(arguments: [400, 401, 402, 403, 410, 411, 413, 422, 307])
  func otherRefusalsOfTheStreamPathAreFinal(status: Int) throws {
    var script = MachineScript()
    script.start()
    script.leaves()
    script.skip()
    script.answers(status, #"{"message":"no"}"#)
    #expect(script.isEnding)
    #expect(try script.end().charge == .rejected)
  }

  @Test func thePollingPathHasTheTriesThatAreLeft() throws {
    var script = MachineScript { $0.createTries = 2 }
    script.start()
    script.breaks()
    script.fire()
    script.leaves()
    script.answers(404)
    script.skip()
    script.answers(404)
    script.expect()
    script.breaks()
    script.expect()
    let outcome = try script.end()
    #expect(outcome.status == .transport)
    #expect(outcome.charge == .rejected)
    #expect(outcome.ledger.attempts.map { $0.request } == [.createStream, .createStream, .createPolling])
  }
}
