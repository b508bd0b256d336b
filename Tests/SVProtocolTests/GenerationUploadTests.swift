import SVProtocol
import Testing

/// Creates with a slow upload: until the network took the last byte, nothing can have been bought.
@Suite struct GenerationUploadTests {
  /// A create whose head and a part of its body were sent.
  private func halfSent(_ configure: (inout GenerationSettings) -> Void = { _ in }) -> MachineScript {
    var script = MachineScript {
      $0.upload = 60_000
      configure(&$0)
    }
    script.start(.createPolling)
    script.leaves(isWhole: false)
    script.sends()
    script.skip()
    return script
  }

  private func boughtNothing(
    _ script: inout MachineScript, _ status: StatusCode, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try script.end(sourceLocation: sourceLocation)
    #expect(outcome.status == status && outcome.charge == .notSent, sourceLocation: sourceLocation)
    #expect(outcome.isPartlySent, sourceLocation: sourceLocation)
    #expect(
      outcome.message.contains("The platform never got a whole request, so nothing was bought."),
      sourceLocation: sourceLocation)
    #expect(outcome.ledger.attempts.count == 1, sourceLocation: sourceLocation)
  }

  @Test func everyPartThatIsSentGivesTheUploadMoreTime() throws {
    var script = halfSent()
    for _ in 1...5 {
      script.pass(59_999)
      script.tick()
      script.sends()
    }
    script.expect()
    #expect(script.fire() == 60_000)
    script.expect("abort")
    let message = try script.end().message
    #expect(
      message.contains(
        "the upload made no progress for 60000 ms (upload_timeout_ms), before the request was whole"))
  }

  @Test func aStallBeforeTheFirstPartCountsFromTheStart() {
    var script = MachineScript { $0.upload = 5000 }
    script.start()
    script.pass(3000)
    script.leaves(isWhole: false)
    #expect(script.fire() == 5000)
  }

  @Test func noEndOfAHalfSentUploadCanHaveBoughtAnything() throws {
    let ends: [(StatusCode, (inout MachineScript) -> Void)] = [
      (.transport, { $0.fire() }),
      (.transport, { $0.breaks() }),
      (.transport, { $0.answers(500, #"{"message":"broken pipe"}"#) }),
      (.transport, { $0.answers(503, #"{"message":"Service Unavailable"}"#, retryAfter: 1000) }),
      (.transport, { $0.answers(408) }),
      (.transport, { $0.answers(504, #"{"code":"IMAGE_GENERATION_TIMEOUT"}"#) }),
      (.file, { $0.ends(.unsent("a.png ended early")) }),
      (.stopped, { $0.cancel() }),
      (.stopped, { $0.cancelGracefully() }),
      (.memory, { $0.runsOutOfMemory() }),
    ]
    for (status, end) in ends {
      var script = halfSent()
      end(&script)
      #expect(script.isEnding, "\(status)")
      try boughtNothing(&script, status)
    }
    var script = halfSent { $0.total = 30_000 }
    script.pass(30_000)
    script.tick()
    try boughtNothing(&script, .timeout)
  }

  /// The platform may refuse a request before it is complete.
  @Test(arguments: [(402, StatusCode.credits), (413, .validation), (401, .auth)])
  func aRefusalBeforeTheWholeIsARefusal(status: Int, expected: StatusCode) throws {
    var script = halfSent()
    script.answers(status, #"{"message":"no"}"#)
    script.expect("keep")
    let outcome = try script.end()
    #expect(outcome.status == expected && outcome.charge == .rejected)
  }

  @Test func aRefusalForTheTimeBeingBeforeTheWholeIsRepeated() {
    for (status, body) in [(429, ""), (503, GenerationCreateTests.refused)] {
      var script = halfSent()
      script.answers(status, body)
      script.fire()
      #expect(script.machine.isInFlight && !script.isEnding)
    }
  }

  @Test func anIDBeforeTheWholeIsFollowed() {
    var script = halfSent()
    script.answers(200, #"{"id":"gen_1","status":"IN_QUEUE"}"#)
    script.expect("accepted gen_1")
  }

  @Test func onlyTheLastPartMakesTheOutcomeUnknown() throws {
    var script = halfSent()
    script.sends(isWhole: true)
    script.pass(3_000_000)
    script.tick()
    script.expect()
    script.cancelGracefully()
    script.expect()
    script.cancel()
    script.expect("abort")
    let outcome = try script.end()
    #expect(outcome.charge == .unknown && !outcome.isPartlySent)
    #expect(!outcome.message.contains("nothing was bought"))
  }

  /// A repeat that was sent in part does not undo the earlier refusal.
  @Test func aHalfSentRepeatStaysRefused() throws {
    var script = halfSent()
    script.sends(isWhole: true)
    script.answers(429)
    script.fire()
    script.leaves(isWhole: false)
    script.breaks()
    let outcome = try script.end()
    #expect(outcome.status == .transport && outcome.charge == .rejected)
    #expect(outcome.ledger.attempts.map(\.outcome).last?.hasPrefix("not sent whole") == true)
  }

  // MARK: The first byte of the answer

  @Test(arguments: [GenerationRequest.createPolling, .createStream])
  func aCreateWithoutAByteOfItsAnswerEndsUnknown(request: GenerationRequest) throws {
    var script = MachineScript { $0.firstByte = 30_000 }
    script.start(request)
    script.leaves(isWhole: false)
    script.pass(20_000)
    script.sends()
    script.pass(20_000)
    script.sends(isWhole: true)
    script.skip()
    #expect(script.fire() == 30_000)
    script.expect("abort")
    script.wait(10_000_000)
    script.expect()
    let outcome = try script.end()
    #expect(outcome.status == .outcomeUnknown && outcome.charge == .unknown)
    #expect(outcome.message.contains("no byte of an answer came within 30000 ms (first_byte_timeout_ms)"))
    #expect(outcome.ledger.attempts.count == 1)
  }

  /// A 2xx answer to an incomplete create shows that the platform accepted it, so the charge is unknown.
  @Test func aSuccessBeforeTheRequestIsWholeLeavesTheOutcomeOpen() throws {
    let ends: [(inout MachineScript) -> Void] = [
      { $0.streamEnds(.transport("reset")) }, { $0.cancel() }, { $0.wait(3_600_000) },
      { $0.answers(200, #"{"ok":true}"#) },
    ]
    for end in ends {
      var script = MachineScript()
      script.start()
      script.leaves(isWhole: false)
      script.opens()
      script.message(#"{"status":"IN_PROGRESS"}"#)
      end(&script)
      let outcome = try script.end()
      #expect(outcome.charge == .unknown && !outcome.isPartlySent && outcome.retryAfter == -1)
      #expect(!outcome.message.contains("nothing was bought"))
    }
  }

  @Test func anyByteOfTheAnswerLiftsThatLimit() {
    let beginnings: [(inout MachineScript) -> Void] = [
      { $0.machine.answerBegins(httpStatus: 200, now: $0.now) }, { $0.opens() }, { $0.bytes() },
      { $0.head(200) },
    ]
    for begin in beginnings {
      var script = MachineScript {
        $0.firstByte = 30_000
        $0.total = 0
        $0.silence = 1_000_000
      }
      script.start()
      script.leaves()
      script.pass(29_999)
      begin(&script)
      script.skip()
      script.wait(900_000)
      script.expect()
    }
  }

  @Test func thatLimitIsOffUnlessItIsWanted() {
    var script = MachineScript { $0.total = 0 }
    script.start()
    script.leaves()
    #expect(script.machine.deadline == nil)
  }
}
