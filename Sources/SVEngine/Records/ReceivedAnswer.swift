import SVText

/// The bytes of an answer, and its parts for the user. They are parsed once, on first use.
final class ReceivedAnswer {
  private var part: BufferPart
  private var reading = Reading.missing

  private enum Reading {
    case missing
    case lacksMemory
    case done(AnswerParts)
  }

  init(_ part: BufferPart) { self.part = part }

  var bytes: UnsafeRawBufferPointer { part.bytes }

  /// The part of a buffer that nothing else refers to; nil where that is not so. What is written to it
  /// invalidates what was read.
  var ownPart: BufferPart? { part.isOnlyOwner ? part : nil }

  func parts(_ reader: JSONReader) throws(NoMemory) -> AnswerParts {
    switch reading {
    case .done(let parts): return parts
    case .lacksMemory: throw NoMemory()
    case .missing: break
    }
    do {
      let parts = try AnswerParts(bytes, reader)
      reading = .done(parts)
      return parts
    } catch {
      reading = .lacksMemory
      throw error
    }
  }
}

/// The parts of an answer for the user. If the answer is not strict JSON, for example because of a `NaN`, its
/// `data` and `usage` are read separately, as leniently as its status.
struct AnswerParts {
  /// The parsed answer, if it is strict JSON. It must not outlive the answer.
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

  /// The JSON text of `usage`, if that is an object.
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

  /// Nil if the bytes are not strict JSON.
  private static func document(_ bytes: UnsafeRawBufferPointer) throws(NoMemory) -> JSONDocument? {
    do { return try JSONDocument(borrowing: bytes) } catch {
      if error.reason == .memory { throw NoMemory() }
      return nil
    }
  }
}
