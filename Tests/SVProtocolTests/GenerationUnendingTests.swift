import SVProtocol
import Testing

/// Answers that never end, or end too early. What has arrived decides.
@Suite struct GenerationUnendingTests {
  // MARK: Creates

  private func created(_ request: GenerationRequest = .createPolling, firstByte: Int64 = 0) -> MachineScript {
    var script = MachineScript {
      $0.pollRequest = 20_000
      $0.total = 0
      $0.firstByte = firstByte
    }
    script.start(request)
    script.leaves()
    script.skip()
    return script
  }

  @Test(arguments: [
    (402, StatusCode.credits, ChargeState.rejected), (401, .auth, .rejected), (422, .validation, .rejected),
    (500, .outcomeUnknown, .unknown), (503, .outcomeUnknown, .unknown), (409, .outcomeUnknown, .unknown),
    (307, .protocolViolation, .rejected), (303, .outcomeUnknown, .unknown),
  ])
  func anErrorWhoseBodyNeverEndsIsDecidedByItsStatus(status: Int, expected: StatusCode, charge: ChargeState)
    throws
  {
    let bodies: [(inout MachineScript) -> Void] = [
      { $0.head(status) }, { $0.holds(status, #"{"message":"no"}"#) }, { $0.holds(status, #"{"mess"#) },
      { $0.holds(status, "no", .other) },
    ]
    for arrive in bodies {
      var script = created()
      script.pass(500_000)
      arrive(&script)
      script.skip()
      #expect(script.fire() == 20_000)
      script.expect(status == 307 ? ["cut short"] : ["cut short", "keep"])
      let outcome = try script.end()
      #expect(outcome.status == expected && outcome.charge == charge && outcome.httpStatus == status)
    }
  }

  /// Further bytes do not postpone the limit, nor anything else that was due.
  @Test func aBodyThatTricklesIsBoundedToo() {
    var script = created(firstByte: 1000)
    script.holds(402)
    for _ in 1...19 {
      script.pass(1000)
      script.bytes()
    }
    script.skip()
    #expect(script.fire() == 1000)
    script.expect("cut short", "keep")
  }

  @Test func whatHasComeOfTheBodySaysWhy() throws {
    var script = created()
    script.holds(400, #"{"code":"IMAGE_GENERATION_CONTENT_REJECTED","message":"no","details":["#)
    script.fire()
    let outcome = try script.end()
    #expect(outcome.status == .contentRejected && outcome.code == "IMAGE_GENERATION_CONTENT_REJECTED")
  }

  @Test func aRefusalForTheTimeBeingIsRepeatedThen() {
    var script = created()
    script.holds(429)
    script.fire()
    script.skip()
    script.fire()
    script.expect("start create")
  }

  @Test func aRefusedStreamPathIsLeftThen() {
    var script = created(.createStream)
    script.head(405)
    script.fire()
    script.expect("cut short", "sse_http_error 405", "retry 1 not_found", "start create")
    // The next create has its full time again.
    #expect(script.fire() == 10_000)
  }

  @Test(arguments: [200, 201, 202])
  func aSuccessWhoseBodyNeverEndsIsNotGivenUp(status: Int) {
    var script = created()
    script.head(status)
    script.wait(10_000_000)
    script.expect()
  }

  @Test func aGracefulStopIsBoundedByThatToo() throws {
    var script = created()
    script.cancelGracefully()
    script.head(402)
    script.fire()
    #expect(try script.end().status == .credits)
  }

  /// The limit is the user's option, and another attempt would exceed it too.
  @Test func aCreateAnswerOverTheLimitNamesTheOption() throws {
    var script = created()
    script.answers(200, "", .other, cause: .limit("the answer is longer than 9 bytes (body_bytes_max)"))
    script.expect("keep")
    let outcome = try script.end()
    #expect(outcome.status == .protocolViolation && outcome.charge == .unknown)
    #expect(outcome.message.contains("longer than 9 bytes (body_bytes_max)"))
  }

  @Test func anErrorOverTheLimitIsDecidedByItsStatus() throws {
    var script = created()
    script.answers(402, "", .other, cause: .limit("the answer is longer than 9 bytes"))
    #expect(try script.end().status == .credits)
  }

  // MARK: Polls

  private func polling(_ failures: Int = 10) -> MachineScript {
    var script = MachineScript { $0.pollFailures = failures }
    script.startPolling()
    return script
  }

  @Test(arguments: [
    RequestEnd.Cause.transport("connection reset"), .violation("the chunk has no size"), .limit("too long"),
  ])
  func aWholeAnswerWithTheIDCountsHoweverItsTransferEnds(cause: RequestEnd.Cause) {
    var script = polling()
    script.answers(200, GenerationPollTests.running, cause: cause)
    script.expect("poll 1 200 IN_PROGRESS")
    script.fire()
    script.skip()
    script.answers(200, #"{"id":"gen_1","status":"COMPLETED"}"#, .other, cause: cause)
    script.expect("poll 2 200 COMPLETED", "keep")
  }

  @Test func aWholeAnswerThatDoesNotEndCountsOnceItsTimeIsOver() {
    var script = polling()
    script.holds(200, #"{"id":"gen_1","status":"COMPLETED"}"#)
    #expect(script.fire() == 20_000)
    script.expect("cut short", "poll 1 200 COMPLETED", "keep")
  }

  @Test(arguments: [
    "", #"{"id":"gen_1","status":"COMPLETED""#, #"{"id":"gen_1","status":"COMPLETED","data":{"#,
    #"{"status":"COMPLETED"}"#, #"{"id":"gen_2","status":"COMPLETED"}"#, #"{"id":"gen_1"}"#,
  ])
  func anythingLessIsAFailure(body: String) {
    var script = polling()
    script.answers(200, body, cause: .transport("connection reset"))
    script.expect("poll 1 failed 200 transient")
    #expect(script.lastMessage == "connection reset")
  }

  @Test(arguments: [
    (401, StatusCode.auth, "final"), (410, .notFound, "final"), (503, .transient, "transient"),
    (429, .rateLimited, "transient"), (302, .protocolViolation, "transient"),
    (308, .protocolViolation, "final"),
  ])
  func aPollsErrorIsDecidedByItsStatusHoweverItsBodyEnds(status: Int, expected: StatusCode, kind: String)
    throws
  {
    let ends: [([String], (inout MachineScript) -> Void)] = [
      (
        ["cut short"],
        {
          $0.head(status)
          $0.fire()
        }
      ),
      (
        ["cut short"],
        {
          $0.holds(status, #"{"mess"#)
          $0.fire()
        }
      ),
      ([], { $0.answers(status, "no", .other, cause: .transport("connection reset")) }),
      ([], { $0.answers(status, "", .other, cause: .limit("too long")) }),
    ]
    for (first, end) in ends {
      var script = polling(1)
      end(&script)
      script.expect(first + ["poll 1 failed \(status) \(kind)"] + (status == 308 ? [] : ["keep"]))
      let outcome = try script.end()
      #expect(outcome.status == expected && outcome.charge == .accepted && outcome.httpStatus == status)
    }
  }

  @Test func aPollOverTheLimitEndsTheWaitAtOnce() throws {
    var script = polling()
    script.answers(200, "", .other, cause: .limit("the answer is longer than 9 bytes (body_bytes_max)"))
    script.expect("poll 1 failed 200 final")
    let outcome = try script.end()
    #expect(outcome.status == .protocolViolation && outcome.charge == .accepted && outcome.httpStatus == 200)
    #expect(outcome.message.contains("longer than 9 bytes (body_bytes_max)"))
    #expect(outcome.message.contains("skillsvideo wait gen_1"))
  }

  @Test func anEarlyNotFoundWhoseBodyIsCutIsTolerated() {
    var script = polling(1)
    script.answers(404, "no", .other, cause: .transport("cut"))
    script.expect("poll 1 failed 404 transient")
    #expect(!script.isEnding)
  }

  /// The status has arrived, so it decides, although the total leaves less time than a poll may take.
  @Test(arguments: [
    (402, GenerationRequest.createStream, StatusCode.credits), (404, .createStream, .notFound),
    (405, .createStream, .validation), (429, .createPolling, .rateLimited),
  ])
  func theStatusOfAnErrorDecidesAtTheTotal(status: Int, request: GenerationRequest, expected: StatusCode)
    throws
  {
    var script = MachineScript { $0.total = 5000 }
    script.start(request)
    script.leaves()
    script.holds(status)
    script.skip()
    #expect(script.fire() == 5000)
    let outcome = try script.end()
    #expect(outcome.status == expected && outcome.charge == .rejected && outcome.httpStatus == status)
    #expect(outcome.ledger.attempts.count == 1, "nothing more is started")
  }

  @Test func anErrorWithoutADecisionIsOpenAtTheTotal() throws {
    var script = MachineScript { $0.total = 5000 }
    script.start()
    script.leaves()
    script.holds(503, #"{"message":"Service Unavailable"}"#)
    script.fire()
    let outcome = try script.end()
    #expect(outcome.status == .outcomeUnknown && outcome.httpStatus == 503)
  }
}
