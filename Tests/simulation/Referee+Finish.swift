import SVProtocol
import SVText

/// The contents of the end must be true.
extension Referee {
  mutating func checkFinish(_ outcome: GenerationOutcome, platform: Platform, now: Int64) {
    checkCharge(outcome, jobs: platform.jobs.count)
    checkStatus(outcome)
    checkWords(outcome)
    checkLedger(outcome.ledger)
    checkCredits(outcome)
    require(outcome.elapsed <= now - startedAt, "more time than has passed")
  }

  private mutating func checkCharge(_ outcome: GenerationOutcome, jobs: Int) {
    let isRefused = { (attempt: Try) in
      switch attempt.verdict {
      case .refusedForNow, .refused, .pathRefused: true
      default: false
      }
    }
    // A completed generation was accepted, with or without an id.
    let isAccepted = id != nil || terminal == .succeeded
    let isOpen = tries.contains { ($0.isWhole || $0.hasSuccess) && !isRefused($0) }
    let expected: ChargeState =
      isAccepted ? .accepted : isOpen ? .unknown : tries.contains(where: isRefused) ? .rejected : .notSent
    require(outcome.charge == expected, "the charge is \(outcome.charge.name) and not \(expected.name)")
    if outcome.charge == .notSent || outcome.charge == .rejected {
      require(jobs == 0, "a job was made, and the charge is \(outcome.charge.name)")
    }
    require(jobs <= 1, "\(jobs) jobs were bought")
    require(
      outcome.retryAfter < 0 || expected == .notSent || expected == .rejected,
      "advice to buy again what was bought")
  }

  private mutating func checkStatus(_ outcome: GenerationOutcome) {
    let status = outcome.status
    let isUnknownID = id != nil && tries.isEmpty && isMissing
    if status == .timeout || (status == .notFound && isMissing) { checkLastPoll() }
    require(status != .timeout || !isUnknownID, "an unknown id was reported as a time-out")
    require(status != .notFound || isUnknownID || !isMissing, "not found, although the 404 was early")
    let expected: StatusCode? =
      switch terminal {
      case .succeeded: .ok
      case .failed: .jobFailed
      case .canceled: .jobCanceled
      default: nil
      }
    if let expected { return require(status == expected, "the first terminal status was another") }
    require(!outcome.isTerminal, "a terminal end without a terminal status")
    require(status != .stopped || wasStopped, "stopped without a stop")
    require(status != .memory || hasFailed, "no memory without a failure")
    // Both are set only if nothing else had decided the end, so one of them is the end.
    if wasStopped || hasFailed {
      require(status == (wasStopped ? .stopped : .memory), "a stop or failure was not reported")
    }
    if outcome.charge == .unknown {
      require(
        [.outcomeUnknown, .protocolViolation, .stopped, .memory].contains(status),
        "an unknown outcome was reported as \(status.name)")
    } else {
      require(status != .outcomeUnknown, "an unknown outcome although the charge is known")
    }
    if outcome.charge == .notSent {
      let isOfFloor = hasFloor && credits.asks > 0 && tries.isEmpty
      require(
        isOfFloor || [.transport, .stopped, .timeout, .memory].contains(status),
        "\(status.name) although nothing left")
    }
  }

  private mutating func checkWords(_ outcome: GenerationOutcome) {
    require(outcome.lacksOutputs == confirmation.lacksOutputs, "the outputs differ from those in the answers")
    guard outcome.status != .ok else {
      return require(outcome.message.isEmpty != outcome.lacksOutputs, "a message for a plain success")
    }
    let remedy = outcome.remedy ?? "-"
    require(
      outcome.message.utf8.reversed().starts(with: remedy.utf8.reversed()), "a message without its remedy")
    if let id, !outcome.isTerminal {
      require(outcome.message.utf8Contains("skillsvideo wait \(id)"), "no command to resume")
    }
    require(
      id != nil || !outcome.message.utf8Contains("skillsvideo wait"), "a command to resume without an id")
  }

  private mutating func checkLedger(_ ledger: AttemptLedger) {
    let counted = ledger.attempts.reduce(0) { $0 + $1.count } + ledger.omitted
    let balances = credits.asks + (credits.hasAskedAfter ? 1 : 0)
    require(counted == tries.count + polls + balances, "the ledger lacks an attempt")
    require(ledger.attempts.count <= 64, "the ledger is too long")
    require(ledger.attempts.allSatisfy { $0.outcome != "in flight" }, "an attempt without its end")
  }
}
