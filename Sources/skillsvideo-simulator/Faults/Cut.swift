import NIOCore

/// Where an event, or the body of an answer, is cut off, and what then happens to the connection.
struct Cut {
  enum Place {
    case half
    case afterID
    /// All but the last byte: an event lacks its blank line, JSON its last brace.
    case unfinished
  }

  var place: Place
  /// Nil if the answer ends normally after the cut.
  var manner: AnswerDelivery.Break?

  static let table: [(FaultName, Cut)] = [
    (.endInside, Cut(place: .half, manner: nil)),
    (.cutInside, Cut(place: .half, manner: .close)),
    (.resetInside, Cut(place: .half, manner: .reset)),
    (.stallInside, Cut(place: .half, manner: .stall)),
    (.truncatedChunk, Cut(place: .half, manner: .truncatedChunk)),
    (.garbageChunk, Cut(place: .half, manner: .garbageChunk)),
    (.endAfterID, Cut(place: .afterID, manner: nil)),
    (.cutAfterID, Cut(place: .afterID, manner: .close)),
    (.resetAfterID, Cut(place: .afterID, manner: .reset)),
    (.stallAfterID, Cut(place: .afterID, manner: .stall)),
    (.endUnfinished, Cut(place: .unfinished, manner: nil)),
    (.cutUnfinished, Cut(place: .unfinished, manner: .close)),
    (.resetUnfinished, Cut(place: .unfinished, manner: .reset)),
    (.stallUnfinished, Cut(place: .unfinished, manner: .stall)),
  ]

  init(place: Place, manner: AnswerDelivery.Break?) {
    self.place = place
    self.manner = manner
  }

  init?(_ plan: FaultPlan) {
    guard let found = Self.table.first(where: { plan.has($0.0) }) else { return nil }
    self = found.1
  }

  /// The bytes that are sent before the cut.
  func part(of whole: ByteBuffer) -> ByteBuffer {
    let length =
      switch place {
      case .half: whole.readableBytes / 2
      case .afterID: lengthToID(in: whole) ?? whole.readableBytes / 2
      case .unfinished: max(0, whole.readableBytes - 1)
      }
    return whole.getSlice(at: whole.readerIndex, length: length) ?? whole
  }

  /// The length up to the first id: the job's own, unless the fault nested-id puts another one before it.
  private func lengthToID(in whole: ByteBuffer) -> Int? {
    let bytes = Array(whole.readableBytesView)
    guard let name = bytes.firstRange(of: "\"id\":".utf8) else { return nil }
    let value = bytes[name.upperBound...]
    let quote = UInt8(ascii: "\"")
    guard value.first == quote else { return value.firstIndex { !(0x30...0x39).contains($0) } }
    return value.dropFirst().firstIndex(of: quote).map { $0 + 1 }
  }
}
