import SVText

/// The bytes of an answer, and what they hold for the user. They are read once, when that is first asked for.
final class ReceivedAnswer {
  let bytes: ByteBuffer
  private var reading = Reading.missing

  private enum Reading {
    case missing
    case lacksMemory
    case done(AnswerParts)
  }

  init(_ bytes: ByteBuffer) { self.bytes = bytes }

  func parts(_ reader: JSONReader) throws(NoMemory) -> AnswerParts {
    switch reading {
    case .done(let parts): return parts
    case .lacksMemory: throw NoMemory()
    case .missing: break
    }
    do {
      let parts = try AnswerParts(bytes.bytes, reader)
      reading = .done(parts)
      return parts
    } catch {
      reading = .lacksMemory
      throw error
    }
  }
}

/// What an answer holds for the user. Where the whole is not strict JSON, because of a `NaN` say, its
/// `data` and its `usage` are read on their own, as leniently as its status was.
struct AnswerParts {
  /// The whole answer, where it is strict JSON. It does not live longer than the answer.
  let document: JSONDocument?
  let outputs: [Output]
  private let usageDocument: JSONDocument?

  /// At least `ByteBuffer.spare` readable bytes follow the answer.
  init(_ answer: UnsafeRawBufferPointer, _ reader: JSONReader) throws(NoMemory) {
    document = try AnswerParts.document(answer)
    if let document {
      outputs = try Outputs.find(inAnswer: document.root)
      usageDocument = nil
      return
    }
    let fields = reader.topLevel(answer, spare: ByteBuffer.spare)
    outputs = try Outputs.find(in: AnswerParts.document(fields.data, of: answer)?.root)
    usageDocument = try AnswerParts.document(fields.usage, of: answer)
  }

  /// The JSON text of `usage`, where that is an object.
  var usage: UnsafeRawBufferPointer? {
    let node = document.map { $0.root["usage"] } ?? usageDocument?.root
    guard let node, node.kind == .object else { return nil }
    return node.raw
  }

  private static func document(
    _ range: Range<Int>?, of answer: UnsafeRawBufferPointer
  ) throws(NoMemory) -> JSONDocument? {
    guard let range, range.lowerBound >= 0, range.upperBound <= answer.count else { return nil }
    return try document(UnsafeRawBufferPointer(rebasing: answer[range]))
  }

  /// nil for what is not strict JSON.
  private static func document(_ bytes: UnsafeRawBufferPointer) throws(NoMemory) -> JSONDocument? {
    do { return try JSONDocument(borrowing: bytes) } catch {
      if error.reason == .memory { throw NoMemory() }
      return nil
    }
  }
}
