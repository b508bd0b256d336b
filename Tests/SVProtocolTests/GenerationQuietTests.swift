import SVProtocol
import Testing

/// Polls beside a stream that is connected but contains no events, only comments.
@Suite struct GenerationQuietTests {
  private func streaming(_ configure: (inout GenerationSettings) -> Void = { _ in }) -> MachineScript {
    var script = MachineScript {
      $0.total = 0
      $0.silence = 60_000
      $0.quietPoll = 30_000
      $0.pollRequest = 20_000
      configure(&$0)
    }
    script.startStream()
    return script
  }

  /// Runs up to a poll beside the stream, whose connection is alive.
  private func asked(_ configure: (inout GenerationSettings) -> Void = { _ in }) -> MachineScript {
    var script = streaming(configure)
    script.pass(30_000)
    script.bytes()
    script.tick()
    script.expect("start quiet poll")
    return script
  }

  // MARK: When

  @Test func aStreamWithoutAnEventIsPolledWhateverItsComments() {
    var script = streaming()
    script.pass(29_999)
    script.bytes()
    script.tick()
    script.expect()
    script.pass(1)
    script.tick()
    script.expect("start quiet poll")
    #expect(!script.isEnding)
  }

  @Test func everyEventPutsItOff() {
    let events: [(inout MachineScript) -> Void] = [
      { $0.message(#"{"id":"gen_1","status":"IN_PROGRESS"}"#) }, { $0.message("") },
      { $0.machine.eventsRepeated(now: $0.now) }, { $0.message(#"{"id":"gen_2","status":"IN_PROGRESS"}"#) },
    ]
    for event in events {
      var script = streaming()
      script.pass(20_000)
      event(&script)
      script.skip()
      #expect(script.fire() == 30_000)
      script.expect("start quiet poll")
    }
  }

  @Test func itComesAgainWhileTheStreamStaysQuiet() {
    var script = asked()
    for number in 1...3 {
      script.pass(1000)
      script.quietPollAnswers(200, GenerationPollTests.running)
      script.expect("poll \(number) 200 IN_PROGRESS")
      script.bytes()
      #expect(script.fire() == 29_000)
      script.expect("start quiet poll")
      script.bytes()
    }
  }

  @Test func withoutTheOptionItNeverComes() {
    var script = streaming { $0.quietPoll = 0 }
    for _ in 1...20 {
      script.wait(59_999)
      script.bytes()
    }
    script.expect()
    #expect(script.fire() == 60_000)
    script.expect("abort", "sse_timeout 0", "fallback", "start poll")
  }

  @Test func aSilentConnectionIsStillLost() {
    var script = streaming { $0.quietPoll = 50_000 }
    #expect(script.fire() == 50_000)
    script.expect("start quiet poll")
    #expect(script.fire() == 10_000)
    script.expect("abort quiet poll", "abort", "sse_timeout 0", "fallback", "start poll")
  }

  @Test func beforeTheIDIsKnownThereIsNothingToPoll() {
    var script = MachineScript {
      $0.total = 0
      $0.quietPoll = 1000
    }
    script.start()
    script.leaves()
    script.opens()
    script.skip()
    script.wait(1_000_000)
    script.expect()
  }

  // MARK: What it returns

  @Test(arguments: [
    ("COMPLETED", StatusCode.ok), ("FAILED", .jobFailed), ("canceled", .jobCanceled),
  ])
  func onlyATerminalStatusCounts(word: String, status: StatusCode) throws {
    var script = asked()
    script.quietPollAnswers(200, #"{"id":"gen_1","status":"\#(word)"}"#)
    script.expect("poll 1 200 \(word)", "abort", "keep")
    let outcome = try script.end()
    #expect(outcome.status == status && outcome.source == .poll && outcome.statusWord == word)
    #expect(outcome.ledger.attempts.map(\.outcome) == ["dropped, a poll had reported the end", word])
    #expect(outcome.ledger.attempts.map(\.request) == [.createStream, .result])
  }

  @Test(arguments: [("IN_PROGRESS", false), ("queued", false), ("odd", true)])
  func anyOtherStatusLeavesTheStreamAlone(word: String, isUnknown: Bool) {
    var script = asked()
    script.quietPollAnswers(200, #"{"id":"gen_1","status":"\#(word)"}"#)
    if isUnknown {
      script.expect("poll 1 200 \(word)", "notice unknown_status")
    } else {
      script.expect("poll 1 200 \(word)")
    }
    script.message(GenerationPollTests.completed)
    script.expect("deliver", "abort", "keep")
  }

  /// The stream takes precedence: no failure beside it ends anything, however often.
  @Test(arguments: [
    (500, "<html>"), (503, ""), (429, ""), (200, "<html>"),
    (200, #"{"id":"gen_1","status":"COMPLETED","data":"#),
    (200, ""),
  ])
  func itsFailuresEndNothing(status: Int, body: String) throws {
    var script = asked { $0.pollFailures = 1 }
    for number in 1...3 {
      script.quietPollAnswers(status, body)
      script.expect("poll \(number) failed \(status) transient")
      script.bytes()
      let delay = script.pollDelay
      #expect(script.fire() == delay, "it announces the next one")
      script.expect("start quiet poll")
      script.bytes()
    }
    script.message(GenerationPollTests.completed)
    script.expect("deliver", "abort quiet poll", "abort", "keep")
    #expect(try script.end().status == .ok)
  }

  /// After a refusal, only the last poll before the total tries once more.
  @Test(arguments: [401, 402, 404, 410, 308, 501])
  func aRefusalEndsOnlyTheQuietPolls(status: Int) throws {
    var script = asked { $0.total = 3_600_000 }
    script.pass(11_000)
    script.quietPollAnswers(status)
    script.expect("poll 1 failed \(status) final")
    let lastPollAt: Int64 = 1_000_000 + 3_590_000
    while script.now < lastPollAt - 20_000 {
      script.wait(10_000)
      script.bytes()
    }
    script.expect()
    script.fire()
    script.expect("start quiet poll")
    script.quietPollAnswers(200, GenerationPollTests.completed)
    #expect(try script.end().status == .ok)
  }

  @Test func theNextOneWaitsAsLongAsThePlatformAsks() {
    var script = asked()
    script.quietPollAnswers(429, "", retryAfter: 300_000)
    #expect(script.pollDelay == 300_000)
  }

  @Test func anAnswerAboutAnotherJobEndsNothing() {
    var script = asked()
    script.quietPollAnswers(200, #"{"id":"gen_2","status":"COMPLETED"}"#)
    script.expect("notice other_id", "poll 1 failed 200 transient")
  }

  @Test func aBodyOverTheLimitEndsNothing() {
    var script = asked()
    script.quietPollAnswers(200, "", cause: .limit("too long"))
    script.expect("poll 1 failed 200 final")
  }

  @Test func itHasTheTimeOfAPoll() {
    var script = asked()
    script.pass(10_000)
    script.bytes()
    #expect(script.fire() == 10_000)
    script.expect("cut short quiet poll", "poll 1 failed 0 transient")
    #expect(script.lastMessage.contains("no answer within 20000 ms"))
  }

  @Test func aWholeAnswerThatDoesNotEndCountsThen() {
    var script = asked()
    script.quietPollHolds(200, GenerationPollTests.completed)
    script.fire()
    script.expect("cut short quiet poll", "poll 1 200 COMPLETED", "abort", "keep")
  }

  @Test func theTroublesOfQuietPollsDoNotCountAsThoseOfLaterPolls() {
    var script = asked { $0.pollFailures = 2 }
    script.quietPollAnswers(503)
    script.streamEnds()
    script.skip()
    script.answers(503)
    #expect(!script.isEnding)
  }

  // MARK: Its end

  @Test func itIsDroppedWithTheStream() throws {
    let ends: [([String], (inout MachineScript) -> Void)] = [
      (["abort quiet poll", "sse_stream_ended 0", "fallback", "start poll"], { $0.streamEnds() }),
      (
        ["abort quiet poll", "sse_connect_error 0", "fallback", "start poll"],
        { $0.streamEnds(.transport("reset")) }
      ),
      (
        ["deliver", "abort quiet poll", "abort", "sse_stream_ended 0", "fallback", "start poll"],
        { $0.message(#"{"code":"IMAGE_GENERATION_FAILED"}"#) }
      ),
      (["deliver", "abort quiet poll", "abort", "keep"], { $0.message(GenerationPollTests.completed) }),
      (["abort quiet poll", "abort"], { $0.cancel() }),
      (["abort quiet poll", "abort"], { $0.cancelGracefully() }),
      (["abort quiet poll", "abort"], { $0.runsOutOfMemory() }),
    ]
    for (lines, end) in ends {
      var script = asked()
      end(&script)
      script.expect(lines)
      // An answer that arrives after the poll was dropped is ignored.
      script.quietPollAnswers(200, GenerationPollTests.completed)
      script.expect()
      script.cancel()
      let attempts = try script.end().ledger.attempts
      #expect(attempts.allSatisfy { $0.outcome != "in flight" }, "\(attempts)")
      #expect(attempts.count >= 2 && attempts[1].outcome.hasPrefix("dropped"))
    }
  }

  @Test func anAnswerThatNobodyAskedForMovesNothing() {
    var script = streaming()
    script.quietPollAnswers(200, GenerationPollTests.completed)
    script.expect()
    #expect(!script.isEnding)
  }

  @Test func theLedgerHasThePollBesideTheStream() throws {
    var script = asked()
    let startedAt = Int64(30_000)
    script.pass(500)
    script.quietPollAnswers(200, GenerationPollTests.running)
    script.pass(500)
    script.streamEnds(.transport("reset"))
    script.answers(200, GenerationPollTests.completed)
    let attempts = try script.end().ledger.attempts
    #expect(attempts.map(\.request) == [.createStream, .result, .result])
    #expect(attempts.map(\.outcome) == ["reset", "IN_PROGRESS", "COMPLETED"])
    #expect(attempts.map(\.startedAt) == [0, startedAt, startedAt + 1000])
    #expect(attempts.map(\.waited) == [0, 0, 0])
    #expect(attempts.map(\.httpStatus) == [200, 200, 200])
  }
}
