import SVProtocol
import Testing

/// Stops that wait for the id of a create already sent.
@Suite struct GenerationStopTests {
  /// No create is in flight, so it ends at once.
  @Test func aGracefulStopEndsAtOnceWhereNothingIsOnItsWay() throws {
    let phases: [((inout MachineScript) -> Void, ChargeState)] = [
      ({ $0.start() }, .notSent),
      (
        {
          $0.start(); $0.breaks()
        }, .notSent
      ),
      (
        {
          $0.start(); $0.leaves(); $0.answers(429)
        }, .rejected
      ),
      ({ $0.startStream() }, .accepted),
      ({ $0.startPolling() }, .accepted),
    ]
    for (prepare, charge) in phases {
      var script = MachineScript()
      prepare(&script)
      script.cancelGracefully()
      script.skip()
      script.wait(10_000_000)
      script.expect()
      let outcome = try script.end()
      #expect(outcome.status == .stopped && outcome.charge == charge)
    }
  }

  @Test func theIDIsWaitedFor() throws {
    let answers: [(inout MachineScript) -> Void] = [
      {
        $0.opens(); $0.message(#"{"id":"gen_1","status":"IN_QUEUE"}"#)
      },
      {
        $0.opens(); $0.message(#"{"id":"gen_1"}"#)
      },
      {
        $0.opens(); $0.message(#"{"id":"gen_1","code":"X"}"#)
      },
      { $0.answers(200, #"{"id":"gen_1","status":"IN_QUEUE"}"#) },
      { $0.answers(500, #"{"id":"gen_1","status":"IN_QUEUE"}"#) },
    ]
    for answer in answers {
      var script = sent()
      script.cancelGracefully()
      script.wait(600_000)
      script.expect()
      answer(&script)
      script.skip()
      script.wait(10_000_000)
      script.expect()
      let outcome = try script.end()
      #expect(outcome.status == .stopped && outcome.charge == .accepted)
      #expect(script.machine.id == "gen_1" && outcome.message.contains("skillsvideo wait gen_1"))
    }
  }

  @Test func whatTheAnswerDecidesIsTold() throws {
    let answers: [((inout MachineScript) -> Void, StatusCode, ChargeState)] = [
      (
        {
          $0.opens(); $0.message(#"{"id":"gen_1","status":"COMPLETED"}"#)
        }, .ok, .accepted
      ),
      ({ $0.answers(200, #"{"id":"gen_1","status":"FAILED"}"#) }, .jobFailed, .accepted),
      ({ $0.answers(429) }, .rateLimited, .rejected),
      ({ $0.answers(503, #"{"code":"IMAGE_GENERATION_PROVIDER_UNAVAILABLE"}"#) }, .transient, .rejected),
      ({ $0.answers(503, #"{"message":"busy"}"#) }, .outcomeUnknown, .unknown),
      ({ $0.answers(402) }, .credits, .rejected),
      ({ $0.answers(404) }, .stopped, .rejected),
      ({ $0.breaks() }, .outcomeUnknown, .unknown),
    ]
    for (answer, status, charge) in answers {
      var script = sent()
      script.cancelGracefully()
      answer(&script)
      script.skip()
      script.wait(10_000_000)
      script.expect()
      let outcome = try script.end()
      #expect(outcome.status == status && outcome.charge == charge, "\(outcome)")
    }
  }

  @Test func itIsBoundedByTheTotalAndByAStopAtOnce() throws {
    var script = sent()
    script.cancelGracefully()
    script.wait(3_600_000)
    #expect(try script.end().status == .outcomeUnknown)
    script = sent()
    script.cancelGracefully()
    script.cancel()
    let outcome = try script.end()
    #expect(outcome.status == .stopped && outcome.charge == .unknown)
  }

  private func sent() -> MachineScript {
    var script = MachineScript { $0.total = 3_600_000 }
    script.start()
    script.leaves()
    script.skip()
    return script
  }
}
