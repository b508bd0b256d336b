/// Something that this client expects of the platform, and the observations about it.
struct Assumption {
  enum Verdict: String {
    case confirmed, refuted
    case notSeen = "not_seen"
    var word: String { self == .notSeen ? "not seen" : rawValue }
  }

  /// What one answer shows about the assumption; nil if nothing.
  struct Vote {
    let number: Int
    let isYes: Bool?
    let seen: String
  }

  let name: String
  let text: String
  let verdict: Verdict
  let evidence: String
  /// It can only be observed in a paid generation.
  var needsPayment = false

  init(_ name: String, _ text: String, _ verdict: Verdict, _ evidence: String) {
    self.name = name
    self.text = text
    self.verdict = verdict
    self.evidence = evidence
  }

  /// One answer against it refutes it. It is confirmed if at least one answer supports it and none refutes
  /// it.
  init(_ name: String, _ text: String, _ votes: [Vote]) {
    let against = votes.filter { $0.isYes == false }
    let deciding = against.isEmpty ? votes.filter { $0.isYes == true } : against
    let verdict: Verdict = !against.isEmpty ? .refuted : deciding.isEmpty ? .notSeen : .confirmed
    self.init(name, text, verdict, Self.tally(deciding.isEmpty ? votes : deciding))
  }

  /// An assumption that cannot be checked without paying.
  static func paid(_ name: String, _ text: String) -> Assumption {
    var assumption = Assumption(name, text, .notSeen, "needs a paid generation")
    assumption.needsPayment = true
    return assumption
  }

  /// The observed values with the numbers of the answers: "404 (3, 4, 5); 200 (6)".
  private static func tally(_ votes: [Vote]) -> String {
    var seen: [String] = []
    for vote in votes where !seen.contains(vote.seen) { seen.append(vote.seen) }
    let parts = seen.map { what in
      let numbers = votes.filter { $0.seen == what }.map { String($0.number) }
      return "\(what) (\(numbers.joined(separator: ", ")))"
    }
    return parts.isEmpty ? "no answer" : parts.joined(separator: "; ")
  }
}
