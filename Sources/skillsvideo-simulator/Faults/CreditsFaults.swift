/// The formats of the balance answer. The platform's own format is not documented.
enum CreditsShape: String, CaseIterable, Sendable {
  case usage, credits, text, nested, decimals
  /// Formats in which the balance is ambiguous or missing.
  case used, two, none, list, page

  static let names = allCases.map(\.rawValue)

  func reply(_ credits: Credits) -> Reply {
    let total = JSONValue.integer(credits.total)
    switch self {
    case .usage: return Reply(json: credits.json)
    case .credits: return Reply(json: ["credits": total, "plan": "pro"])
    case .text: return Reply(json: ["balance": .string(String(credits.total))])
    case .nested: return Reply(json: ["success": true, "data": ["workspace": ["availableCredits": total]]])
    case .decimals: return Reply(json: ["balance": .number("\(credits.total).25")])
    case .used: return Reply(json: ["credits": total, "used": 7])
    case .two:
      return Reply(json: ["cycle": ["balance": total], "packs": ["balance": .integer(credits.total + 1)]])
    case .none: return Reply(json: ["plan": "pro"])
    case .list: return Reply(json: .array([["balance": total]]))
    case .page: return .captive
    }
  }
}

extension Simulator {
  /// The balance, with the faults for balance queries applied.
  func creditsReply(_ plan: FaultPlan, _ delivery: inout AnswerDelivery) -> Reply {
    delivery.breakCredits(plan)
    if let status = plan.count(.creditsStatus) {
      var error = APIError(status: status, kind: .image)
      error.setShape(plan.word(.creditsBody))
      return Reply(error)
    }
    let shape = plan.word(.creditsShape).flatMap { CreditsShape(rawValue: $0) } ?? .usage
    return shape.reply(jobs.credits)
  }
}

extension AnswerDelivery {
  fileprivate mutating func breakCredits(_ plan: FaultPlan) {
    if let pause = plan.count(.creditsSlow) { slowStart = pause }
    if plan.has(.creditsCut) { cut = Cut(place: .half, manner: .close) }
    if let coding = BodyCoding(plan, coding: .creditsCoding, bomb: .creditsBomb) { self.coding = coding }
    misframe(plan, long: .creditsLong, unframed: .creditsUnframed, unended: .creditsUnended)
    let breaks: [(FaultName, Break)] = [
      (.creditsClose, .close), (.creditsReset, .reset), (.creditsStall, .stall),
    ]
    if let found = breaks.first(where: { plan.has($0.0) }) { start = .nothing(found.1) }
  }
}
