import CBytes

extension SSEParser {
  /// Processes a line that is not empty.
  @_optimize(speed)
  mutating func interpret(_ line: Range<Int>, in buffer: UnsafeMutableRawBufferPointer) {
    let bytes = UnsafeRawBufferPointer(buffer)
    switch bytes[line.lowerBound] {
    case UInt8(ascii: "d"):
      if let value = Self.value(of: "data", line, in: bytes) { appendData(value, in: buffer) }
    case UInt8(ascii: "e"):
      guard let value = Self.value(of: "event", line, in: bytes) else { break }
      guard value.count <= Self.fieldBytesMax else { break }
      name.set(UnsafeRawBufferPointer(rebasing: bytes[value]))
    case UInt8(ascii: "i"):
      guard let value = Self.value(of: "id", line, in: bytes) else { break }
      let id = UnsafeRawBufferPointer(rebasing: bytes[value])
      guard id.count <= Self.fieldBytesMax, !Self.containsNUL(id) else { break }
      newID.set(id)
      hasNewID = true
    case UInt8(ascii: "r"):
      guard let value = Self.value(of: "retry", line, in: bytes) else { break }
      retryMilliseconds = Self.number(bytes[value]) ?? retryMilliseconds
    default: break
    }
  }

  /// The range of the value if the line is the field `name`; else nil.
  @inline(__always)
  private static func value(of name: StaticString, _ line: Range<Int>, in bytes: UnsafeRawBufferPointer)
    -> Range<Int>?
  {
    let count = name.utf8CodeUnitCount
    guard line.count >= count else { return nil }
    for index in 0..<count where bytes[line.lowerBound &+ index] != name.utf8Start[index] { return nil }
    var start = line.lowerBound &+ count
    guard start < line.upperBound else { return line.upperBound..<line.upperBound }
    guard bytes[start] == UInt8(ascii: ":") else { return nil }
    start &+= 1
    if start < line.upperBound, bytes[start] == UInt8(ascii: " ") { start &+= 1 }
    return start..<line.upperBound
  }

  /// The ranges of the incomplete event's data and, if its last line has no end yet and is data too, of that
  /// line's value. Use it only after `next(in:)` needs more bytes or found the event too large. It changes
  /// nothing.
  public func unfinished(in bytes: UnsafeRawBufferPointer) -> (data: Range<Int>?, line: Range<Int>?) {
    guard phase == .lines || phase == .tooLarge, !isDispatched else { return (nil, nil) }
    let (data, start) = abandoned ?? (data, position)
    guard start < bytes.count else { return (data, nil) }
    return (data, Self.value(of: "data", start..<bytes.count, in: bytes))
  }

  @_optimize(speed)
  private mutating func appendData(_ value: Range<Int>, in buffer: UnsafeMutableRawBufferPointer) {
    guard let joined = data, let base = buffer.baseAddress else {
      data = value
      return
    }
    // The field name was between the two, so there is room for the LF.
    buffer[joined.upperBound] = UInt8(ascii: "\n")
    let start = joined.upperBound &+ 1
    count(moved: value.count)
    (base + start).copyMemory(from: base + value.lowerBound, byteCount: value.count)
    data = joined.lowerBound..<(start &+ value.count)
  }

  private static func containsNUL(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let base = bytes.baseAddress else { return false }
    return cbytes_find(base, 0, bytes.count) != nil
  }

  private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> Int64? {
    guard !digits.isEmpty else { return nil }
    var number: Int64 = 0
    for byte in digits {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      let (tenfold, overflowed) = number.multipliedReportingOverflow(by: 10)
      let (sum, exceeded) = tenfold.addingReportingOverflow(Int64(byte &- UInt8(ascii: "0")))
      number = overflowed || exceeded ? .max : sum
    }
    return number
  }
}

/// The value of an `event` or `id` field. It is copied, because it outlives its line. The storage is reused,
/// so that a stream of similar events does not allocate. `SSEParser.fieldBytesMax` bounds its size.
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
      // Names repeat and ids count upwards, so most values have the same length as the previous one and need
      // only a copy.
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
