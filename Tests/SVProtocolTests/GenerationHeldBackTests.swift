import SVProtocol
import Testing

/// An id that reached this machine is never lost: every end of a create searches what has arrived.
@Suite struct GenerationHeldBackTests {
  /// A complete object, without the blank line that would make it a message.
  static let completed = #"{"id":"gen_1","status":"COMPLETED","data":{"url":"https://x/y.png"}}"#

  /// A create that was sent completely, and whose answer is such a stream, or JSON.
  private func script(isStream: Bool, _ configure: (inout GenerationSettings) -> Void = { _ in })
    -> MachineScript
  {
    var script = MachineScript(configure)
    script.start()
    script.leaves()
    if isStream { script.opens() }
    script.skip()
    return script
  }

  private func holds(_ script: inout MachineScript, _ text: String, isStream: Bool) {
    script.holds(200, text, isStream ? .eventStream : .json)
    script.skip()
  }

  @Test(arguments: [
    (RequestEnd.Cause.complete, "sse_stream_ended 0"),
    (.transport("connection reset"), "sse_connect_error 0"),
    (.violation("an event is too long"), "sse_connect_error 0"), (.limit("too long"), "sse_connect_error 0"),
  ])
  func aStreamThatEndsInsideItsFirstMessageIsPolled(cause: RequestEnd.Cause, loss: String) throws {
    for part in [Self.completed, GenerationPollTests.running, #"{"id":"gen_1","sta"#, #"{"id":"gen_1""#] {
      var script = script(isStream: true)
      script.streamEnds(cause, unfinished: part)
      // It is not a message: nothing is delivered, and its status does not count.
      script.expect("accepted gen_1", loss, "fallback", "start poll")
      script.answers(200, Self.completed)
      script.expect("poll 1 200 COMPLETED", "keep")
      let outcome = try script.end()
      #expect(outcome.status == .ok && outcome.source == .poll && outcome.charge == .accepted)
    }
  }

  @Test(arguments: [RequestEnd.Cause.complete, .transport("connection reset"), .violation("x"), .limit("x")])
  func aBodyThatIsCutAfterItsIDIsPolled(cause: RequestEnd.Cause) {
    for content in [ResponseHead.Content.json, .other] {
      var script = script(isStream: false)
      script.answers(200, #"{"id":"gen_1","status":"COMPLETED","data":{"u"#, content, cause: cause)
      script.expect("accepted gen_1", "fallback")
      script.fire()
      script.expect("start poll")
    }
  }

  /// The last chunk is missing, but the object is complete.
  @Test func aWholeBodyCountsHoweverItsTransferEnds() throws {
    var script = script(isStream: false)
    script.answers(200, Self.completed, cause: .transport("connection reset"))
    script.expect("accepted gen_1", "fallback", "keep")
    let outcome = try script.end()
    #expect(outcome.status == .ok && outcome.source == .create)
  }

  @Test(arguments: [false, true])
  func onlyAWholeIDIsTaken(isStream: Bool) throws {
    for count in 0...GenerationPollTests.running.utf8.count {
      let part = String(GenerationPollTests.running.prefix(count))
      var script = script(isStream: isStream)
      if isStream {
        script.streamEnds(.transport("cut"), unfinished: part)
      } else {
        script.answers(200, part, cause: .transport("cut"))
      }
      #expect(script.machine.id == (part.contains(#""gen_1""#) ? "gen_1" : nil), "\(part)")
      if script.machine.id == nil { #expect(try script.end().status == .outcomeUnknown, "\(part)") }
    }
  }

  /// Whatever ends the create on this side, the id is found before the end is reported.
  @Test(arguments: [false, true])
  func endsFromThisSideKeepTheID(isStream: Bool) throws {
    let ends: [(StatusCode, (inout MachineScript) -> Void)] = [
      (.stopped, { $0.cancel() }),
      (
        .stopped,
        {
          $0.cancelGracefully()
          $0.cancel()
        }
      ),
      (.memory, { $0.runsOutOfMemory() }),
    ]
    for (status, end) in ends {
      var script = script(isStream: isStream) { $0.total = 50_000 }
      holds(&script, Self.completed, isStream: isStream)
      end(&script)
      script.expect("abort")
      script.drain()
      script.expect("accepted gen_1", "finish \(status.name) accepted")
      let outcome = try #require(script.outcome)
      #expect(outcome.statusWord == nil, "an unfinished message says nothing")
      #expect(outcome.message.contains("skillsvideo wait gen_1"))
    }
  }

  /// The time limit leaves time to poll the id that was found.
  @Test(arguments: [false, true])
  func beforeTheTotalTheBytesAreSearched(isStream: Bool) throws {
    for isCommented in [false, true] {
      var script = script(isStream: isStream) { $0.total = 50_000 }
      holds(&script, Self.completed, isStream: isStream)
      if isCommented {
        script.pass(44_999)
        script.bytes()
      }
      #expect(script.fire() == (isCommented ? 1 : 45_000))
      guard isStream else {
        // The object is complete.
        script.expect("examine", "accepted gen_1", "abort", "fallback", "keep")
        #expect(try script.end().status == .ok)
        continue
      }
      // The stream is not silent yet, so the poll runs beside it.
      script.expect("examine", "accepted gen_1")
      #expect(script.fire() == 0)
      script.expect("start quiet poll")
      script.quietPollAnswers(200, Self.completed)
      #expect(try script.end().status == .ok)
    }
  }

  /// Comments show that the connection is alive, but not that the job is.
  @Test func anIDThatCommentsFollowIsFoundAndPolledBesideTheStream() throws {
    var script = script(isStream: true) {
      $0.total = 0
      $0.silence = 60_000
      $0.quietPoll = 30_000
    }
    holds(&script, Self.completed, isStream: true)
    for _ in 0..<5 {
      script.wait(10_000)
      script.bytes()
    }
    script.expect()
    #expect(script.fire() == 10_000)
    script.expect("examine", "accepted gen_1")
    script.wait(20_000)
    script.bytes()
    #expect(script.fire() == 10_000)
    script.expect("start quiet poll")
    script.quietPollAnswers(200, Self.completed)
    let outcome = try script.end()
    #expect(outcome.status == .ok && outcome.source == .poll)
  }

  @Test func theyAreSearchedThenOnlyOnce() throws {
    var script = script(isStream: true) { $0.total = 50_000 }
    holds(&script, #"{"id":"gen"#, isStream: true)
    #expect(script.fire() == 45_000)
    script.expect("examine")
    holds(&script, #"{"id":"gen_1""#, isStream: true)
    #expect(script.fire() == 5000)
    script.expect("abort")
    script.drain()
    script.expect("accepted gen_1", "finish timeout accepted")
  }

  @Test func aHalfIDAtSuchAnEndIsNone() throws {
    for part in [#"{"id":"gen_"#, #"{"data":{"id":"gen_1"}"#, #"{"id":"#, ""] {
      var script = script(isStream: true)
      holds(&script, part, isStream: true)
      script.cancel()
      script.skip()
      script.drain()
      script.expect("finish stopped unknown")
    }
  }

  // MARK: A lull

  @Test func aSilentStreamThatHoldsAnIDIsPolled() {
    var script = script(isStream: true) { $0.silence = 60_000 }
    holds(&script, GenerationPollTests.running, isStream: true)
    #expect(script.fire() == 60_000)
    script.expect("examine", "accepted gen_1", "abort", "sse_timeout 0", "fallback", "start poll")
  }

  @Test func aSilentBodyThatHoldsAnIDIsPolled() throws {
    for (request, fallback) in [(GenerationRequest.createStream, true), (.createPolling, false)] {
      var script = MachineScript { $0.silence = 60_000 }
      script.start(request)
      script.leaves()
      script.holds(200, #"{"id":"gen_1","status":"#)
      script.skip()
      #expect(script.fire() == 60_000)
      if fallback {
        script.expect("examine", "accepted gen_1", "abort", "fallback")
      } else {
        script.expect("examine", "accepted gen_1", "abort")
      }
      script.fire()
      script.expect("start poll")
      script.cancel()
      #expect(try script.end().ledger.attempts.first?.outcome == "accepted; the answer did not end")
    }
  }

  /// A buffering proxy may hold back the answer until the job ends, so silence alone gives up nothing.
  @Test func silenceWithoutAnIDGivesNothingUp() {
    var script = script(isStream: true) {
      $0.silence = 60_000
      $0.total = 0
    }
    holds(&script, #"{"id":"gen"#, isStream: true)
    #expect(script.fire() == 60_000)
    script.expect("examine")
    #expect(script.machine.deadline == nil, "what was examined is not examined again")
    holds(&script, #"{"id":"gen_1"}"#, isStream: true)
    #expect(script.fire() == 60_000)
    script.expect("examine", "accepted gen_1", "abort", "sse_timeout 0", "fallback", "start poll")
  }

  @Test func aGracefulStopTakesTheIDThatSilenceBringsToLight() throws {
    for isStream in [false, true] {
      var script = script(isStream: isStream)
      holds(&script, GenerationPollTests.running, isStream: isStream)
      script.cancelGracefully()
      script.expect()
      script.fire()
      script.skip()
      script.wait(10_000_000)
      script.expect()
      let outcome = try script.end()
      #expect(outcome.status == .stopped && outcome.charge == .accepted && script.machine.id == "gen_1")
    }
  }

  @Test func aGracefulStopEndsByTheIDOfAnAnswerThatStillComes() throws {
    for isStream in [false, true] {
      var script = script(isStream: isStream)
      holds(&script, #"{"id":"gen_1","sta"#, isStream: isStream)
      script.cancelGracefully()
      script.pass(30_000)
      script.bytes()
      script.fire()
      script.expect("examine", "accepted gen_1", "abort")
      #expect(try script.end().status == .stopped)
    }
  }

  /// The end has already arrived, so there is no further wait.
  @Test func aGracefulStopTellsTheEndThatIsAtHand() throws {
    var script = script(isStream: false)
    holds(&script, Self.completed, isStream: false)
    script.cancelGracefully()
    script.fire()
    script.expect("examine", "accepted gen_1", "abort", "fallback", "keep")
    #expect(try script.end().status == .ok)
  }

  // MARK: Errors

  /// A final refusal contains a job only with a status word. Otherwise its `id` may be its own.
  @Test(arguments: [402, 429, 500, 503])
  func anErrorThatIsCutIsReadTheSameWay(status: Int) throws {
    let parts = [
      (#"{"id":"gen_1","status":"IN_QUEUE","mess"#, true), (#"{"id":"gen_1","#, status != 402),
      (#"{"id":"gen_1","status":"error"}"#, status != 402), (#"{"id":"gen_"#, false),
    ]
    for (part, isFollowed) in parts {
      var script = script(isStream: false) { $0.createTries = 1 }
      script.answers(status, part, cause: .transport("cut"))
      #expect(script.machine.id == (isFollowed ? "gen_1" : nil), "\(part)")
      script.cancel()
      #expect(try script.end().charge == (isFollowed ? .accepted : status >= 500 ? .unknown : .rejected))
    }
  }
}
