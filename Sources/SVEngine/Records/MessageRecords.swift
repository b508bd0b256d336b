import SVProtocol
import SVText

/// Writes the records of a stream's messages. Id and status seldom change between messages, so their JSON is
/// cached.
final class MessageRecords {
  private let opening = ByteBuffer()
  /// The members with the id and the status, up to the payload.
  private let unchanged = ByteBuffer()
  private var status: String?
  private var isTerminal = false
  private var id: CText?
  /// Where the status is in `unchanged`.
  private var statusPlace = 0..<0
  /// The most bytes that the other members of a usual record need.
  private static let restCount = 128

  /// Appends one line without its end. Returns the place of its status in the buffer, without quotation
  /// marks; an empty range if it has none; nil if there is no memory.
  func append(
    _ message: StreamMessage, elapsed: Int64, of job: Job, to buffer: ByteBuffer
  ) -> Range<Int>? {
    if opening.isEmpty, !opening.append(RecordBuilder.opening("sse_event", tag: job.tag)) { return nil }
    let isChanged =
      !status.isSameText(as: message.fields.status) || isTerminal != message.isTerminal
      || id !== job.generationID
    if unchanged.isEmpty || isChanged {
      guard writeUnchanged(message, job.generationID) else { return nil }
    }
    let most = opening.count + unchanged.count + message.data.count + MessageRecords.restCount
    guard buffer.reserve(most), buffer.append(opening.bytes), buffer.append(elapsed.description),
      buffer.append(",\"sse_event_name\":"), UntrustedJSON.appendQuoted(message.name, to: buffer),
      buffer.append(",\"sse_id\":"), UntrustedJSON.appendQuoted(message.sseID, to: buffer)
    else { return nil }
    let start = buffer.count
    guard buffer.append(unchanged.bytes) else { return nil }
    let isJSON = job.client?.reader.isDocument(message.data, spare: ByteBuffer.spare)
    guard UntrustedJSON.append(message.data, isJSON: isJSON, to: buffer), buffer.append("}") else {
      return nil
    }
    return start + statusPlace.lowerBound..<start + statusPlace.upperBound
  }

  private func writeUnchanged(_ message: StreamMessage, _ id: CText?) -> Bool {
    var writer = JSONWriter()
    writer.field("generation_id", id?.string)
    let place = writer.status(message.fields.status, isTerminal: message.isTerminal)
    // A comma comes first.
    statusPlace = place.isEmpty ? place : place.lowerBound + 1..<place.upperBound + 1
    writer.key("payload")
    unchanged.truncate(to: 0)
    guard unchanged.append(","), unchanged.append(writer) else { return false }
    (status, isTerminal, self.id) = (message.fields.status, message.isTerminal, id)
    return true
  }
}
