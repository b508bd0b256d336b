import SVProtocol
import SVText

/// Writes the records of one stream's messages. The id and the status seldom change from one message to the
/// next, so their JSON is kept.
final class MessageRecords {
  private let opening = ByteBuffer()
  /// The members with the id and the status, up to the payload.
  private let unchanged = ByteBuffer()
  private var status: String?
  private var isTerminal = false
  private var id: CText?

  /// The parts of a message that its record contains.
  struct Message {
    let name: String
    let sseID: String
    let status: String?
    /// Its status ended the job.
    let isTerminal: Bool
    /// At least `ByteBuffer.spare` readable bytes follow it.
    let data: UnsafeRawBufferPointer
    let elapsed: Int64
  }

  /// Appends one line without its end. False without memory.
  func append(_ message: Message, of job: Job, to buffer: ByteBuffer) -> Bool {
    if opening.isEmpty, !opening.append(RecordBuilder.opening("sse_event", tag: job.tag)) { return false }
    let isChanged =
      !status.isSameText(as: message.status) || isTerminal != message.isTerminal || id !== job.generationID
    if unchanged.isEmpty || isChanged {
      guard writeUnchanged(message, job.generationID) else { return false }
    }
    guard buffer.append(opening.bytes), buffer.append(message.elapsed.description),
      buffer.append(",\"sse_event_name\":"), ForeignJSON.appendQuoted(message.name, to: buffer),
      buffer.append(",\"sse_id\":"), ForeignJSON.appendQuoted(message.sseID, to: buffer),
      buffer.append(unchanged.bytes)
    else { return false }
    let isJSON = job.client?.reader.isDocument(message.data, spare: ByteBuffer.spare)
    return ForeignJSON.append(message.data, isJSON: isJSON, to: buffer) && buffer.append("}")
  }

  private func writeUnchanged(_ message: Message, _ id: CText?) -> Bool {
    var writer = JSONWriter()
    writer.field("generation_id", id?.string)
    writer.status(message.status, isTerminal: message.isTerminal)
    writer.key("payload")
    unchanged.truncate(to: 0)
    guard unchanged.append(","), unchanged.append(writer) else { return false }
    (status, isTerminal, self.id) = (message.status, message.isTerminal, id)
    return true
  }
}
