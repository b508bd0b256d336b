/// One fault in a list `NAME[=VALUE][*TIMES], ...`.
struct Fault: Sendable {
  var name: FaultName { kind.name }
  var kind: FaultKind
  var value: String?
  /// How many requests the fault applies to; nil for all.
  var times: Int?
  /// The fault as written. It also identifies its counter.
  var text: String

  var count: Int { value.flatMap { Int($0) } ?? 0 }

  struct SyntaxError: Error { var message: String }

  static func list(parsing text: String) throws(SyntaxError) -> [Fault] {
    var faults: [Fault] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let trimmed = item.trimmed
      if !trimmed.isEmpty { faults.append(try Fault(parsing: trimmed)) }
    }
    return faults
  }

  private init(parsing item: String) throws(SyntaxError) {
    text = item
    var rest = item[...]
    if let star = rest.lastIndex(of: "*") {
      guard let count = Int(rest[rest.index(after: star)...].trimmed), count > 0 else {
        throw SyntaxError(message: "\(item): after * comes how many requests it applies to")
      }
      times = count
      rest = rest[..<star]
    }
    let parts = rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let kind = FaultKind.named((parts.first ?? "").trimmed) else {
      throw SyntaxError(message: "\(item): there is no such fault")
    }
    self.kind = kind
    value = parts.count == 2 ? parts[1].trimmed : nil
    guard kind.accepts(value) else { throw SyntaxError(message: "\(item): write it as \(kind.synopsis)") }
  }
}

extension StringProtocol {
  /// The text without surrounding spaces.
  var trimmed: String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    let start = drop(while: isBlank)
    let end = start.lastIndex { !isBlank($0) }
    return end.map { String(start[...$0]) } ?? ""
  }
}

/// The faults of one request, after the counted ones were resolved.
struct FaultPlan {
  private var faults: [FaultName: Fault] = [:]

  init() {}

  init(_ faults: [Fault]) {
    for fault in faults { self.faults[fault.name] = fault }
  }

  func has(_ name: FaultName) -> Bool { faults[name] != nil }

  var names: some Collection<FaultName> { faults.keys }

  func count(_ name: FaultName) -> Int? { faults[name]?.count }

  func word(_ name: FaultName) -> String? { faults[name]?.value }

  func applied(to pace: Pace) -> Pace {
    Pace(
      latency: count(.latency) ?? pace.latency, events: count(.events) ?? pace.events,
      heartbeat: count(.heartbeat) ?? pace.heartbeat, polls: count(.polls) ?? pace.polls)
  }
}

/// Counts the uses of faults with `*TIMES`. A fault from a header is counted per idempotency key or, without
/// one, per payload, so that two tests on one server do not use up each other's faults.
struct FaultCounters {
  private var used: [String: Int] = [:]

  static let commandLine = "command line"

  func isLeft(_ fault: Fault, for user: String) -> Bool {
    used[key(fault, user), default: 0] < fault.times ?? .max
  }

  mutating func take(_ fault: Fault, by user: String) -> Bool {
    guard isLeft(fault, for: user) else { return false }
    if fault.times != nil { used[key(fault, user), default: 0] += 1 }
    return true
  }

  private func key(_ fault: Fault, _ user: String) -> String { fault.text + "\n" + user }
}
