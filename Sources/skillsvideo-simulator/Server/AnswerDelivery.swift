/// How an answer is sent. Everything that corrupts bytes below HTTP is decided here and done in
/// SimulatedExchange. The router decides only the contents of the answer.
struct AnswerDelivery {
  /// What happens to the connection where an answer breaks off.
  enum Break: String {
    case close, reset, stall, truncatedChunk, garbageChunk

    /// Those that keep the framing valid, by their names in faults.
    static let ofConnections = [close, reset, stall].map(\.rawValue)
  }

  /// Where an answer breaks before its body.
  enum Start {
    case whole
    case nothing(Break)
    case headers(Break)
  }

  enum Length {
    case right
    case tooLong(by: Int)
    case tooShort(Int)
  }

  var slowStart = 0
  var start = Start.whole
  /// Where the body of an answer is cut; streams have a setting of their own.
  var cut: Cut?
  /// The body ends only with the connection.
  var isUnframed = false
  /// What happens instead of the end of an answer whose body is complete.
  var unended: Break?
  /// What happens to the connection after a complete answer.
  var afterwards: Break?
  var length = Length.right
  /// Milliseconds between two bytes of the body. With 0, other clients are served in between.
  var slowBytes: Int?
  var cutAfterBytes: Int?
  var cutsByReset = false
  var informational: Int?
  var floodLines = 0
  var contentType: ContentType?
  var coding: BodyCoding?
  var refusesLater = false

  init(_ plan: FaultPlan) {
    slowStart = plan.count(.slowStart) ?? 0
    slowBytes = plan.count(.slowBytes) ?? (plan.has(.splitBytes) ? 0 : nil)
    informational = plan.count(.informational)
    floodLines = plan.count(.headerFlood) ?? 0
    contentType = plan.word(.contentType).flatMap { ContentType(rawValue: $0) }
    coding = BodyCoding(plan, coding: .coding, bomb: .bomb)
    refusesLater = plan.has(.thenRefuse)
    misframe(plan, long: .longLength, unframed: .unframed, unended: .unended)
    if let all = plan.count(.shortLength) { length = .tooShort(all) }
    start = Start(plan)
    cut = Cut(plan)
  }

  /// Wrong framing of a complete body, by the faults with these names.
  mutating func misframe(_ plan: FaultPlan, long: FaultName, unframed: FaultName, unended: FaultName) {
    if let more = plan.count(long) { length = .tooLong(by: more) }
    if plan.has(unframed) { isUnframed = true }
    if let word = plan.word(unended) { self.unended = Break(rawValue: word) }
  }

  /// No answer is sent.
  var isSilent: Bool {
    if case .nothing = start { true } else { false }
  }
}

extension AnswerDelivery.Start {
  fileprivate init(_ plan: FaultPlan) {
    let table: [(FaultName, Self)] = [
      (.close, .nothing(.close)), (.reset, .nothing(.reset)), (.stallStart, .nothing(.stall)),
      (.closeHeaders, .headers(.close)), (.resetHeaders, .headers(.reset)), (.stall, .headers(.stall)),
    ]
    self = table.first { plan.has($0.0) }?.1 ?? .whole
  }
}
