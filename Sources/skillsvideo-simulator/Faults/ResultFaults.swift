/// Members that an answer about a job lacks, or has in addition.
struct ResultFaults {
  private var missing: MissingOutputs?
  private var broken: BrokenMember?
  private var bytes: Int?

  init(ofTerminalEvent plan: FaultPlan) {
    missing = plan.word(.noOutputs).flatMap { MissingOutputs(rawValue: $0) }
    broken = plan.word(.badJSON).flatMap { BrokenMember(named: $0) }
    bytes = plan.count(.terminalBytes)
  }

  init(ofPolls plan: FaultPlan) {
    missing = plan.word(.pollNoOutputs).flatMap { MissingOutputs(rawValue: $0) }
    broken = plan.word(.pollBadJSON).flatMap { BrokenMember(named: $0) }
    bytes = plan.count(.pollBytes)
  }

  func changed(_ answer: JSONValue, about job: SimulatedJob) -> JSONValue {
    var answer = answer
    if job.isCompleted {
      answer = missing?.applied(to: answer) ?? answer
      answer = broken?.added(to: answer) ?? answer
    }
    return answer.padded(to: bytes ?? 0)
  }
}

/// Ways in which a completed job lacks outputs.
enum MissingOutputs: String, CaseIterable {
  case null, empty, missing

  static let names = allCases.map(\.rawValue)

  func applied(to answer: JSONValue) -> JSONValue {
    guard let members = answer.members else { return answer }
    return .object(
      members.compactMap { member in
        guard member.name == "data" else { return member }
        switch self {
        case .null: return JSONMember(name: "data", value: .null)
        case .empty: return JSONMember(name: "data", value: emptied(member.value))
        case .missing: return nil
        }
      })
  }

  private func emptied(_ data: JSONValue) -> JSONValue {
    .object(
      (data.members ?? []).map { member in
        switch member.value {
        case .array: JSONMember(name: member.name, value: .array([]))
        case .object: JSONMember(name: member.name, value: .null)
        case .number: JSONMember(name: member.name, value: 0)
        default: member
        }
      })
  }
}

/// An invalid JSON member before the outputs, in an answer that is otherwise valid.
struct BrokenMember {
  private enum Token: String, CaseIterable {
    case nan, infinity, comma, escape

    var text: String {
      switch self {
      case .nan: "NaN"
      case .infinity: "-Infinity"
      case .comma: "1,"
      case .escape: #""\q""#
      }
    }
  }

  private enum Place: String, CaseIterable { case beside, inside }

  private var token: Token
  private var place: Place

  static let names = Token.allCases.flatMap { token in
    Place.allCases.map { "\(token.rawValue)-\($0.rawValue)" }
  }

  init?(named name: String) {
    let words = name.split(separator: "-").map(String.init)
    guard words.count == 2, let token = Token(rawValue: words[0]), let place = Place(rawValue: words[1])
    else { return nil }
    self.token = token
    self.place = place
  }

  func added(to answer: JSONValue) -> JSONValue {
    guard var members = answer.members else { return answer }
    let member = JSONMember(name: "score", value: .number(token.text))
    let index = members.firstIndex { $0.name == "data" }
    if place == .inside, let index, let data = members[index].value.members {
      members[index].value = .object([member] + data)
    } else {
      members.insert(member, at: index ?? members.endIndex)
    }
    return .object(members)
  }
}

extension JSONValue {
  /// The object with a member added so that its text has at least this length.
  func padded(to length: Int) -> JSONValue {
    guard let members else { return self }
    func with(_ note: String) -> JSONValue {
      .object(members + [JSONMember(name: "note", value: .string(note))])
    }
    let missing = length - with("").serialized.count
    return missing < 0 ? self : with(String(repeating: "x", count: missing))
  }
}
