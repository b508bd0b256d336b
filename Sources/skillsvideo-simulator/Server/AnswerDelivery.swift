/// How one answer goes out. Whatever breaks bytes below HTTP is decided here and done in Exchange; the router
/// decides only what is answered.
struct WebhookDelivery {
  /// What happens to the connection where an answer breaks off.
  enum Break: String {
    case close, reset, stall, truncatedChunk, garbageChunk

    /// Those that break no byte of the framing, as faults name them.
    static let ofConnections = [close, reset, stall].map(\.rawValue)
  }

  /// An answer that breaks before its body.
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
  /// Where the body of a reply stops; streams have their own ending.
  var cut: Cut?
  /// Only the end of the connection ends the body.
  var isUnframed = false
  /// What happens in place of the end of an answer whose body is whole.
  var unended: Break?
  /// What happens to the connection after a whole answer.
  var afterwards: Break?
  var length = Length.right
  /// Milliseconds from one byte of the body to the next. With 0, other clients have their turn between.
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

  /// Wrong framing of a body that comes whole, by the faults with these names.
  mutating func misframe(_ plan: FaultPlan, long: FaultName, unframed: FaultName, unended: FaultName) {
    if let more = plan.count(long) { length = .tooLong(by: more) }
    if plan.has(unframed) { isUnframed = true }
    if let word = plan.word(unended) { self.unended = Break(rawValue: word) }
  }

  /// Nothing is answered at all.
  var isSilent: Bool {
    if case .nothing = start { true } else { false }
  }
}

extension WebhookDelivery.Start {
  fileprivate init(_ plan: FaultPlan) {
    let table: [(FaultName, Self)] = [
      (.close, .nothing(.close)), (.reset, .nothing(.reset)), (.stallStart, .nothing(.stall)),
      (.closeHeaders, .headers(.close)), (.resetHeaders, .headers(.reset)), (.stall, .headers(.stall)),
    ]
    self = table.first { plan.has($0.0) }?.1 ?? .whole
  }
}
