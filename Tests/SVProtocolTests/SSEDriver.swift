@testable import SVProtocol

/// The messages of a stream.
struct SSEOutcome: Equatable, CustomStringConvertible {
  var messages: [SSEExpectation] = []
  var lastEventID = ""
  var retry: Int64?
  var isTooLarge = false

  var description: String {
    "\(messages) id \(lastEventID.debugDescription) retry \(retry ?? -1) \(isTooLarge)"
  }

  static func == (left: SSEOutcome, right: SSEOutcome) -> Bool {
    left.messages == right.messages && left.lastEventID.utf8.elementsEqual(right.lastEventID.utf8)
      && left.retry == right.retry && left.isTooLarge == right.isTooLarge
  }
}

enum SSECompaction: CaseIterable, Sendable {
  /// After every result of the parser, including messages.
  case always
  /// Before every chunk.
  case eachChunk
  /// Only if nothing else is in the buffer.
  case whenConsumed
  case never
  /// After every message, which keeps the buffer: the rest begins another one.
  case leaving
}

/// Plays the engine: holds the buffer, appends chunks, and calls the parser until nothing is left. Every call
/// gets a heap block of exactly the allowed bytes, so that AddressSanitizer detects an access beyond them.
struct SSEDriver {
  var parser: SSEParser
  var outcome = SSEOutcome()
  let compaction: SSECompaction
  private var held: [UInt8] = []

  init(eventBytesMax: Int = 1 << 20, compaction: SSECompaction = .eachChunk) {
    parser = SSEParser(eventBytesMax: eventBytesMax)
    self.compaction = compaction
  }

  var heldCount: Int { held.count }

  mutating func feed(_ chunk: some Collection<UInt8>) {
    if compaction == .eachChunk || (compaction == .whenConsumed && parser.hasConsumedAll) { compact() }
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: held.count + chunk.count, alignment: 1)
    defer { block.deallocate() }
    block.copyBytes(from: held + chunk)
    drain(block)
    if compaction != .always, compaction != .leaving { held = Array(block) }
  }

  mutating func finish() -> SSEOutcome {
    parser.finish()
    outcome.lastEventID = parser.lastEventID
    outcome.retry = parser.retryMilliseconds
    return outcome
  }

  /// The data of the incomplete event, including its last line without an end; nil if there is none.
  var unfinished: [UInt8]? {
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: held.count, alignment: 1)
    defer { block.deallocate() }
    block.copyBytes(from: held)
    let (data, line) = parser.unfinished(in: UnsafeRawBufferPointer(block))
    let parts = [data, line].compactMap { $0.map { Array(block[$0]) } }
    return parts.isEmpty ? nil : Array(parts.joined(separator: [0x0A]))
  }

  mutating func compact() {
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: held.count, alignment: 1)
    defer { block.deallocate() }
    block.copyBytes(from: held)
    held = Array(block.prefix(parser.compact(block)))
  }

  private mutating func drain(_ block: UnsafeMutableRawBufferPointer) {
    if compaction == .leaving { return drainLeaving(block) }
    var count = block.count
    while true {
      // Shrinking in place leaves no exact block; the compaction that matters is between two results.
      let part = UnsafeMutableRawBufferPointer(rebasing: block[..<count])
      let step = parser.next(in: part)
      if case .message(let message) = step { outcome.messages.append(read(message, in: part)) }
      if compaction == .always {
        count = parser.compact(part)
        held = Array(block[..<count])
      }
      switch step {
      case .message: continue
      case .needsMore: return
      case .tooLarge:
        outcome.isTooLarge = true
        return
      }
    }
  }

  private mutating func drainLeaving(_ first: UnsafeMutableRawBufferPointer) {
    held = Array(first)
    while true {
      let block = UnsafeMutableRawBufferPointer.allocate(byteCount: held.count, alignment: 1)
      defer { block.deallocate() }
      block.copyBytes(from: held)
      let step = parser.next(in: block)
      held = Array(block)
      switch step {
      case .message(let message):
        outcome.messages.append(read(message, in: block))
        held.removeFirst(parser.endOfMessage ?? 0)
        parser.leaveBuffer()
      case .needsMore: return
      case .tooLarge:
        outcome.isTooLarge = true
        return
      }
    }
  }

  private func read(_ message: SSEMessage, in block: UnsafeMutableRawBufferPointer) -> SSEExpectation {
    let bytes = UnsafeRawBufferPointer(rebasing: block[message.data])
    var data = Array(bytes)
    if !message.isWellFormed {
      data = []
      _ = UTF8Repair.repair(bytes) {
        data += $0
        return true
      }
    }
    // An ill-formed text that was reported as well-formed would differ here.
    let text = String(validating: data, as: UTF8.self) ?? "not UTF-8: \(data)"
    return SSEExpectation(text, name: parser.eventName, id: parser.lastEventID)
  }
}

func sseOutcome(
  _ chunks: [some Collection<UInt8>], eventBytesMax: Int = 1 << 20, compaction: SSECompaction
) -> SSEOutcome {
  var driver = SSEDriver(eventBytesMax: eventBytesMax, compaction: compaction)
  for chunk in chunks { driver.feed(chunk) }
  return driver.finish()
}
