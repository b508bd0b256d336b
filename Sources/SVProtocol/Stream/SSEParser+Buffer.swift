extension SSEParser {
  /// The size of the current event's data in the buffer.
  var pendingDataCount: Int {
    guard let data, !isDispatched else { return 0 }
    return data.count
  }

  /// No byte of the buffer is needed: `compact(_:)` would return 0 and copy nothing.
  public var hasConsumedAll: Bool { position == seenCount && pendingDataCount == 0 }

  /// How many bytes `compact(_:)` would free: consumed bytes, and field names and comments between data
  /// lines.
  public var reclaimableCount: Int { position &- pendingDataCount }

  /// Drops consumed bytes, moves the rest to the front and returns its length. The data of an incomplete
  /// event is moved at most once. Calling this after every chunk therefore takes linear time, if each chunk
  /// is read to its end.
  public mutating func compact(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    // A returned message is no longer kept, but its name stays readable.
    if isDispatched { data = nil }
    guard position <= buffer.count else { return dropAll() }
    let kept = pendingDataCount
    let rest = buffer.count &- position
    if let held = data {
      move(held, to: 0, in: buffer)
      data = 0..<kept
    }
    move(position..<buffer.count, to: kept, in: buffer)
    let shift = position &- kept
    lineFeed.rebase(position: position, by: shift)
    carriageReturn.rebase(position: position, by: shift)
    position = kept
    seenCount = kept &+ rest
    return seenCount
  }

  /// The number of bytes up to the end of the message just returned; nil if more was read since. The message
  /// can take over the buffer only if it is not nil.
  public var endOfMessage: Int? { isDispatched ? position : nil }

  /// Replaces `compact(_:)` after the message just returned has taken over the buffer, and the bytes from
  /// `endOfMessage` on were copied to the start of another one.
  public mutating func leaveBuffer() {
    data = nil
    lineFeed.rebase(position: position, by: position)
    carriageReturn.rebase(position: position, by: position)
    seenCount = max(seenCount &- position, 0)
    position = 0
  }

  /// Ends the stream. An event without its final empty line is dropped. Later calls of `next(in:)` find
  /// nothing.
  public mutating func finish() {
    if phase != .tooLarge { phase = .finished }
    data = nil
    position = seenCount
    if !isDispatched { name.clear() }
  }

  private mutating func dropAll() -> Int {
    data = nil
    position = 0
    seenCount = 0
    return 0
  }

  private mutating func move(_ range: Range<Int>, to place: Int, in buffer: UnsafeMutableRawBufferPointer) {
    guard place != range.lowerBound, !range.isEmpty, let base = buffer.baseAddress else { return }
    count(moved: range.count)
    (base + place).copyMemory(from: base + range.lowerBound, byteCount: range.count)
  }

  /// Counts work for the linearity test; does nothing in a release build.
  @inline(__always)
  mutating func count(moved count: Int) {
    #if DEBUG
      bytesMoved += count
    #endif
  }
}
