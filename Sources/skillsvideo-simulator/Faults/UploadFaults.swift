import NIOCore

/// Where the simulator stops reading a body that is being sent, and what then happens to the connection.
struct UploadStop {
  var bytes: Int
  var manner: AnswerDelivery.Break
}

extension Simulator {
  /// Called when a body begins. A body that ends earlier does not use up the fault.
  func uploadStop(for request: Request) -> UploadStop? {
    let (faults, user) = uploadFaults(of: request)
    let plan = FaultPlan(faults.filter { counters.isLeft($0, for: user) })
    if let bytes = plan.count(.uploadReset) { return UploadStop(bytes: bytes, manner: .reset) }
    let bytes = plan.count(.uploadStall) ?? (plan.has(.uploadStatus) ? 1 : nil)
    return bytes.map { UploadStop(bytes: $0, manner: .stall) }
  }

  /// The answer that is sent at the stop, if any. Nothing is made.
  func answer(toUpload request: Request, stoppedBy stop: UploadStop) -> (Answer, AnswerDelivery) {
    let (faults, user) = uploadFaults(of: request)
    let plan = FaultPlan(faults.filter { counters.take($0, by: user) })
    let status = plan.count(.uploadStatus)
    var delivery = AnswerDelivery(plan)
    if status == nil { delivery.start = .nothing(stop.manner) } else { delivery.afterwards = stop.manner }
    log.answered(log.add(request), status: status, job: nil)
    return (.reply(refusal(status ?? 413, plan, kind(of: request))), delivery)
  }

  /// The faults of uploads and of answers, and the key that counts them. Without an idempotency key that is
  /// the path, because the payload has not arrived yet.
  private func uploadFaults(of request: Request) -> ([Fault], user: String) {
    let own = request.simulate.map { (try? Fault.list(parsing: $0)) ?? [] }
    let user = own == nil ? FaultCounters.commandLine : request.idempotencyKey ?? request.path
    let faults = own ?? settings.faults
    guard request.method == .POST, Route(request.path).isGeneration,
      faults.contains(where: { $0.kind.scope == .uploads })
    else { return ([], user) }
    return (faults.filter { $0.kind.scope == .uploads || $0.kind.scope == .anyRequest }, user)
  }

  private func kind(of request: Request) -> MediaKind {
    guard case .generation(let model, _) = Route(request.path) else { return .image }
    return catalogue.endpoints[model]?.kind ?? .guess(from: model)
  }
}
