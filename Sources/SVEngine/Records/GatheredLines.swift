import CBytes
import CSkillsVideo
import SVProtocol

/// Records of several jobs in one text, a line each, with a table that describes each line.
final class GatheredLines {
  let text = ByteBuffer()
  private let entries = ByteBuffer()
  private var last = sv_line()

  func clear() {
    text.truncate(to: 0)
    entries.truncate(to: 0)
    last = sv_line()
  }

  /// Borrowed until `clear` or the next `append`.
  var table: UnsafeBufferPointer<sv_line> {
    let count = entries.count / MemoryLayout<sv_line>.stride
    guard count > 0, let start = entries.bytes.baseAddress else {
      return UnsafeBufferPointer(start: nil, count: 0)
    }
    return UnsafeBufferPointer(start: start.assumingMemoryBound(to: sv_line.self), count: count)
  }

  /// Appends the record of an event. Returns false if there is no memory; then nothing has changed.
  func append(_ event: QueuedEvent, of job: Job) -> Bool {
    let start = text.count
    let isAppended = appendLine(event, job, from: start)
    if !isAppended { text.truncate(to: start) }
    return isAppended
  }

  private func appendLine(_ event: QueuedEvent, _ job: Job, from start: Int) -> Bool {
    guard let status = EventRecord(event: event, job: job).append(to: text), text.append("\n") else {
      return false
    }
    var line = sv_line()
    line.tag = job.tag
    line.kind = UInt64(event.kind)
    line.offset = UInt64(start)
    line.length = UInt64(text.count - start)
    describe(status, in: &line)
    guard withUnsafeBytes(of: line, { entries.append($0) }) else { return false }
    last = line
    return true
  }

  /// A status that is that of the line before gets its offset, so that a reader decodes it once.
  private func describe(_ status: Range<Int>, in line: inout sv_line) {
    guard !status.isEmpty else { return }
    line.status = UInt64(status.lowerBound)
    line.status_length = UInt64(status.count)
    guard last.status_length == line.status_length, let start = text.bytes.baseAddress else { return }
    let before = Int(last.status)
    if cbytes_equal(start + before, start + status.lowerBound, status.count) { line.status = last.status }
  }
}
