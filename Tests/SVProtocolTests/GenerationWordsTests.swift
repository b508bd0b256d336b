import SVProtocol
import Testing

/// The messages about answers that are not understood, about requested waits, and about time limits.
@Suite struct GenerationWordsTests {
  private func created(
    _ request: GenerationRequest = .createPolling, _ configure: (inout GenerationSettings) -> Void = { _ in }
  ) -> MachineScript {
    var script = MachineScript(configure)
    script.start(request)
    script.leaves()
    script.skip()
    return script
  }

  // MARK: The answer is quoted

  @Test(arguments: [
    (200, "please log in", "it begins: please log in"), (200, "", "the answer is empty"),
    (204, "", "the answer is empty"),
    (200, "<html>login</html>", "is a web page"), (200, #"{"detail":"no"}"#, #"begins: {"detail":"no"}"#),
    (500, "no upstream", "the platform answered HTTP 500: no upstream"),
    (502, "<b>x</b>", "it begins: <b>x</b>"),
    (409, #"{"message":"in flight"}"#, "in flight"),
  ])
  func anAnswerToACreateIsQuoted(status: Int, body: String, words: String) throws {
    var script = created()
    script.answers(status, body, .other)
    let outcome = try script.end()
    #expect(outcome.message.contains(words), "\(outcome.message)")
    #expect(outcome.charge == .unknown)
  }

  @Test func aBrokenAnswerIsQuoted() throws {
    var script = created()
    script.answers(200, #"{"result":"#, cause: .transport("connection reset"))
    #expect(try script.end().message.contains(#"connection reset; it begins: {"result":"#))
  }

  @Test(arguments: [
    ("hello", "the stream begins: hello"), ("data: {\"x\":1}", "the stream begins: data: {\"x\":1}"),
    ("<html>", "is a web page"), ("", "no id had arrived."),
  ])
  func aStreamWithoutAnIDIsQuoted(text: String, words: String) throws {
    var script = created(.createStream)
    script.opens()
    script.streamEnds(unfinished: text)
    let outcome = try script.end()
    #expect(outcome.status == .outcomeUnknown && outcome.message.contains(words), "\(outcome.message)")
  }

  /// The time limit has no answer of its own, so its message quotes what had arrived.
  @Test func aTimeLimitQuotesWhatHasCome() throws {
    var script = created { $0.total = 60_000 }
    script.holds(200, "please wait", .other)
    script.wait(60_000)
    let outcome = try script.end()
    #expect(outcome.status == .outcomeUnknown)
    #expect(
      outcome.message.contains("(total_timeout_ms) is over; the part that arrived begins: please wait"),
      "\(outcome.message)")
  }

  @Test(arguments: [
    ("please log in", "it begins: please log in"), ("", "the answer is empty"), ("<html>", "is a web page"),
  ])
  func aPollThatIsNotUnderstoodIsQuoted(body: String, words: String) {
    var script = MachineScript()
    script.attach("gen_1")
    script.answers(200, body, .other)
    #expect(script.lastMessage.contains(words), "\(script.lastMessage)")
  }

  /// A failure that says which setting to correct is not followed by a general step.
  @Test(arguments: [true, false])
  func aReasonWithItsOwnStepGetsNoOther(namesStep: Bool) throws {
    var script = MachineScript { $0.createTries = 1 }
    script.start()
    script.ends(.transport("no TLS; check the port", namesStep: namesStep))
    script.skip()
    let outcome = try script.end()
    let step = namesStep ? "Correct this, then send it again." : "Check the network, the proxy settings"
    #expect(outcome.charge == .notSent && outcome.message.contains("bought. " + step), "\(outcome.message)")
  }

  // MARK: When

  @Test func aRateLimitSaysWhen() throws {
    for (wish, words) in [
      (nil, "no; it does not say how long to wait"),
      (600_000, "no; the platform requests a wait of 600 s, which is more than 120 s (retry_after_max_ms)"),
      (1500, "no; the platform requests a wait of 1500 ms; no attempt is left (create_tries_max is 1)"),
    ] as [(Int64?, String)] {
      var script = created { $0.createTries = 1 }
      script.answers(429, #"{"message":"no"}"#, retryAfter: wish)
      let outcome = try script.end()
      #expect(outcome.status == .rateLimited && outcome.message.contains(words), "\(outcome.message)")
      if let wish {
        #expect(outcome.message.contains("Send it again in \(wish == 1500 ? "1500 ms" : "600 s")."))
      }
    }
  }

  @Test func aSentenceOfThePlatformIsGoneOnAfter() throws {
    var script = created { $0.createTries = 1 }
    script.answers(429, #"{"message":"Try again later."}"#, retryAfter: 5000)
    let message = try script.end().message
    #expect(message.hasPrefix("Try again later; the platform requests a wait of 5 s; no attempt is left"))
  }

  @Test func aDateIsSaidAsADate() throws {
    var script = created()
    var head = ResponseHead(httpStatus: 429, content: .json, retryAfter: 600_000)
    head.retryDate = "Sun, 06 Nov 2044 08:49:37 GMT"
    script.machine.requestEnded(
      RequestEnd(cause: .complete, head: head, fields: nil, excerpt: ""), now: script.now)
    let message = try script.end().message
    #expect(message.contains("requests a wait of 600 s, until Sun, 06 Nov 2044 08:49:37 GMT"))
  }

  @Test func aPollThatIsLimitedSaysWhen() {
    var script = MachineScript()
    script.attach("gen_1")
    script.answers(429, retryAfter: 7000)
    #expect(script.lastMessage.contains("the platform requests a wait of 7 s"))
  }

  /// Waiting does not help against missing credits.
  @Test func aRefusalForGoodSaysNoTime() throws {
    var script = created()
    script.answers(429, #"{"error":"INSUFFICIENT_CREDITS","message":"m"}"#)
    #expect(try !script.end().message.contains("how long"))
  }

  // MARK: The time limit

  @Test func aTimeLimitNamesTheLastStatusAndTheLastProblem() throws {
    var script = MachineScript { $0.total = 60_000 }
    script.attach("gen_1")
    script.answers(200, GenerationPollTests.running)
    script.fire()
    script.answers(503, #"{"message":"down"}"#)
    script.wait(60_000)
    let outcome = try script.end()
    #expect(outcome.status == .timeout)
    #expect(
      outcome.message.contains("the last status was IN_PROGRESS; the last poll failed: "),
      "\(outcome.message)")
  }

  /// If the caller attached the id, a 404 as the last answer decides. A job that this client created exists.
  @Test func anUnknownIDEndsAsNotFoundThoughTheTimeIsShort() throws {
    for (status, body, expected) in [
      (404, #"{"message":"no such generation"}"#, StatusCode.notFound), (404, "<html>", .timeout),
      (200, GenerationPollTests.running, .timeout),
    ] {
      var script = MachineScript { $0.total = 2000 }
      script.attach("gen_1")
      script.answers(404, "")
      script.fire()
      script.answers(status, body)
      script.wait(2000)
      let outcome = try script.end()
      #expect(outcome.status == expected && outcome.charge == .accepted, "\(outcome.message)")
      #expect((outcome.httpStatus == 404) == (expected == .notFound))
    }
    var script = MachineScript { $0.total = 2000 }
    script.startPolling()
    script.answers(404, #"{"message":"no"}"#)
    script.wait(2000)
    #expect(try script.end().status == .timeout)
  }
}
