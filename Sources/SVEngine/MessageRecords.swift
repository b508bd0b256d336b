import SVJSON
import SVProtocol

/// Writes the records of one stream's messages. What they say of the generation seldom changes from one to
/// the next, and is kept as it was written.
final class MessageRecords {
  private let opening = ByteBuffer()
  private let standing = ByteBuffer()
  private var status: String?
  private var isTerminal = false
  private var id: CText?

  /// A message as its record tells it.
  struct Message {
    let name: String
    let sseID: String
    let status: String?
    /// Its status ended the job.
    let isTerminal: Bool
    /// With `ByteBuffer.spare` readable bytes behind them.
    let data: UnsafeRawBufferPointer
    let elapsed: Int64
  }

  /// One line without its end; false without memory.
  func append(_ message: Message, of job: Job, to buffer: ByteBuffer) -> Bool {
    if opening.isEmpty, !opening.append(RecordBuilder.opening("sse_event", tag: job.tag)) { return false }
    if standing.isEmpty || status != message.status || isTerminal != message.isTerminal || id !== job.generationID {
      guard stand(message, job.generationID) else { return false }
    }
    guard buffer.append(opening.bytes), buffer.append(message.elapsed.description),
      buffer.append(",\"sse_event_name\":"), ForeignJSON.appendQuoted(message.name, to: buffer),
      buffer.append(",\"sse_id\":"), ForeignJSON.appendQuoted(message.sseID, to: buffer),
      buffer.append(standing.bytes)
    else { return false }
    let isJSON = job.client?.reader.isDocument(message.data, spare: ByteBuffer.spare)
    return ForeignJSON.append(message.data, isJSON: isJSON, to: buffer) && buffer.append("}")
  }

  private func stand(_ message: Message, _ id: CText?) -> Bool {
    var writer = JSONWriter()
    writer.field("generation_id", id?.string)
    writer.status(message.status, isTerminal: message.isTerminal)
    writer.key("payload")
    standing.truncate(to: 0)
    guard standing.append(","), standing.append(writer) else { return false }
    (status, isTerminal, self.id) = (message.status, message.isTerminal, id)
    return true
  }
}
