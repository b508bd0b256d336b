import CSimdJSON

/// A JSON error and its offset in the text.
public struct JSONError: Error, Equatable, Sendable {
  /// The kind of error.
  public enum Reason: UInt8, Sendable {
    /// The text is not JSON (RFC 8259).
    case syntax
    /// The text is valid JSON so far, but incomplete. This includes an empty text.
    case truncated
    /// The text is not an object although one is required.
    case notAnObject
    /// Arrays and objects are nested deeper than the limit.
    case tooDeep
    /// The text has 4 GiB or more, or more values than the limit.
    case tooLarge
    /// There was no memory.
    case memory
    /// The text is not UTF-8.
    case encoding
  }

  public var reason: Reason
  /// The number of bytes before the error, including a byte order mark.
  public var offset: Int

  public init(reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// Converts the result of a C function; nil for success.
  init?(code: Int32, offset: Int) {
    switch Int(code) {
    case CSIMDJSON_OK: return nil
    case CSIMDJSON_TRUNCATED: reason = .truncated
    case CSIMDJSON_NOT_OBJECT: reason = .notAnObject
    case CSIMDJSON_TOO_DEEP: reason = .tooDeep
    case CSIMDJSON_TOO_LARGE: reason = .tooLarge
    case CSIMDJSON_MEMORY: reason = .memory
    case CSIMDJSON_ENCODING: reason = .encoding
    default: reason = .syntax
    }
    self.offset = offset
  }

  /// The line and column of the offset, as an editor shows them: both count from 1, and columns are code
  /// points. `bytes` is the text that was read.
  public func position(in bytes: UnsafeRawBufferPointer) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    let end = min(max(offset, 0), bytes.count)
    var index = offset >= 3 ? bytes.count &- bytes.withoutMark.count : 0
    while index < end {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\n") {
        line &+= 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column &+= 1
      }
      index &+= 1
    }
    return (line, column)
  }

  /// The message, to follow "line 3, column 7: ".
  public var message: String {
    switch reason {
    case .syntax: "not valid JSON here"
    case .truncated: "the JSON text ends too early"
    case .notAnObject: "the JSON value is not an object"
    case .tooDeep: "arrays and objects are nested too deeply"
    case .tooLarge: "the JSON text is too large"
    case .memory: "no memory to read the JSON text"
    case .encoding: "the text is not UTF-8"
    }
  }
}
