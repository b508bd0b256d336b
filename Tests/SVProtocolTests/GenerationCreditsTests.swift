import SVProtocol
import Testing

/// min_credits, which alone can prevent a create, and the report of the balance before and after.
@Suite struct GenerationCreditsTests {
  private func script(
    floor: Int64 = 0, reports: Bool = false, _ configure: (inout GenerationSettings) -> Void = { _ in }
  ) -> MachineScript {
    var script = MachineScript {
      $0.creditsMin = floor
      $0.reportsCredits = reports
      configure(&$0)
    }
    script.start()
    script.expect("submitting stream", "start credits")
    return script
  }

  @Test func withoutAFloorOrAReportNobodyIsAsked() {
    var script = MachineScript()
    script.start()
    script.expect("submitting stream", "start stream")
  }

  @Test func anAttachedGenerationIsNeverAskedFor() throws {
    var script = MachineScript {
      $0.creditsMin = 100
      $0.reportsCredits = true
    }
    script.attach("gen_1")
    script.answers(200, #"{"id":"gen_1","status":"COMPLETED"}"#)
    script.skip()
    script.drain()
    script.expect("finish ok accepted")
    #expect(script.outcome?.credits == nil)
  }

  @Test(arguments: ["100", "100.0", #""100""#, "1e2", "100.5", "9e99"])
  func aBalanceOfTheFloorIsEnough(balance: String) {
    var script = script(floor: 100)
    script.leaves()
    script.answers(200, #"{"balance":\#(balance)}"#)
    script.expect("start stream")
  }

  @Test(arguments: ["99", "99.99", #""99""#, "0", "-3", "9.9e1"])
  func aLowerBalanceIsRefused(balance: String) throws {
    var script = script(floor: 100)
    script.leaves()
    script.answers(200, #"{"balance":\#(balance)}"#)
    script.expect()
    let outcome = try script.end()
    #expect(outcome.status == .credits && outcome.category == .credits)
    #expect(outcome.charge == .notSent && outcome.httpStatus == 200 && outcome.retryAfter == -1)
    #expect(outcome.credits?.before == balance && outcome.credits?.after == nil)
    #expect(
      outcome.message.contains("balance \(balance) is lower than min_credits, which is 100. The generation"))
    #expect(outcome.message.contains("remove min_credits, then send it again"))
    #expect(outcome.ledger.attempts.map(\.request) == [.balance])
  }

  @Test(arguments: [
    (200, #"{"plan":"pro"}"#, StatusCode.protocolViolation), (200, "<html>", .protocolViolation),
    (200, "", .protocolViolation), (204, "", .protocolViolation), (302, "", .protocolViolation),
    (401, "", .auth),
    (401, #"{"balance":100}"#, .auth),
    (403, "", .forbidden), (404, #"{"message":"no such path"}"#, .notFound),
  ])
  func aFloorIsNotPassedByAnAnswerThatNamesNoBalance(status: Int, body: String, expected: StatusCode) throws {
    var script = script(floor: 1)
    script.leaves()
    script.answers(status, body)
    script.expect()
    let outcome = try script.end()
    #expect(outcome.status == expected && outcome.charge == .notSent && outcome.httpStatus == status)
    #expect(outcome.message.contains("credit balance could not be read") && !outcome.ownsAnswer)
    #expect(
      outcome.message.contains("do not set min_credits")
        == [.protocolViolation, .notFound].contains(expected))
    if status == 200 {
      #expect(outcome.message.contains(body.isEmpty ? "the answer is empty" : "it begins: " + body))
    }
  }

  @Test(arguments: [(429, "rate_limited"), (503, "transient"), (500, "transient")])
  func aFloorAsksAgainWhereAskingMayHelp(status: Int, reason: String) throws {
    var script = script(floor: 5) { $0.createTries = 2 }
    script.leaves()
    script.answers(status, "", retryAfter: 3000)
    script.expect("retry 2 \(reason)")
    #expect(script.fire() == 3000)
    script.expect("start credits")
    script.leaves()
    script.answers(status)
    script.expect()
    let outcome = try script.end()
    #expect(
      outcome.status.name.description == reason && outcome.charge == .notSent && outcome.retryAfter == 0)
  }

  @Test func aFloorAsksAgainAfterABreakAndATimeout() {
    var script = script(floor: 5) { $0.pollRequest = 20_000 }
    script.breaks()
    script.expect("retry 2 transport")
    script.fire()
    script.expect("start credits")
    script.leaves()
    #expect(script.fire() == 20_000)
    script.expect("cut short", "retry 3 transport")
    script.fire()
    script.expect("start credits")
    script.answers(200, #"{"balance":5"#, cause: .transport("cut"))
    script.expect("retry 4 transport")
    script.fire()
    script.expect("start credits")
    script.answers(200, #"{"balance":5}"#)
    script.expect("start stream")
  }

  @Test func aWholeBalanceCountsHoweverItsTransferEnds() {
    for balance in [5, 4] {
      var script = script(floor: 5)
      script.answers(200, #"{"balance":\#(balance)}"#, cause: .transport("cut"))
      if balance == 5 { script.expect("start stream") } else { script.expect() }
      #expect(script.isEnding == (balance == 4))
    }
  }

  @Test(arguments: [(401, StatusCode.auth), (403, .forbidden), (302, .protocolViolation)])
  func aRefusedBalanceWhoseBodyIsCutIsStillRefused(status: Int, expected: StatusCode) throws {
    var script = script(floor: 5)
    script.answers(status, #"{"mess"#, cause: .transport("cut"))
    script.expect()
    #expect(try script.end().status == expected)
  }

  @Test func aWaitThatIsTooLongIsNotWaited() throws {
    var script = script(floor: 5) { $0.retryAfterMax = 1000 }
    script.answers(429, "", retryAfter: 2000)
    script.expect()
    let outcome = try script.end()
    #expect(outcome.status == .rateLimited && outcome.retryAfter == 2000)
  }

  @Test func askingCountsInTheTotal() throws {
    var script = script(floor: 5) {
      $0.total = 10_000
      $0.pollRequest = 60_000
    }
    #expect(script.fire() == 10_000)
    script.expect("abort")
    let outcome = try script.end()
    #expect(outcome.status == .timeout && outcome.charge == .notSent)
  }

  @Test func aCreateThatWouldBeCutOffIsNotSent() throws {
    var script = script(floor: 5) { $0.total = 10_000 }
    script.pass(9_000)
    script.answers(200, #"{"balance":5}"#)
    script.expect()
    let outcome = try script.end()
    #expect(outcome.status == .timeout && outcome.charge == .notSent)
    #expect(outcome.message.contains("left too little of the time limit"))
  }

  @Test func askingIsNotRepeatedWithoutTimeForTheCreate() throws {
    var script = script(floor: 5) { $0.total = 10_000 }
    script.pass(8_500)
    script.breaks()
    script.expect()
    #expect(try script.end().status == .transport)
  }

  @Test func stoppingWhileAskingSendsNothing() throws {
    var script = script(floor: 5, reports: true)
    script.cancel()
    script.expect("abort")
    let outcome = try script.end()
    #expect(outcome.status == .stopped && outcome.charge == .notSent)
  }

  // MARK: The report

  private func reported(_ answerBefore: String, _ ends: (inout MachineScript) -> Void) -> MachineScript {
    var script = script(reports: true)
    script.answers(200, answerBefore)
    script.skip()
    script.leaves()
    script.opens()
    script.message(#"{"id":"gen_1","status":"COMPLETED"}"#)
    script.skip()
    script.drain()
    script.expect("start credits")
    #expect(!script.isEnding)
    ends(&script)
    return script
  }

  @Test func theReportTellsBothBalances() {
    var script = reported(#"{"balance":100}"#) { $0.answers(200, #"{"balance":90}"#) }
    script.expect("finish ok accepted")
    #expect(script.outcome?.credits?.before == "100" && script.outcome?.credits?.after == "90")
    #expect(script.outcome?.ledger.attempts.map(\.request) == [.balance, .createStream, .balance])
    #expect(script.outcome?.ledger.attempts.map(\.outcome) == ["balance 100", "COMPLETED", "balance 90"])
  }

  @Test func aReportThatFailsIsANoteOnly() {
    var script = reported(#"{"balance":100}"#) { $0.answers(500) }
    script.expect("notice credits", "finish ok accepted")
    script = reported(#"{"plan":"pro"}"#) { $0.breaks() }
    script.expect("notice credits", "finish ok accepted")
    #expect(script.outcome?.credits?.before == nil && script.outcome?.credits?.after == nil)
    #expect(script.outcome?.message == "" && script.lastMessage.contains("connection reset"))
  }

  @Test func nobodyWaitsLongForTheReport() {
    var script = script(reports: true)
    #expect(script.fire() == 5000)
    script.expect("cut short", "notice credits", "start stream")
    #expect(script.lastMessage.contains("no answer within 5000 ms"))
    script = self.script(reports: true) { $0.total = 2000 }
    #expect(script.fire() == 200)
    script = reported("{}") { #expect($0.fire() == 5000) }
    script.expect("cut short", "notice credits", "finish ok accepted")
  }

  @Test(arguments: [false, true])
  func stoppingEndsTheReportAndNotTheResult(isBeforeAsking: Bool) {
    var script = script(reports: true)
    script.answers(200, #"{"balance":1}"#)
    script.leaves()
    script.opens()
    script.message(#"{"id":"gen_1","status":"COMPLETED"}"#)
    script.skip()
    if isBeforeAsking { script.cancel() }
    script.drain()
    if !isBeforeAsking {
      script.expect("start credits")
      script.cancel()
      script.expect("abort", "notice credits", "finish ok accepted")
    } else {
      script.expect("finish ok accepted")
    }
  }

  @Test func anUnknownOutcomeIsReportedToo() throws {
    var script = script(reports: true)
    script.answers(200, #"{"balance":100}"#)
    script.leaves()
    script.breaks()
    script.skip()
    script.drain()
    script.expect("start credits")
    script.answers(200, #"{"balance":90}"#)
    script.expect("finish outcome_unknown unknown")
    #expect(script.outcome?.credits?.after == "90")
  }

  @Test func whatBoughtNothingNeedsNoSecondLook() {
    var script = script(reports: true)
    script.answers(200, #"{"balance":100}"#)
    script.leaves()
    script.answers(402, "{}")
    script.skip()
    script.drain()
    script.expect("finish insufficient_credits rejected")
    #expect(script.outcome?.credits?.before == "100")
  }

  @Test func theFloorAndTheReportShareOneLook() {
    var script = script(floor: 50, reports: true)
    script.answers(200, #"{"balance":100}"#)
    script.expect("start stream")
  }
}
