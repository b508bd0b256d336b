import CBytes
import CSimdJSON

/// A text that someone else keeps: where its UTF-8 lies, and how many bytes it has. Copies cost nothing, and
/// two are equal when their bytes are. Literals are kept for ever.
public struct UTF8Slice: Hashable, ExpressibleByStringLiteral, @unchecked Sendable {
  /// The first byte.
  public let start: UnsafePointer<UInt8>
  /// How many bytes there are.
  public let count: Int

  /// A text that lies somewhere.
  public init(start: UnsafePointer<UInt8>, count: Int) {
    self.start = start
    self.count = count
  }

  /// A literal.
  public init(stringLiteral text: StaticString) {
    // Only literals of a single scalar may be without an address, and those of a string are not such.
    self =
      text.hasPointerRepresentation ? UTF8Slice(start: text.utf8Start, count: text.utf8CodeUnitCount) : ""
  }

  /// A text that lies somewhere; an empty one where there is no place.
  public init(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
      self = ""
      return
    }
    self.init(start: start, count: bytes.count)
  }

  /// By bytes.
  @inline(never)
  public static func == (left: UTF8Slice, right: UTF8Slice) -> Bool {
    left.count == right.count && cbytes_equal(left.start, right.start, left.count)
  }

  /// By bytes.
  @inline(never)
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes: memory) }

  /// The bytes, for loops.
  public var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

  /// The bytes, for functions of memory.
  public var memory: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  /// Whether there are no bytes.
  public var isEmpty: Bool { count == 0 }

  /// A byte by its place; 0 where there is none.
  public subscript(place: Int) -> UInt8 { place >= 0 && place < count ? start[place] : 0 }

  /// The first byte, 0 where there is none.
  public var first: UInt8 { self[0] }

  /// The last byte, 0 where there is none.
  public var last: UInt8 { self[count &- 1] }

  /// What lies between two places, as far as there is something.
  public func part(_ from: Int, _ to: Int) -> UTF8Slice {
    let from = min(max(from, 0), count)
    return UTF8Slice(start: start + from, count: max(min(to, count) &- from, 0))
  }

  /// What is left behind so many bytes.
  public func dropping(_ bytes: Int) -> UTF8Slice { part(bytes, count) }

  /// Whether it begins with a text.
  @inline(never)
  public func hasStart(_ text: UTF8Slice) -> Bool { part(0, text.count) == text }

  /// Whether it ends with a text.
  @inline(never)
  public func hasEnd(_ text: UTF8Slice) -> Bool {
    count >= text.count && dropping(count &- text.count) == text
  }

  /// Where a byte is for the first time.
  @inline(never)
  public func place(of byte: UInt8) -> Int? {
    cbytes_find(start, byte, count).map { UnsafeRawPointer($0) - UnsafeRawPointer(start) }
  }

  /// Where a byte is for the last time.
  @inline(never)
  public func lastPlace(of byte: UInt8) -> Int? {
    var place = count
    while place > 0 {
      place &-= 1
      if start[place] == byte { return place }
    }
    return nil
  }

  /// Whether a byte is in it.
  public func has(_ byte: UInt8) -> Bool { place(of: byte) != nil }

  /// Where a text is for the first time.
  @inline(never)
  public func place(of text: UTF8Slice) -> Int? {
    cbytes_find_text(start, count, text.start, text.count).map {
      UnsafeRawPointer($0) - UnsafeRawPointer(start)
    }
  }

  /// Whether a text is in it.
  public func has(_ text: UTF8Slice) -> Bool { place(of: text) != nil }

  /// Which of the words of a list it is, counted from 0; nil for none. They are parted by blanks.
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

  /// Whether it is one of the words of a list, which are parted by blanks.
  public func isOneOf(_ words: UTF8Slice) -> Bool { place(among: words) != nil }

  /// What is in front of a byte, and what is behind it; all and nil where the byte is not.
  @inline(never)
  public func cut(at byte: UInt8) -> (head: UTF8Slice, rest: UTF8Slice?) {
    guard let place = place(of: byte) else { return (self, nil) }
    return (part(0, place), dropping(place &+ 1))
  }

  /// The parts between bytes.
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

  /// How many code points it has.
  @inline(never)
  public var scalarCount: Int {
    var scalars = 0
    for byte in bytes where byte & 0xC0 != 0x80 { scalars &+= 1 }
    return scalars
  }

  /// The start that has so many code points at most.
  @inline(never)
  public func prefix(scalars: Int) -> UTF8Slice {
    var seen = 0
    for place in 0..<count where start[place] & 0xC0 != 0x80 {
      if seen == scalars { return part(0, place) }
      seen &+= 1
    }
    return self
  }

  /// Without white space and control characters around it.
  @inline(never)
  public var trimmed: UTF8Slice {
    var (from, to) = (0, count)
    while from < to, start[from] <= 0x20 { from &+= 1 }
    while from < to, start[to &- 1] <= 0x20 { to &-= 1 }
    return part(from, to)
  }

  /// A copy as a string.
  @inline(never)
  public func copied() -> String { String(decoding: bytes, as: UTF8.self) }
}

extension String {
  /// A copy of a text.
  public init(_ text: UTF8Slice) { self = text.copied() }

  /// What a function makes of the text's bytes, which are there only while it runs.
  public func withSlice<Result>(_ body: (UTF8Slice) -> Result) -> Result {
    var text = self
    return text.withUTF8 { body(UTF8Slice(UnsafeRawBufferPointer($0))) }
  }
}
