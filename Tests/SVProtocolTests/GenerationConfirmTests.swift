import SVProtocol
import Testing

/// A success without outputs. The id is polled once more; then the generation ends as a success, with a
/// notice.
@Suite struct GenerationConfirmTests {
  static let completed = #"{"id":"gen_1","status":"COMPLETED","data":null}"#
  static let notice = "the generation succeeded, but its answer names no output that can be read"

  private enum Source: CaseIterable { case stream, create, poll, quietPoll }

  /// Runs up to the wait before the poll that confirms.
  private func lacking(
    _ source: Source = .stream, _ configure: (inout GenerationSettings) -> Void = { _ in }
  ) -> MachineScript {
    var script = MachineScript {
      $0.pollInterval = 3000
      configure(&$0)
    }
    switch source {
    case .stream:
      script.startStream()
      script.message(Self.completed, hasOutputs: false)
      script.expect("deliver", "abort", "keep")
    case .create:
      script.start(.createPolling)
      script.leaves()
      script.skip()
      script.answers(200, Self.completed, hasOutputs: false)
      script.expect("accepted gen_1", "keep")
    case .poll:
      script.attach("gen_1")
      script.skip()
      script.answers(200, Self.completed, hasOutputs: false)
      script.expect("poll 1 200 COMPLETED", "keep")
    case .quietPoll:
      script.startStream()
      script.pass(60_000)
      script.bytes()
      script.tick()
      script.skip()
      script.quietPollAnswers(200, Self.completed, hasOutputs: false)
      script.expect("poll 1 200 COMPLETED", "abort", "keep")
    }
    #expect(!script.isEnding)
    return script
  }

  /// Runs up to the poll that confirms.
  private func confirming(_ source: Source = .stream) -> MachineScript {
    var script = lacking(source)
    script.fire()
    script.expect("start poll")
    return script
  }

  private func standsWithoutOutputs(
    _ script: inout MachineScript, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try script.end(sourceLocation: sourceLocation)
    #expect(outcome.status == .ok && outcome.charge == .accepted, sourceLocation: sourceLocation)
    #expect(outcome.lacksOutputs && outcome.statusWord == "COMPLETED", sourceLocation: sourceLocation)
    #expect(outcome.httpStatus == 200, sourceLocation: sourceLocation)
    #expect(
      outcome.message
        == "The generation gen_1 succeeded and is paid for, but its answer names no output that can be read. "
        + "Look for them later with: skillsvideo wait gen_1", sourceLocation: sourceLocation)
    #expect(
      outcome.remedy == "Look for them later with: skillsvideo wait gen_1", sourceLocation: sourceLocation)
    #expect(outcome.ledger.attempts.allSatisfy { $0.outcome != "in flight" }, sourceLocation: sourceLocation)
  }

  // MARK: The poll

  /// The platform asked for no poll before that time.
  @Test func aMessageDoesNotShortenTheWaitAfterARefusedPoll() {
    var script = MachineScript()
    script.startPolling()
    script.answers(429, #"{"code":"RATE_LIMITED"}"#, retryAfter: 30_000)
    script.skip()
    script.pass(1000)
    script.message(Self.completed, hasOutputs: false)
    script.expect("deliver", "keep")
    #expect(script.fire() == 29_000)
    script.expect("start poll")
  }

  /// A stream message may precede the result, so the poll is immediate. After an answer to a request it is
  /// not.
  @Test func theStreamsSuccessIsConfirmedAtOnceAndOthersAfterAPause() {
    for source in Source.allCases {
      var script = lacking(source)
      #expect(script.fire() == (source == .stream ? 0 : 3000))
      script.expect("start poll")
    }
    // A Retry-After in a successful answer does not delay it.
    var script = MachineScript()
    script.attach("gen_1")
    script.answers(200, Self.completed, retryAfter: 3_600_000, hasOutputs: false)
    #expect(script.fire() == 1000)
    script.cancel()
    script.drain()
    #expect(script.outcome?.ledger.attempts.map(\.waited) == [0, 1000])
  }

  @Test func aPollThatHasThemIsTheResult() throws {
    for source in Source.allCases {
      var script = confirming(source)
      let number = source == .stream || source == .create ? 1 : 2
      script.answers(200, #"{"id":"gen_1","status":"succeeded"}"#)
      script.expect("poll \(number) 200 succeeded", "keep")
      let outcome = try script.end()
      #expect(
        outcome.status == .ok && !outcome.lacksOutputs && outcome.message == "" && outcome.remedy == nil)
      #expect(outcome.source == .poll && outcome.statusWord == "succeeded" && outcome.ownsAnswer)
    }
  }

  @Test func aPollThatHasNoneEndsIt() throws {
    for source in Source.allCases {
      var script = confirming(source)
      let number = source == .stream || source == .create ? 1 : 2
      script.answers(200, Self.completed, hasOutputs: false)
      script.expect("poll \(number) 200 COMPLETED", "notice no_outputs")
      #expect(script.lastMessage == Self.notice)
      #expect(script.isEnding)
      try standsWithoutOutputs(&script)
    }
  }

  /// The first terminal status counts, whatever follows.
  @Test(arguments: ["FAILED", "CANCELED", "IN_PROGRESS", "odd"])
  func aPollThatContradictsEndsItToo(word: String) throws {
    var script = confirming()
    script.answers(200, #"{"id":"gen_1","status":"\#(word)"}"#)
    script.expect("poll 1 200 \(word)", "notice no_outputs")
    try standsWithoutOutputs(&script)
  }

  @Test(arguments: [401, 402, 410, 501])
  func aPollThatIsRefusedEndsItToo(status: Int) throws {
    var script = confirming()
    script.answers(status, "", retryAfter: 5000)
    script.expect("poll 1 failed \(status) final", "notice no_outputs")
    #expect(script.pollDelay == nil)
    let outcome = try script.end()
    #expect(outcome.status == .ok && outcome.lacksOutputs && outcome.charge == .accepted)
    #expect(outcome.message.contains("The last poll for them failed: the platform answered HTTP \(status)."))
  }

  @Test func aLimitIsNamedInTheMessage() throws {
    var script = confirming()
    script.answers(200, "", cause: .limit("the answer is longer than body_bytes_max, which is 9"))
    script.expect("poll 1 failed 200 final", "notice no_outputs")
    #expect(try script.end().message.contains("body_bytes_max, which is 9"))
  }

  @Test(arguments: [(404, ""), (500, "<html>"), (429, ""), (200, "<html>"), (200, ""), (0, "")])
  func aPollThatFailsEndsItToo(status: Int, body: String) throws {
    var script = confirming()
    if status == 0 { script.breaks() } else { script.answers(status, body) }
    script.expect("poll 1 failed \(status) final", "notice no_outputs")
    #expect(try script.end().message.contains("The last poll for them failed: "))
  }

  @Test func aPollThatHangsEndsItToo() {
    var script = confirming()
    #expect(script.fire() == 20_000)
    script.expect("cut short", "poll 1 failed 0 final", "notice no_outputs")
  }

  // MARK: Other ends

  @Test func nothingThatEndsTheWaitTakesTheSuccessBack() throws {
    let ends: [(inout MachineScript) -> Void] = [
      { $0.cancel() }, { $0.cancelGracefully() }, { $0.wait(3_600_000) },
      {
        $0.runsOutOfMemory()
        $0.quietPollAnswers(200)
      },
    ]
    for isPolling in [false, true] {
      for end in ends {
        // The wait is then longer than the rest of the total.
        var script = lacking(.poll) { $0.pollRequest = 100_000_000 }
        if isPolling {
          script.fire()
        } else {
          script = MachineScript { $0.pollInterval = 100_000_000 }
          script.attach("gen_1")
          script.pass(3_595_000)
          script.answers(200, Self.completed, hasOutputs: false)
        }
        script.skip()
        end(&script)
        script.expect(isPolling ? ["notice no_outputs", "abort"] : ["notice no_outputs"])
        if isPolling { #expect(script.lastMessage == Self.notice) }
        let last = try script.end().ledger.attempts.last
        #expect(last?.outcome == (isPolling ? "dropped" : "COMPLETED"))
        try standsWithoutOutputs(&script)
      }
    }
  }

  @Test func afterAStopNothingIsPolled() throws {
    var script = MachineScript()
    script.startStream()
    script.cancel()
    script.skip()
    script.message(Self.completed, hasOutputs: false)
    script.expect("deliver", "notice no_outputs", "keep")
    try standsWithoutOutputs(&script)
    script = MachineScript()
    script.start(.createPolling)
    script.leaves()
    script.cancelGracefully()
    script.skip()
    script.answers(200, Self.completed, hasOutputs: false)
    script.expect("accepted gen_1", "notice no_outputs", "keep")
    try standsWithoutOutputs(&script)
  }

  @Test func withoutAnIDThereIsNothingToPoll() throws {
    let ends: [(inout MachineScript) -> Void] = [
      {
        $0.opens()
        $0.message(#"{"status":"COMPLETED"}"#, hasOutputs: false)
      }, { $0.answers(200, #"{"status":"COMPLETED"}"#, hasOutputs: false) },
    ]
    for end in ends {
      var script = MachineScript()
      script.start()
      script.leaves()
      end(&script)
      #expect(script.isEnding && script.lastMessage == Self.notice)
      let outcome = try script.end()
      #expect(outcome.status == .ok && outcome.lacksOutputs && outcome.charge == .accepted)
      #expect(
        outcome.remedy == "Look at https://skills.video/dashboard." && !outcome.message.contains("wait"))
    }
  }

  @Test func lateMessagesAreHandedOverAndMoveNothing() throws {
    for isPolling in [false, true] {
      var script = isPolling ? confirming() : lacking()
      script.message(#"{"id":"gen_1","status":"IN_PROGRESS"}"#)
      script.message(#"{"id":"gen_1","status":"FAILED"}"#)
      script.message(#"{"code":"IMAGE_GENERATION_FAILED"}"#)
      script.message(#"{"id":"gen_2","status":"COMPLETED"}"#)
      script.expect("deliver", "deliver", "notice late_terminal", "deliver", "deliver", "notice other_id")
      if !isPolling { script.fire() }
      script.answers(200, Self.completed, hasOutputs: false)
      try standsWithoutOutputs(&script)
    }
  }

  @Test(arguments: ["FAILED", "CANCELED"])
  func onlyASuccessNeedsOutputs(word: String) throws {
    let json = #"{"id":"gen_1","status":"\#(word)"}"#
    var script = MachineScript()
    script.startStream()
    script.message(json, hasOutputs: false)
    script.expect("deliver", "abort", "keep")
    #expect(try !script.end().lacksOutputs)
    script = MachineScript()
    script.attach("gen_1")
    script.answers(200, json, hasOutputs: false)
    #expect(script.isEnding)
    #expect(try !script.end().message.contains("no output"))
  }

  @Test func theReportOfCreditsComesAfterIt() {
    var script = MachineScript { $0.reportsCredits = true }
    script.start(.createPolling)
    script.answers(200, #"{"balance":9}"#)
    script.leaves()
    script.answers(200, Self.completed, hasOutputs: false)
    script.fire()
    script.answers(200, Self.completed, hasOutputs: false)
    script.skip()
    script.drain()
    script.expect("start credits")
  }
}
