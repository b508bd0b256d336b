import CSimdJSON

/// The position of a value in the text.
public struct JSONToken: Equatable, Sendable {
  public var kind: JSONKind
  /// The range of the value's JSON text; for a string, of the undecoded text between its quotes.
  public var range: Range<Int>

  /// Returns nil for a token that was not found.
  init?(_ token: csimdjson_token) {
    guard let kind = JSONKind(token: token.kind) else { return nil }
    self.kind = kind
    range = token.range
  }
}

/// The members that were requested by name.
public struct JSONMembers: Sendable {
  /// One token for each requested name, in that order; nil if the object has no such member.
  public var tokens: [JSONToken?]
  /// Why the text is not a complete JSON object; nil if it is.
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
    // A static string of a single scalar may have no address. Member names are longer, except an empty one,
    // which matches nothing useful.
    guard name.hasPointerRepresentation else {
      self.init(bytes: nil, count: 0)
      return
    }
    self.init(bytes: name.utf8Start, count: name.utf8CodeUnitCount)
  }
}

extension UnsafeRawBufferPointer {
  /// The text after a byte order mark, if there is one.
  @inline(never)
  public var withoutMark: UnsafeRawBufferPointer {
    starts(with: [0xEF, 0xBB, 0xBF]) ? UnsafeRawBufferPointer(rebasing: dropFirst(3)) : self
  }

  /// The bytes of a range; nil if it is out of bounds.
  func part(_ range: Range<Int>) -> UnsafeRawBufferPointer? {
    guard range.lowerBound >= 0, range.upperBound <= count else { return nil }
    return UnsafeRawBufferPointer(rebasing: self[range])
  }

  /// Whether the text, after a byte order mark and white space, begins with "{".
  var startsLikeObject: Bool {
    let first = withoutMark.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    return first == UInt8(ascii: "{")
  }
}
