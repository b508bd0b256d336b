/// The faults of a job's polls, for all or for the first ones.
struct PollFaults {
  private let plan: FaultPlan
  private let job: SimulatedJob

  init(_ job: SimulatedJob) {
    let limit = job.order.plan.count(.pollFail)
    let isOver = limit.map { job.polls > $0 } ?? false
    plan = isOver ? FaultPlan() : job.order.plan
    self.job = job
  }

  func apply(to delivery: inout AnswerDelivery) {
    let starts: [(FaultName, AnswerDelivery.Start)] = [
      (.pollStall, .headers(.stall)), (.pollStallStart, .nothing(.stall)), (.pollClose, .nothing(.close)),
      (.pollReset, .nothing(.reset)),
    ]
    if let found = starts.first(where: { plan.has($0.0) }) { delivery.start = found.1 }
    if plan.has(.pollCut) { delivery.cut = Cut(place: .half, manner: .close) }
    if let coding = BodyCoding(plan, coding: .pollCoding, bomb: .pollBomb) { delivery.coding = coding }
    delivery.misframe(plan, long: .pollLong, unframed: .pollUnframed, unended: .pollUnended)
  }

  /// The answer that replaces the state of the job.
  func substitute(for request: Request, _ simulator: Simulator) -> Reply? {
    if let status = plan.count(.pollStatus) { return refusal(status, simulator) }
    let redirects: [(FaultName, String)] = [
      (.pollRedirect, simulator.origin), (.pollRedirectAway, simulator.elsewhere),
    ]
    for (name, place) in redirects {
      if let status = plan.count(name) { return simulator.redirection(status, to: place + request.path) }
    }
    if plan.has(.pollCaptive) { return .captive }
    if let shape = plan.word(.pollBody).flatMap({ ErrorShape(rawValue: $0) }) {
      var error = APIError(.providerUnavailable, job.endpoint.kind)
      error.status = 200
      error.shape = shape
      return Reply(error)
    }
    if plan.has(.pollOtherID) {
      return Reply(json: [
        "id": .string(job.id + "-other"), "status": .string(job.words[.completed]), "data": .null,
        "usage": job.usage.json,
      ])
    }
    return isAlone ? refusal(Failure.providerUnavailable.status, simulator) : nil
  }

  /// Whether poll-fail is the only fault of polls. It then has its default effect.
  private var isAlone: Bool {
    plan.has(.pollFail) && !plan.names.contains { $0 != .pollFail && $0.rawValue.hasPrefix("poll-") }
  }

  private func refusal(_ status: Int, _ simulator: Simulator) -> Reply {
    simulator.refusal(status, plan, job.endpoint.kind, about: job)
  }

  func changed(_ result: JSONValue) -> JSONValue { ResultFaults(ofPolls: plan).changed(result, about: job) }
}
