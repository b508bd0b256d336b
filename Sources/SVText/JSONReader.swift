import CSimdJSON

/// Reads selected members of a top-level object. It ignores the rest, so invalid values elsewhere do not
/// matter. It reuses its memory from text to text. Not thread-safe.
public final class JSONReader {
  private let parser: OpaquePointer
  private let names: UnsafeMutableBufferPointer<csimdjson_name>
  private let tokens: UnsafeMutableBufferPointer<csimdjson_token>

  /// Returns nil if there is no memory.
  public init?() {
    guard let parser = csimdjson_create() else { return nil }
    self.parser = parser
    names = .allocate(capacity: LifecycleName.count)
    tokens = .allocate(capacity: LifecycleName.count)
    tokens.initialize(repeating: csimdjson_token())
    names.initialize(repeating: csimdjson_name())
    for name in LifecycleName.all { names[name.rawValue] = name.name }
  }

  deinit {
    csimdjson_free(parser)
    names.deallocate()
    tokens.deallocate()
  }

  /// Reads the lifecycle fields of an object. If the text is truncated or invalid, it returns the fields
  /// found so far, and `parseError` is set.
  ///
  /// `spare` is the number of readable, initialised bytes after `bytes`. If there are at least
  /// `JSONReader.padding`, the text is not copied.
  public func topLevel(_ bytes: UnsafeRawBufferPointer, spare: Int = 0) -> LifecycleFields {
    let fields = fields(of: bytes, spare: spare)
    guard fields.parseError?.reason == .memory, bytes.count > JSONReader.startCount else { return fields }
    // Most answers begin with the id. It must not be lost because there is no memory for the rest.
    let start = UnsafeRawBufferPointer(rebasing: bytes.prefix(JSONReader.startCount))
    var found = self.fields(of: start, spare: bytes.count &- start.count)
    found.parseError = fields.parseError
    return found
  }

  /// How many bytes are read of a text that does not fit in memory.
  private static let startCount = 8192

  private func fields(of bytes: UnsafeRawBufferPointer, spare: Int) -> LifecycleFields {
    var fields = LifecycleFields()
    fields.parseError = read(bytes, spare: spare, names: UnsafeBufferPointer(names), into: tokens)
    fields.isObject = bytes.startsLikeObject
    let found = LifecycleTokens(tokens: tokens, bytes: bytes)
    fields.take(found)
    guard Int(found[.error].kind) == CSIMDJSON_OBJECT, let within = bytes.part(found[.error].range) else {
      return fields
    }
    let messageGiven = found.filledString(.message) != nil
    let behind = bytes.count &- found[.error].range.upperBound
    _ = read(within, spare: behind &+ max(spare, 0), names: UnsafeBufferPointer(names), into: tokens)
    fields.takeErrorObject(LifecycleTokens(tokens: tokens, bytes: within), messageGiven: messageGiven)
    return fields
  }

  /// Reads members of an object by name, for answers that are not about a job. `spare` is as in `topLevel`.
  public func topLevel(_ bytes: UnsafeRawBufferPointer, spare: Int = 0, names wanted: [StaticString])
    -> JSONMembers
  {
    let list = wanted.map { csimdjson_name($0) }
    var found = wanted.map { _ in csimdjson_token() }
    let parseError = list.withUnsafeBufferPointer { list in
      found.withUnsafeMutableBufferPointer { read(bytes, spare: spare, names: list, into: $0) }
    }
    return JSONMembers(tokens: found.map { JSONToken($0) }, parseError: parseError)
  }

  /// Whether the text is a valid JSON document, by the rules of `JSONDocument`. `spare` is as in `topLevel`.
  public func isDocument(_ bytes: UnsafeRawBufferPointer, spare: Int = 0) -> Bool {
    guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
    return csimdjson_is_document(
      parser, start, bytes.count, max(spare, 0), JSONDocument.defaultDepthMax, JSONDocument.defaultNodesMax)
  }

  /// How many spare bytes after the text make a copy unnecessary.
  public static var padding: Int { csimdjson_padding() }

  private func read(
    _ bytes: UnsafeRawBufferPointer, spare: Int, names: UnsafeBufferPointer<csimdjson_name>,
    into tokens: UnsafeMutableBufferPointer<csimdjson_token>
  ) -> JSONError? {
    var offset = 0
    let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let code = csimdjson_members(
      parser, start, bytes.count, start == nil ? 0 : max(spare, 0), names.baseAddress, names.count,
      tokens.baseAddress,
      &offset)
    return JSONError(code: code, offset: offset)
  }
}
