import SVProtocol
import SVText
import Testing

/// A generation while its event stream is open.
@Suite struct GenerationStreamTests {
  @Test func theStreamTellsEverything() throws {
    var script = MachineScript()
    script.start()
    script.expect("submitting stream", "start stream")
    script.leaves()
    script.opens()
    script.expect("opened 200")
    script.message(#"{"id":"gen_1","status":"IN_QUEUE"}"#)
    script.expect("accepted gen_1", "deliver")
    script.message(#"{"id":"gen_1","status":"IN_PROGRESS"}"#)
    script.expect("deliver")
    script.message(#"{"id":"gen_1","status":"COMPLETED","data":{}}"#)
    script.expect("deliver", "abort", "keep")
    #expect(script.isEnding)
    #expect(script.machine.deadline == nil)
    script.drain()
    script.expect("finish ok accepted")
    #expect(script.outcome?.source == .stream)
    #expect(script.outcome?.statusWord == "COMPLETED")
    #expect(script.outcome?.message == "")
    #expect(script.machine.id == "gen_1")
  }

  @Test(arguments: [
    ("COMPLETED", StatusCode.ok), ("SUCCEEDED", .ok), ("succeeded", .ok), ("Completed", .ok),
    ("FAILED", .jobFailed),
    ("failed", .jobFailed), ("CANCELED", .jobCanceled), ("CANCELLED", .jobCanceled),
    ("canceled", .jobCanceled),
  ])
  func everyTerminalWordEnds(word: String, status: StatusCode) throws {
    var script = MachineScript()
    script.startStream()
    script.message(#"{"id":"gen_1","status":"\#(word)"}"#)
    script.expect("deliver", "abort", "keep")
    let outcome = try script.end()
    #expect(outcome.status == status)
    #expect(outcome.statusWord == word)
    #expect(outcome.charge == .accepted)
  }

  @Test(arguments: ["IN_QUEUE", "in_progress", "starting", "PROCESSING", "queued", "Running"])
  func everyRunningWordGoesOn(word: String) {
    var script = MachineScript()
    script.startStream()
    script.message(#"{"id":"gen_1","status":"\#(word)"}"#)
    script.expect("deliver")
    #expect(!script.isEnding)
  }

  @Test(arguments: [
    "done", "success", "COMPLETE", "", " COMPLETED", "COMPLETED\\u0000", "ＣＯＭＰＬＥＴＥＤ", "Error",
  ])
  func anUnknownWordIsReportedOnceAndEndsNothing(word: String) {
    var script = MachineScript()
    script.startStream()
    script.message(#"{"id":"gen_1","status":"\#(word)"}"#)
    script.expect("deliver", "notice unknown_status")
    script.message(#"{"id":"gen_1","status":"\#(word)"}"#)
    script.expect("deliver")
    #expect(!script.isEnding)
  }

  @Test func unknownWordsAreReportedUpToALimit() {
    var script = MachineScript()
    script.startStream()
    var notices = 0
    for number in 0..<100 {
      script.skip()
      script.message(#"{"id":"gen_1","status":"word_\#(number)"}"#)
      if script.lastMessage.contains("word_\(number) ") { notices += 1 }
    }
    #expect(notices == 16)
  }

  @Test(arguments: [
    #"{"id":"gen_1","input":{"status":"COMPLETED"}}"#, #"{"id":"gen_1","data":[{"status":"FAILED"}]}"#,
    #"{"id":"gen_1","status":{"status":"COMPLETED"}}"#, #"{"id":"gen_1","status":["COMPLETED"]}"#,
    #"{"id":"gen_1","status":1}"#, #"{"id":"gen_1","state":"COMPLETED"}"#, #"["COMPLETED"]"#, "COMPLETED", "",
  ])
  func onlyTheTopLevelStatusCounts(json: String) {
    var script = MachineScript()
    script.startStream()
    script.message(json)
    script.expect("deliver")
    #expect(!script.isEnding)
  }

  @Test func nestedAndOtherIDsAreNotTheJobs() {
    var script = MachineScript()
    script.start()
    script.leaves()
    script.opens()
    script.skip()
    script.message(#"{"task_id":"t","data":{"id":"inner"},"input":{"id":"model"}}"#)
    script.expect("deliver")
    #expect(script.machine.id == nil)
    script.message(#"{"id":4711,"status":"queued"}"#)
    script.expect("accepted 4711", "deliver")
  }

  @Test func aMessageWithAnotherIDIsReportedAndMovesNothing() {
    var script = MachineScript()
    script.startStream()
    script.message(#"{"id":"gen_2","status":"COMPLETED"}"#)
    script.expect("deliver", "notice other_id")
    script.message(#"{"id":"gen_2","code":"IMAGE_GENERATION_FAILED"}"#)
    script.expect("deliver", "notice other_id")
    #expect(script.machine.id == "gen_1")
    #expect(!script.isEnding)
  }

  @Test func aMessageWithoutIDBelongsToTheJob() throws {
    var script = MachineScript()
    script.startStream()
    script.message(#"{"status":"COMPLETED"}"#)
    script.expect("deliver", "abort", "keep")
    #expect(try script.end().status == .ok)
  }

  @Test func aTerminalStatusWithoutAnyIDEnds() throws {
    var script = MachineScript()
    script.start()
    script.leaves()
    script.opens()
    script.message(#"{"status":"FAILED","code":"IMAGE_GENERATION_INSUFFICIENT_CREDITS"}"#)
    let outcome = try script.end()
    #expect(outcome.status == .jobFailed)
    #expect(outcome.category == .credits)
    #expect(outcome.charge == .unknown)
    #expect(script.machine.id == nil)
  }

  @Test func whatIsCompletedWithoutAnyIDWasAccepted() throws {
    var script = MachineScript()
    script.start()
    script.leaves()
    script.opens()
    script.message(#"{"status":"COMPLETED","data":{}}"#)
    let outcome = try script.end()
    #expect(outcome.status == .ok)
    #expect(outcome.charge == .accepted)
    #expect(script.machine.id == nil)
  }

  @Test func theFirstTerminalStatusWins() throws {
    var script = MachineScript()
    script.startStream()
    script.message(#"{"id":"gen_1","status":"FAILED","code":"IMAGE_GENERATION_TIMEOUT"}"#)
    script.message(#"{"id":"gen_1","status":"COMPLETED"}"#)
    script.expect("deliver", "abort", "keep", "deliver", "notice late_terminal")
    script.message(#"{"id":"gen_1","status":"IN_PROGRESS"}"#)
    script.message(#"{"id":"gen_2","status":"COMPLETED"}"#)
    script.expect("deliver", "deliver", "notice other_id")
    let outcome = try script.end()
    #expect(outcome.status == .jobFailed)
    #expect(outcome.statusWord == "FAILED")
    #expect(outcome.category == .transient)
  }

  @Test func nothingFollowsTheFinish() throws {
    var script = MachineScript()
    script.startStream()
    script.message(#"{"id":"gen_1","status":"COMPLETED"}"#)
    _ = try script.end()
    script.message(#"{"id":"gen_1","status":"FAILED"}"#)
    script.streamEnds()
    script.breaks()
    script.cancel()
    script.drain()
    script.wait(10_000_000)
    script.start()
    script.attach("gen_3")
    script.expect()
  }

  /// The engine passes on a message that repeats the previous one without calling the machine.
  @Test(arguments: [
    (#"{"id":"gen_1","status":"IN_PROGRESS"}"#, true), (#"{"status":"IN_PROGRESS"}"#, true),
    (#"{"id":"gen_1","status":"an unknown word"}"#, true), (#"{"id":"gen_2","status":"IN_PROGRESS"}"#, false),
    (#"{"id":"gen_1"}"#, false), (#"{"id":"gen_1","status":"COMPLETED"}"#, false),
  ])
  func aMessageIsUnchangedIfAnEqualOneLeavesNothingToDecide(json: String, isUnchanged: Bool) {
    var script = MachineScript()
    script.start()
    script.leaves()
    script.opens()
    let first = script.read(#"{"id":"gen_1","status":"IN_QUEUE"}"#)
    #expect(!script.machine.ignoresRepeats(of: first))
    script.message(#"{"id":"gen_1","status":"IN_QUEUE"}"#)
    script.message(json)
    #expect(script.machine.ignoresRepeats(of: script.read(json)) == isUnchanged)
  }

  @Test(arguments: [
    (RequestEnd.Cause.complete, "sse_stream_ended 0"),
    (.transport("connection reset"), "sse_connect_error 0"),
    (.violation("an event is too long"), "sse_connect_error 0"),
  ])
  func everyLossOfTheStreamIsFollowedByPollingAtOnce(cause: RequestEnd.Cause, loss: String) {
    var script = MachineScript()
    script.startStream()
    script.streamEnds(cause)
    script.expect(loss, "fallback", "start poll")
  }

  @Test func silenceIsFollowedByPollingAtOnce() {
    var script = MachineScript {
      $0.silence = 60_000
      $0.quietPoll = 0
    }
    script.startStream()
    script.pass(50_000)
    script.bytes()
    #expect(script.fire() == 60_000)
    script.expect("abort", "sse_timeout 0", "fallback", "start poll")
  }

  @Test func silenceCountsFromTheMomentTheIDIsKnown() {
    var script = MachineScript { $0.silence = 60_000 }
    script.start()
    script.leaves()
    script.opens()
    script.bytes()
    script.pass(200_000)
    var fields = LifecycleFields()
    fields.id = "gen_1"
    script.machine.messageArrived(fields, now: script.now)
    #expect(script.fire() == 60_000)
  }

  @Test func anErrorEventWithoutStatusIsALossWhoseCodeIsKept() throws {
    var script = MachineScript { $0.pollFailures = 1 }
    script.startStream()
    script.message(#"{"id":"gen_1","code":"IMAGE_GENERATION_TIMEOUT","message":"too slow"}"#)
    script.expect("deliver", "abort", "sse_stream_ended 0", "fallback", "start poll")
    #expect(script.lastMessage.contains("too slow"))
    script.breaks()
    #expect(try script.end().code == "IMAGE_GENERATION_TIMEOUT")
  }

  @Test func aTerminalStatusBehindAnErrorEventStillCounts() throws {
    var script = MachineScript()
    script.startStream()
    script.message(#"{"error":"IMAGE_GENERATION_FAILED"}"#)
    script.skip()
    script.message(#"{"id":"gen_1","status":"FAILED","code":"IMAGE_GENERATION_FAILED"}"#)
    script.expect("deliver", "abort", "keep")
    script.drain()
    script.expect("fallback ended false", "finish job_failed accepted")
  }

  @Test func aTerminalMessageThatIsNotWholeIsAskedForAgain() {
    var script = MachineScript()
    script.startStream()
    script.message(#"{"id":"gen_1","status":"COMPLETED","data":{"url":"https://"#)
    script.expect("deliver", "abort", "sse_stream_ended 0", "fallback", "start poll")
  }

  @Test(arguments: [
    RequestEnd.Cause.complete, .transport("connection reset"), .violation("an event is too long"),
  ])
  func aStreamThatEndsWithoutAnIDLeavesTheOutcomeUnknown(cause: RequestEnd.Cause) throws {
    var script = MachineScript()
    script.start()
    script.leaves()
    script.opens()
    script.message(#"{"code":"IMAGE_GENERATION_FAILED","message":"sorry"}"#)
    script.skip()
    script.streamEnds(cause)
    #expect(script.isEnding)
    let outcome = try script.end()
    #expect(outcome.status == .outcomeUnknown)
    #expect(outcome.charge == .unknown)
    #expect(outcome.code == "IMAGE_GENERATION_FAILED")
    #expect(outcome.message.contains("sorry"))
    #expect(outcome.message.contains("https://skills.video/dashboard"))
  }
}
