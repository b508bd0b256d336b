/// The value of an `event` or `id` field, kept apart from the stream's buffer because it outlives its line. The storage
/// is used again for the next value, so that a stream of similar events allocates nothing; its size is bounded by
/// `SSEParser.fieldBytesMax`.
struct SSEField {
  /// Always well-formed UTF-8.
  private(set) var bytes: [UInt8] = []

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func set(_ value: UnsafeRawBufferPointer) {
    bytes.removeAll(keepingCapacity: true)
    if UTF8Repair.isWellFormed(value) {
      bytes.append(contentsOf: value)
    } else {
      _ = UTF8Repair.repair(value) { part in
        bytes.append(contentsOf: part)
        return true
      }
    }
  }

  mutating func clear() {
    guard !bytes.isEmpty else { return }
    bytes.removeAll(keepingCapacity: true)
  }
}
