/// The description of a fault: its syntax, the requests that it applies to, and its effect.
struct FaultKind: Sendable {
  enum Argument: Sendable {
    case none
    case count(ClosedRange<Int>, unit: String)
    case word(of: [String])
    case anyWord(unit: String, isOptional: Bool)
  }

  var name: FaultName
  var argument: Argument
  var help: String
  /// Requests outside this scope ignore the fault and do not use up its count.
  var scope = Scope.creates

  enum Scope: Sendable {
    case anyRequest, creates, uploads, credits
  }

  init(_ name: FaultName, _ argument: Argument, _ help: String) {
    self.name = name
    self.argument = argument
    self.help = help
  }

  /// In the order of --list-faults.
  static let all =
    ofAnyRequest + replacements + uploads + streams + cuts + contents + jobs + polls + downloads + account

  static func named(_ text: String) -> FaultKind? { all.first { $0.name.rawValue == text } }

  func accepts(_ value: String?) -> Bool {
    switch argument {
    case .none: value == nil
    case .count(let range, _): value.flatMap { Int($0) }.map { range.contains($0) } ?? false
    case .word(let words): value.map { words.contains($0) } ?? false
    case .anyWord(_, let isOptional): value.map { !$0.isEmpty } ?? isOptional
    }
  }

  var synopsis: String {
    switch argument {
    case .none: name.rawValue
    case .count(_, let unit): name.rawValue + "=" + unit
    case .word(let words): name.rawValue + "=" + words.joined(separator: "|")
    case .anyWord(let unit, let isOptional): name.rawValue + (isOptional ? "[=\(unit)]" : "=\(unit)")
    }
  }

  static var list: String {
    let widest = 24
    return all.map { kind in
      let gap = max(2, widest - kind.synopsis.count)
      return kind.synopsis + String(repeating: " ", count: gap) + kind.help
    }.joined(separator: "\n")
  }
}

extension FaultKind.Argument {
  static let number = Self.count(0...Pace.maxMilliseconds, unit: "N")
  static let milliseconds = Self.count(0...Pace.maxMilliseconds, unit: "MS")
  static let seconds = Self.count(0...Pace.maxMilliseconds, unit: "S")
  static let bytes = Self.count(0...(1 << 30), unit: "BYTES")
  /// Any status but success, including numbers that no standard defines.
  static let errorStatus = Self.count(300...999, unit: "STATUS")
  static let coding = Self.word(of: ContentCoding.names)
  static let ending = Self.word(of: AnswerDelivery.Break.ofConnections)
  static let redirectStatus = Self.count(300...399, unit: "STATUS")
}
