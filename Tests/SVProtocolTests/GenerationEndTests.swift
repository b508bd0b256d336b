import SVProtocol
import Testing

/// Stops and failures, and the charge and remedy of an end.
@Suite struct GenerationEndTests {
  /// Only the first terminal status of this generation, in a complete message, ends it.
  @Test func onlyTheEndIsTerminal() {
    let completed = #"{"id":"gen_1","status":"COMPLETED","data":{"url":"https://x/y.png"}}"#
    let messages = [
      (#"{"id":"gen_1","status":"IN_PROGRESS"}"#, false), (#"{"id":"gen_2","status":"COMPLETED"}"#, false),
      (#"{"id":"gen_1","status":"DREAMING"}"#, false), (completed, true), (completed, false),
      (#"{"id":"gen_1","status":"FAILED"}"#, false),
    ]
    var script = MachineScript()
    script.startStream()
    for (message, isTerminal) in messages {
      script.message(message)
      #expect(script.machine.messageIsTerminal == isTerminal, "\(message)")
    }
    var cut = MachineScript()
    cut.startStream()
    cut.message(#"{"id":"gen_1","status":"COMPLETED","data":{"#)
    #expect(!cut.machine.messageIsTerminal)
  }

  @Test func aStopEndsEveryPhaseAndStartsNothing() throws {
    let phases: [((inout MachineScript) -> Void, ChargeState, Bool)] = [
      ({ $0.start() }, .notSent, true),
      (
        {
          $0.start(); $0.breaks()
        }, .notSent, false
      ),
      (
        {
          $0.start(); $0.leaves()
        }, .unknown, true
      ),
      (
        {
          $0.start(); $0.leaves(); $0.answers(429)
        }, .rejected, false
      ),
      ({ $0.startStream() }, .accepted, true), ({ $0.startPolling() }, .accepted, true),
      (
        {
          $0.startPolling(); $0.answers(200, GenerationPollTests.running)
        }, .accepted, false
      ),
    ]
    for (prepare, charge, isInFlight) in phases {
      var script = MachineScript()
      prepare(&script)
      script.skip()
      script.cancel()
      if isInFlight { script.expect("abort") } else { script.expect() }
      script.cancel()
      script.wait(10_000_000)
      script.expect()
      let outcome = try script.end()
      #expect(outcome.status == .stopped)
      #expect(outcome.charge == charge)
      #expect(!outcome.message.contains("Change the request"))
      #expect(outcome.message.contains("skillsvideo wait gen_1") == (charge == .accepted))
    }
  }

  @Test func aStopBeforeTheStartEndsToo() throws {
    var script = MachineScript()
    script.cancel()
    script.start()
    script.expect()
    let outcome = try script.end()
    #expect(outcome.status == .stopped)
    #expect(outcome.charge == .notSent)
    #expect(outcome.elapsed == 0)
  }

  @Test func aStopAfterTheEndWasDecidedChangesNothing() throws {
    var script = MachineScript()
    script.startStream()
    script.message(#"{"id":"gen_1","status":"COMPLETED"}"#)
    script.skip()
    script.cancel()
    script.machine.fail(.memory, message: "late", now: script.now)
    script.expect()
    #expect(try script.end().status == .ok)
  }

  @Test func aTerminalStatusThatHadArrivedBeforeTheStopWins() throws {
    var script = MachineScript()
    script.startStream()
    script.cancel()
    script.expect("abort")
    script.message(#"{"id":"gen_1","status":"IN_PROGRESS"}"#)
    script.message(#"{"id":"gen_1","status":"COMPLETED"}"#)
    script.expect("deliver", "deliver", "keep")
    let outcome = try script.end()
    #expect(outcome.status == .ok)
    #expect(outcome.message == "")
  }

  @Test func anIDThatHadArrivedBeforeTheStopIsKept() throws {
    var script = MachineScript()
    script.start()
    script.leaves()
    script.opens()
    script.cancel()
    script.skip()
    script.message(#"{"id":"gen_1","status":"IN_PROGRESS"}"#)
    script.expect("accepted gen_1", "deliver")
    let outcome = try script.end()
    #expect(outcome.status == .stopped)
    #expect(outcome.charge == .accepted)
    #expect(outcome.statusWord == "IN_PROGRESS")
    #expect(outcome.message.contains("skillsvideo wait gen_1"))
  }

  @Test func anIDThatHadArrivedBeforeTheTotalMakesItATimeout() throws {
    var script = MachineScript { $0.total = 5000 }
    script.start()
    script.leaves()
    script.opens()
    script.fire()
    script.message(#"{"id":"gen_1"}"#)
    let outcome = try script.end()
    #expect(outcome.status == .timeout)
    #expect(outcome.category == .timeout)
    #expect(outcome.charge == .accepted)
  }

  @Test func theEngineMayFail() throws {
    var script = MachineScript()
    script.start()
    script.leaves()
    script.skip()
    script.machine.fail(.memory, message: "no memory for an event", now: script.now)
    script.machine.fail(.file, message: "later", now: script.now)
    let outcome = try script.end()
    #expect(outcome.status == .memory)
    #expect(outcome.charge == .unknown)
    #expect(outcome.message.hasPrefix("no memory for an event. It is not known"))
  }

  @Test func aRequestThatWasDroppedCannotEndAnother() {
    var script = MachineScript()
    script.start()
    script.fire()
    script.skip()
    script.streamEnds()
    script.answers(200, #"{"id":"gen_1"}"#)
    script.expect()
    #expect(script.machine.id == nil)
  }

  @Test(arguments: [
    ("IMAGE_GENERATION_CONTENT_REJECTED", StatusCode.contentRejected),
    ("VIDEO_GENERATION_TIMEOUT", .transient),
    ("TTS_GENERATION_INSUFFICIENT_CREDITS", .credits), ("IMAGE_GENERATION_INVALID_INPUT", .validation),
    ("IMAGE_GENERATION_RATE_LIMITED", .rateLimited), ("SOMETHING_ELSE", .jobFailed),
  ])
  func failedIsAJobThatFailedWithTheCategoryOfItsCode(code: String, category: StatusCode) throws {
    var script = MachineScript()
    script.startStream()
    script.message(#"{"id":"gen_1","status":"FAILED","code":"\#(code)","message":"words"}"#)
    let outcome = try script.end()
    #expect(outcome.status == .jobFailed)
    #expect(outcome.category == category)
    #expect(outcome.code == code)
    #expect(outcome.retryAfter == -1, "it was accepted, and its credits may not be returned")
    #expect(outcome.message.hasPrefix("words. Its usage and the credit balance show"))
  }

  @Test func failedWithoutACodeStillSaysSomething() throws {
    var script = MachineScript()
    script.startStream()
    script.message(#"{"id":"gen_1","status":"FAILED"}"#)
    let outcome = try script.end()
    #expect(outcome.category == .jobFailed)
    #expect(outcome.code == nil)
    #expect(outcome.message.hasPrefix("the generation failed."))
  }
}
