import SVProtocol
import Testing

/// Before total_timeout_ms gives up a job, its id is polled once more. No wait exceeds the limit, not even
/// one that the platform requests.
@Suite struct GenerationLastPollTests {
  private func polling(_ total: Int64 = 100_000) -> MachineScript {
    var script = MachineScript { $0.total = total }
    script.startPolling()
    return script
  }

  /// A tenth of the total, but at most ten seconds and the time of a poll.
  @Test(
    arguments: [
      (100_000, 20_000, 90_000), (3_600_000, 20_000, 3_590_000), (100_000, 3000, 97_000),
      (5000, 20_000, 4500),
    ] as [(Int64, Int64, Int64)])
  func aLongWaitIsCutForIt(total: Int64, pollRequest: Int64, lastPoll: Int64) throws {
    for status in [429, 503, 200] {
      var script = MachineScript {
        $0.total = total
        $0.pollRequest = pollRequest
      }
      script.startPolling()
      script.answers(status, status == 200 ? GenerationPollTests.running : "", retryAfter: 100_000_000)
      script.skip()
      #expect(script.fire() == lastPoll)
      script.expect("start poll")
      script.answers(200, GenerationPollTests.completed)
      #expect(try script.end().status == .ok)
    }
  }

  @Test func theOrdinaryPauseIsCutForItToo() {
    var script = MachineScript {
      $0.total = 100_000
      $0.pollInterval = 50_000
      $0.pollIntervalMax = 50_000
    }
    script.startPolling()
    script.pass(60_000)
    script.answers(200, GenerationPollTests.running)
    #expect(script.fire() == 30_000)
  }

  @Test func aWaitThatEndsBeforeItIsLeftAlone() {
    var script = polling()
    script.answers(429, retryAfter: 90_000)
    #expect(script.fire() == 90_000)
  }

  @Test func afterItTheTotalIsTheEnd() throws {
    var script = polling()
    script.pass(92_000)
    script.answers(503, retryAfter: 60_000)
    #expect(script.pollDelay == 8000)
    #expect(script.fire() == 8000)
    #expect(try script.end().status == .timeout)
  }

  @Test func aPollThatHangsInItIsCutByTheTotal() throws {
    var script = polling()
    script.answers(429, retryAfter: 100_000_000)
    script.fire()
    script.skip()
    #expect(script.fire() == 10_000)
    script.expect("abort")
    #expect(try script.end().ledger.attempts.last?.outcome == "time limit")
  }

  // MARK: Messages about a wait

  @Test(arguments: [429, 503])
  func theDelayIsInTheEventAndTheWishInTheMessage(status: Int) throws {
    var script = polling()
    script.answers(status, retryAfter: 3_600_000)
    #expect(script.pollDelay == 90_000)
    script.fire()
    // The platform requests the same wait at the last poll.
    script.answers(status, retryAfter: 3_600_000)
    #expect(script.pollDelay == 10_000, "no wait goes past the total")
    #expect(script.fire() == 10_000)
    let outcome = try script.end()
    #expect(outcome.status == .timeout && outcome.charge == .accepted)
    #expect(
      outcome.message.contains(
        "(total_timeout_ms) is over; the platform had requested a wait of 3600 s before the next poll"))
  }

  @Test func aWishOfAGoodAnswerIsSaidToo() throws {
    var script = polling()
    script.answers(202, GenerationPollTests.running, retryAfter: 200_000)
    script.fire()
    script.fire()
    #expect(try script.end().message.contains("the platform had requested a wait of 200 s"))
  }

  @Test func aWishThatWasKeptIsNotMentioned() throws {
    var script = polling()
    script.answers(429, retryAfter: 95_000)
    #expect(script.pollDelay == 90_000)
    script.fire()
    script.answers(200, GenerationPollTests.running)
    script.wait(1_000_000)
    #expect(try !script.end().message.contains("asked to wait"))
    script = polling()
    script.pass(85_000)
    script.answers(429, retryAfter: 5000)
    #expect(script.fire() == 5000)
    #expect(script.fire() == 10_000)
    #expect(try !script.end().message.contains("asked to wait"))
  }

  /// If the client's own waits exceed the total, the message does not mention the platform.
  @Test func theClientsOwnWaitIsNoWish() throws {
    var script = polling(10_000)
    let started = script.now
    while script.now < started + 9000 {
      script.breaks()
      script.fire()
    }
    script.breaks()
    #expect(script.pollDelay == 1000, "the wait after the last poll is cut by the total")
    script.fire()
    let outcome = try script.end()
    #expect(outcome.status == .timeout && !outcome.message.contains("asked to wait"))
  }

  @Test func everyFailedPollTellsItsWait() {
    var script = MachineScript {
      $0.total = 0
      $0.pollFailures = 3
    }
    script.startPolling()
    for status in [404, 503] {
      script.answers(status, retryAfter: status == 503 ? 7000 : nil)
      let delay = script.pollDelay
      #expect(delay == script.fire())
      if status == 503 { #expect(delay == 7000) }
    }
    script.breaks()
    #expect(script.pollDelay == script.fire())
    script.breaks()
    #expect(script.pollDelay == nil && script.isEnding, "no wait follows the last one")
  }

  // MARK: While streaming

  @Test(arguments: [0, 60_000, 40_000] as [Int64])
  func aStreamIsPolledOnceBesideBeforeTheTotal(quietPoll: Int64) throws {
    var script = MachineScript {
      $0.total = 100_000
      $0.quietPoll = quietPoll
    }
    script.startStream()
    // Events arrive all the time, and none of them contains the end.
    for _ in 1...9 {
      script.pass(9999)
      script.message(GenerationPollTests.running)
    }
    script.skip()
    #expect(script.fire() == 9)
    script.expect("start quiet poll")
    script.quietPollAnswers(200, GenerationPollTests.running)
    script.message(GenerationPollTests.running)
    script.skip()
    #expect(script.fire() == 10_000)
    script.expect("abort")
    #expect(try script.end().status == .timeout)
  }

  @Test func itFindsTheJobThatTheStreamKeptQuietAbout() throws {
    var script = MachineScript {
      $0.total = 100_000
      $0.quietPoll = 0
      $0.silence = 1_000_000
    }
    script.startStream()
    #expect(script.fire() == 90_000)
    script.quietPollAnswers(200, GenerationPollTests.completed)
    #expect(try script.end().status == .ok)
  }

  @Test func anIDThatIsLearntLaterIsPolledAtOnce() {
    var script = MachineScript { $0.total = 100_000 }
    script.start()
    script.leaves()
    script.opens()
    script.pass(95_000)
    script.message(GenerationPollTests.running)
    script.skip()
    #expect(script.fire() == 0)
    script.expect("start quiet poll")
  }

  @Test func withoutATotalThereIsNone() {
    var script = MachineScript {
      $0.total = 0
      $0.quietPoll = 0
      $0.silence = 100_000_000
    }
    script.startStream()
    script.wait(99_999_999)
    script.expect()
  }
}
