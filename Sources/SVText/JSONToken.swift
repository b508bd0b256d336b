import CSimdJSON

/// Where a value lies in the text it was read from.
public struct JSONToken: Equatable, Sendable {
  /// What the value is.
  public var kind: JSONKind
  /// Of a string what stands between its quotes, undecoded; of anything else its JSON text.
  public var range: Range<Int>

  /// Nil for a token that was not found.
  init?(_ token: csimdjson_token) {
    guard let kind = JSONKind(token: token.kind) else { return nil }
    self.kind = kind
    range = token.range
  }
}

/// What was found of the members asked for.
public struct JSONMembers: Sendable {
  /// One for each name asked for, in that order; nil where the object has no such member.
  public var tokens: [JSONToken?]
  /// What keeps the text from being a whole JSON object, nil when it is one.
  public var parseError: JSONError?
}

extension JSONKind {
  init?(token kind: UInt8) {
    switch Int(kind) {
    case CSIMDJSON_NULL: self = .null
    case CSIMDJSON_FALSE, CSIMDJSON_TRUE: self = .boolean
    case CSIMDJSON_NUMBER: self = .number
    case CSIMDJSON_STRING: self = .string
    case CSIMDJSON_ARRAY: self = .array
    case CSIMDJSON_OBJECT: self = .object
    default: return nil
    }
  }
}

extension csimdjson_token {
  var range: Range<Int> { start..<(start &+ count) }
}

extension csimdjson_name {
  init(_ name: StaticString) {
    // A static string of one scalar may have no address. Names have more, and an empty name finds nothing of
    // value.
    guard name.hasPointerRepresentation else {
      self.init(bytes: nil, count: 0)
      return
    }
    self.init(bytes: name.utf8Start, count: name.utf8CodeUnitCount)
  }
}

extension UnsafeRawBufferPointer {
  /// The text behind a byte order mark; all of it where there is none.
  @inline(never)
  public var withoutMark: UnsafeRawBufferPointer {
    starts(with: [0xEF, 0xBB, 0xBF]) ? UnsafeRawBufferPointer(rebasing: dropFirst(3)) : self
  }

  /// The bytes of a range, nil when it does not lie within.
  func part(_ range: Range<Int>) -> UnsafeRawBufferPointer? {
    guard range.lowerBound >= 0, range.upperBound <= count else { return nil }
    return UnsafeRawBufferPointer(rebasing: self[range])
  }

  /// True when the first byte behind a byte order mark and white space opens an object.
  var startsLikeObject: Bool {
    let first = withoutMark.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    return first == UInt8(ascii: "{")
  }
}
