import CBytes
import CSimdJSON

/// A borrowed UTF-8 text: a pointer and a length. It is cheap to copy. Two are equal if their bytes are. A
/// literal is valid for ever; any other must not outlive its owner.
public struct UTF8Slice: Hashable, ExpressibleByStringLiteral, @unchecked Sendable {
  public let start: UnsafePointer<UInt8>
  /// The length in bytes.
  public let count: Int

  public init(start: UnsafePointer<UInt8>, count: Int) {
    self.start = start
    self.count = count
  }

  public init(stringLiteral text: StaticString) {
    // Only a literal of a single scalar may have no address, and string literals are not stored like that.
    self =
      text.hasPointerRepresentation ? UTF8Slice(start: text.utf8Start, count: text.utf8CodeUnitCount) : ""
  }

  /// Empty if the buffer has no address.
  public init(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
      self = ""
      return
    }
    self.init(start: start, count: bytes.count)
  }

  @inline(never)
  public static func == (left: UTF8Slice, right: UTF8Slice) -> Bool {
    left.count == right.count && cbytes_equal(left.start, right.start, left.count)
  }

  @inline(never)
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes: memory) }

  /// For loops.
  public var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

  /// For memory functions.
  public var memory: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  public var isEmpty: Bool { count == 0 }

  /// The byte at a place; 0 if it is out of bounds.
  public subscript(place: Int) -> UInt8 { place >= 0 && place < count ? start[place] : 0 }

  /// The first byte; 0 if the text is empty.
  public var first: UInt8 { self[0] }

  /// The last byte; 0 if the text is empty.
  public var last: UInt8 { self[count &- 1] }

  /// The bytes between two places, clamped to the text.
  public func part(_ from: Int, _ to: Int) -> UTF8Slice {
    let from = min(max(from, 0), count)
    return UTF8Slice(start: start + from, count: max(min(to, count) &- from, 0))
  }

  /// The text without its first `bytes` bytes.
  public func dropping(_ bytes: Int) -> UTF8Slice { part(bytes, count) }

  @inline(never)
  public func hasStart(_ text: UTF8Slice) -> Bool { part(0, text.count) == text }

  @inline(never)
  public func hasEnd(_ text: UTF8Slice) -> Bool {
    count >= text.count && dropping(count &- text.count) == text
  }

  /// The place of the first occurrence of a byte.
  @inline(never)
  public func place(of byte: UInt8) -> Int? {
    cbytes_find(start, byte, count).map { UnsafeRawPointer($0) - UnsafeRawPointer(start) }
  }

  /// The place of the last occurrence of a byte.
  @inline(never)
  public func lastPlace(of byte: UInt8) -> Int? {
    var place = count
    while place > 0 {
      place &-= 1
      if start[place] == byte { return place }
    }
    return nil
  }

  /// Whether the text contains a byte.
  public func has(_ byte: UInt8) -> Bool { place(of: byte) != nil }

  /// The place of the first occurrence of a text.
  @inline(never)
  public func place(of text: UTF8Slice) -> Int? {
    cbytes_find_text(start, count, text.start, text.count).map {
      UnsafeRawPointer($0) - UnsafeRawPointer(start)
    }
  }

  /// Whether the text contains another.
  public func has(_ text: UTF8Slice) -> Bool { place(of: text) != nil }

  /// The index of this word in a list, from 0; nil if it is not in the list. The words are separated by
  /// spaces.
  @inline(never)
  public func place(among words: UTF8Slice) -> Int? {
    var place = 0
    var rest: UTF8Slice? = words
    while let words = rest {
      let (word, behind) = words.cut(at: 0x20)
      if word == self { return place }
      rest = behind
      place &+= 1
    }
    return nil
  }

  /// Whether this is one of the words of a list, which are separated by spaces.
  public func isOneOf(_ words: UTF8Slice) -> Bool { place(among: words) != nil }

  /// The text before and after the first occurrence of a byte; the whole text and nil if there is none.
  @inline(never)
  public func cut(at byte: UInt8) -> (head: UTF8Slice, rest: UTF8Slice?) {
    guard let place = place(of: byte) else { return (self, nil) }
    return (part(0, place), dropping(place &+ 1))
  }

  /// The parts between occurrences of a separator byte.
  @inline(never)
  public func parts(separatedBy byte: UInt8) -> [UTF8Slice] {
    var parts: [UTF8Slice] = []
    var rest: UTF8Slice? = self
    while let text = rest {
      let (head, behind) = text.cut(at: byte)
      parts.append(head)
      rest = behind
    }
    return parts
  }

  /// The number of code points.
  @inline(never)
  public var scalarCount: Int {
    var scalars = 0
    for byte in bytes where byte & 0xC0 != 0x80 { scalars &+= 1 }
    return scalars
  }

  /// The longest prefix with at most this many code points.
  @inline(never)
  public func prefix(scalars: Int) -> UTF8Slice {
    var seen = 0
    for place in 0..<count where start[place] & 0xC0 != 0x80 {
      if seen == scalars { return part(0, place) }
      seen &+= 1
    }
    return self
  }

  /// The text without leading and trailing white space and control characters.
  @inline(never)
  public var trimmed: UTF8Slice {
    var (from, to) = (0, count)
    while from < to, start[from] <= 0x20 { from &+= 1 }
    while from < to, start[to &- 1] <= 0x20 { to &-= 1 }
    return part(from, to)
  }

  /// A copy as a `String`.
  @inline(never)
  public func copied() -> String { String(decoding: bytes, as: UTF8.self) }
}

extension String {
  public init(_ text: UTF8Slice) { self = text.copied() }

  /// Passes the text's bytes to `body`. They are valid only during the call.
  public func withSlice<Result>(_ body: (UTF8Slice) -> Result) -> Result {
    var text = self
    return text.withUTF8 { body(UTF8Slice(UnsafeRawBufferPointer($0))) }
  }
}
