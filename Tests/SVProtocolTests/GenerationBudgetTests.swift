import SVProtocol
import Testing

/// The time limits of every phase, and what they mean for money.
@Suite struct GenerationBudgetTests {
  @Test func theTotalBeforeTheRequestLeftIsATimeoutThatBoughtNothing() throws {
    var script = MachineScript {
      $0.total = 5000
      $0.connect = 10_000
    }
    script.start()
    script.skip()
    #expect(script.fire() == 5000)
    script.expect("abort")
    let outcome = try script.end()
    #expect(outcome.status == .timeout)
    #expect(outcome.charge == .notSent)
    #expect(outcome.elapsed == 5000)
    #expect(!outcome.message.contains("Change the request"))
  }

  @Test func theTotalAfterTheRequestLeftLeavesTheOutcomeUnknown() throws {
    var script = MachineScript { $0.total = 5000 }
    script.start()
    script.leaves()
    script.pass(4000)
    script.opens()
    script.bytes()
    script.skip()
    #expect(script.fire() == 500)
    script.expect("examine")
    #expect(script.fire() == 500)
    script.expect("abort")
    let outcome = try script.end()
    #expect(outcome.status == .outcomeUnknown)
    #expect(outcome.charge == .unknown)
  }

  @Test func theTotalAfterTheIDIsATimeoutThatTellsHowToResume() throws {
    var script = MachineScript { $0.total = 5000 }
    script.startStream()
    #expect(script.fire() == 4500)
    #expect(script.fire() == 500)
    let outcome = try script.end()
    #expect(outcome.status == .timeout)
    #expect(outcome.charge == .accepted)
    #expect(outcome.statusWord == "IN_QUEUE")
    #expect(outcome.message.contains("The generation gen_1 was accepted and may be running and paid for."))
    #expect(outcome.message.contains("skillsvideo wait gen_1"))
    #expect(outcome.remedy?.contains("skillsvideo wait gen_1") == true)
  }

  @Test func theTotalBoundsEveryPhase() throws {
    let phases: [(inout MachineScript) -> Void] = [
      { $0.start() },
      {
        $0.start(); $0.breaks()
      },
      {
        $0.start(); $0.leaves(); $0.answers(429)
      }, { $0.startStream() },
      { $0.startPolling() }, { $0.attach("gen_1") },
      {
        $0.startPolling(); $0.answers(200, GenerationPollTests.running)
      },
      {
        $0.startPolling(); $0.answers(503, retryAfter: 10_000_000)
      },
    ]
    for prepare in phases {
      var script = MachineScript {
        $0.total = 100_000
        $0.connect = 200_000
      }
      let started = script.now
      prepare(&script)
      script.wait(started + 99_999 - script.now)
      #expect(!script.isEnding)
      script.wait(1)
      #expect(script.isEnding)
      #expect(try script.end().elapsed == 100_000)
    }
  }

  @Test func withoutATotalOnlyTheNetworkMovesACreateThatLeft() {
    var script = MachineScript { $0.total = 0 }
    script.start()
    script.leaves()
    #expect(script.machine.deadline == nil)
    script.opens()
    #expect(script.machine.deadline == nil)
    script.message(#"{"id":"gen_1"}"#)
    #expect(script.machine.deadline == script.now + 60_000)
  }

  @Test func aTimerThatIsEarlyDoesNothing() {
    var script = MachineScript()
    script.startStream()
    script.pass(59_999)
    script.tick()
    script.expect()
    script.pass(1)
    script.tick()
    script.expect("abort", "sse_timeout 0", "fallback", "start poll")
  }

  @Test func enormousBudgetsDoNotOverflow() {
    var script = MachineScript {
      $0.total = .max
      $0.connect = .max
      $0.silence = .max
      $0.pollRequest = .max
      $0.pollInterval = .max
      $0.pollIntervalMax = .max
    }
    script.start()
    #expect(script.machine.deadline == .max)
    script.leaves()
    script.opens()
    script.message(#"{"id":"gen_1"}"#)
    script.streamEnds()
    script.answers(200, GenerationPollTests.running)
    #expect(script.machine.deadline != nil)
  }
}
