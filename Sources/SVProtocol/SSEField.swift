/// The value of an `event` or `id` field, kept apart from the stream's buffer because it outlives its line. The storage
/// is used again for the next value, so that a stream of similar events allocates nothing; its size is bounded by
/// `SSEParser.fieldBytesMax`.
struct SSEField {
  private(set) var isEmpty = true
  private var storage: [UInt8] = []

  /// Always well-formed UTF-8.
  var bytes: [UInt8] { isEmpty ? [] : storage }

  var text: String { isEmpty ? "" : String(decoding: storage, as: UTF8.self) }

  mutating func set(_ value: UnsafeRawBufferPointer) {
    isEmpty = value.isEmpty
    guard UTF8Repair.isWellFormed(value) else { return setRepaired(value) }
    if storage.count == value.count {
      // Names repeat and ids count upwards: most values have the length of the one before, and this is a bare copy.
      storage.withUnsafeMutableBytes { $0.copyMemory(from: value) }
    } else {
      storage.removeAll(keepingCapacity: true)
      storage.append(contentsOf: value)
    }
  }

  mutating func clear() {
    isEmpty = true
  }

  private mutating func setRepaired(_ value: UnsafeRawBufferPointer) {
    storage.removeAll(keepingCapacity: true)
    _ = UTF8Repair.repair(value) { part in
      storage.append(contentsOf: part)
      return true
    }
  }
}
