/// How one answer goes out. Whatever breaks bytes below HTTP is decided here and done in Exchange; the router decides
/// only what is answered.
struct Delivery {
  /// What happens to the connection where an answer breaks off.
  enum Break { case close, reset, stall, truncatedChunk, garbageChunk }

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
  /// Where the body of a reply breaks; streams have their own ending.
  var bodyBreak: Break?
  var length = Length.right
  /// Milliseconds from one byte of the body to the next.
  var slowBytes: Int?
  var splitsBytes = false
  var cutAfterBytes: Int?
  var cutsByReset = false
  var informational: Int?
  var floodLines = 0
  var contentType: ContentType?
  var refusesLater = false

  init(_ plan: FaultPlan) {
    slowStart = plan.count(.slowStart) ?? 0
    slowBytes = plan.count(.slowBytes)
    splitsBytes = plan.has(.splitBytes)
    informational = plan.count(.informational)
    floodLines = plan.count(.headerFlood) ?? 0
    contentType = plan.word(.contentType).flatMap { ContentType(rawValue: $0) }
    refusesLater = plan.has(.thenRefuse)
    if let more = plan.count(.longLength) { length = .tooLong(by: more) }
    if let all = plan.count(.shortLength) { length = .tooShort(all) }
    start = Start(plan)
    bodyBreak = Break(insideBodyOf: plan)
  }

  /// Nothing is answered at all.
  var isSilent: Bool {
    if case .nothing = start { true } else { false }
  }
}

extension Delivery.Start {
  fileprivate init(_ plan: FaultPlan) {
    let table: [(FaultName, Self)] = [
      (.close, .nothing(.close)), (.reset, .nothing(.reset)), (.stallStart, .nothing(.stall)),
      (.closeHeaders, .headers(.close)), (.resetHeaders, .headers(.reset)), (.stall, .headers(.stall)),
    ]
    self = table.first { plan.has($0.0) }?.1 ?? .whole
  }
}

extension Delivery.Break {
  fileprivate init?(insideBodyOf plan: FaultPlan) {
    let table: [(FaultName, Self)] = [
      (.cutInside, .close), (.resetInside, .reset), (.stallInside, .stall), (.truncatedChunk, .truncatedChunk),
      (.garbageChunk, .garbageChunk),
    ]
    guard let found = table.first(where: { plan.has($0.0) }) else { return nil }
    self = found.1
  }
}
