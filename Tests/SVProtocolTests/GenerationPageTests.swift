import SVProtocol
import Testing

/// Web pages, redirects and answers of proxies in place of the platform's. They end no wait for a paid job,
/// do not blame the key, and prove only what `CreateRule` allows.
@Suite struct GenerationPageTests {
  static let page = "<html><title>Just a moment...</title></html>"

  private func created(_ request: GenerationRequest = .createPolling) -> MachineScript {
    var script = MachineScript()
    script.start(request)
    script.leaves()
    script.skip()
    return script
  }

  @Test(arguments: [400, 401, 402, 403, 404, 405, 410, 418, 422, 302, 303, 304, 307, 407, 421, 501, 505, 511])
  func aPageEndsNoPaidWait(status: Int) throws {
    var script = MachineScript { $0.pollFailures = 2 }
    script.attach("gen_1")
    script.pass(60_000)
    script.skip()
    script.answers(status, GenerationPageTests.page, .other)
    script.expect("poll 1 failed \(status) transient")
    script.fire()
    script.answers(status, GenerationPageTests.page, .other)
    let outcome = try script.end()
    #expect(
      outcome.message.contains("2 polls in a row failed (poll_failures_max)") && outcome.charge == .accepted)
    #expect(![.auth, .credits, .forbidden, .notFound, .validation].contains(outcome.status), "blames nobody")
    #expect(
      outcome.message.contains("skillsvideo wait gen_1") && !outcome.message.contains("SKILLS_VIDEO_API_KEY"))
  }

  /// The content type is known before the first byte of the body.
  @Test func aPageIsKnownByItsTypeOrItsFirstByte() {
    for (body, content, isPage) in [
      ("<html>", ResponseHead.Content.other, true), ("", .page, true), ("<?xml?>", .json, true),
      ("no", .other, false),
      (#"{"message":"no"}"#, .page, false), ("", .json, false),
    ] {
      var script = MachineScript()
      script.attach("gen_1")
      script.answers(401, body, content)
      #expect(script.isEnding != isPage, "\(body)")
    }
  }

  /// Also without a page: these come from a login, a cache, a proxy, or another server.
  @Test(arguments: [300, 302, 303, 304, 307, 407, 421])
  func anAnswerOfOthersEndsNoPaidWait(status: Int) {
    var script = MachineScript()
    script.attach("gen_1")
    script.pass(60_000)
    script.skip()
    script.answers(status, "", .other)
    script.expect("poll 1 failed \(status) transient")
  }

  @Test(arguments: [301, 308])
  func anAddressThatHasMovedForGoodEndsTheWait(status: Int) throws {
    var script = MachineScript()
    script.attach("gen_1")
    script.answers(status, GenerationPageTests.page, .page)
    #expect(try script.end().status == .protocolViolation)
  }

  @Test(arguments: [(401, true), (402, true), (404, true), (403, false), (406, false), (451, false)])
  func aPageInPlaceOfACreatesAnswerBlamesNoKey(status: Int, isProof: Bool) throws {
    var script = created()
    script.answers(status, GenerationPageTests.page, .page)
    script.wait(10_000_000)
    let outcome = try script.end()
    #expect(outcome.status == (isProof ? .protocolViolation : .outcomeUnknown))
    #expect(outcome.charge == (isProof ? .rejected : .unknown))
    #expect(outcome.message.contains("nothing was bought") == isProof)
    for part in ["is a web page", "(HTTP \(status))", "a VPN", "it begins: <html><title>Just a moment"] {
      #expect(outcome.message.contains(part), "\(outcome.message)")
    }
    for part in ["API_KEY", "key may not", "payload", "Top up"] { #expect(!outcome.message.contains(part)) }
    #expect(outcome.ledger.attempts.map(\.request) == [.createPolling])
  }

  /// A filter's page may replace an acceptance, so the other path is not tried.
  @Test func aFiltersPageDoesNotLeadToThePollingPath() throws {
    var script = created(.createStream)
    script.answers(406, GenerationPageTests.page, .page)
    script.expect("sse_http_error 406", "keep")
  }

  @Test(arguments: [
    (300, "platform answered HTTP 300"), (301, "redirects (HTTP 301) to https://portal.example;"),
    (304, "a cache answered"),
    (305, "platform answered HTTP 305"), (307, "redirects (HTTP 307)"),
  ])
  func onlyARedirectIsCalledOne(status: Int, words: String) throws {
    var script = created()
    var head = ResponseHead(httpStatus: status, content: .other, retryAfter: nil)
    head.redirectsTo = "https://portal.example"
    script.machine.requestEnded(
      RequestEnd(cause: .complete, head: head, fields: nil, excerpt: ""), now: script.now)
    let outcome = try script.end()
    #expect(outcome.message.contains(words), "\(outcome.message)")
    #expect(outcome.message.contains("redirects") == [301, 307].contains(status))
    #expect(outcome.charge == (status == 304 ? .unknown : .rejected))
  }

  @Test func aProxysQuestionNamesASettingOnlyIfThatIsItsOwn() throws {
    for setting in [nil, "the variable HTTPS_PROXY"] {
      var script = created()
      var head = ResponseHead(httpStatus: 407, content: .page, retryAfter: nil)
      head.proxySetting = setting
      script.machine.requestEnded(
        RequestEnd(cause: .complete, head: head, fields: nil, excerpt: ""), now: script.now)
      let outcome = try script.end()
      #expect(outcome.status == .transport && outcome.charge == .rejected)
      let advice =
        setting.map { "if \($0) names this proxy, write USER:PASSWORD@ before its host" }
        ?? "set the option proxy or the variable https_proxy to http://USER:PASSWORD@HOST:PORT"
      #expect(outcome.message.contains("requires a user and a password (HTTP 407): " + advice))
    }
  }
}
