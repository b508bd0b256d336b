/// Writes JSON on one line, without white space. It inserts the commas. The caller must alternate keys and
/// values in objects and end what it begins.
///
/// The text may contain untrusted data of any size. If memory runs out, `withBytes` reports it at the end.
public struct JSONWriter {
  private var output = JSONOutput()
  private var needsComma = false

  public init() {}

  /// The length of the text so far, in bytes.
  public var count: Int { output.count }

  /// Passes the text so far to `body`; nil if there was no memory for all of it.
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer?) -> Result) -> Result {
    output.withBytes(body)
  }

  /// A copy of the text so far, in Swift memory. It is empty if the writer ran out of memory.
  public var bytes: [UInt8] { withBytes { $0.map { [UInt8]($0) } ?? [] } }

  /// Same as `bytes`, as a `String`.
  public var text: String { withBytes { $0.map { String(decoding: $0, as: UTF8.self) } ?? "" } }

  /// Moves the text out, for another writer to continue. A copy would be copied whole when it is continued.
  @inline(never)
  public mutating func moved() -> JSONWriter {
    let moved = self
    reset()
    return moved
  }

  /// Empties the text.
  public mutating func reset() { self = JSONWriter() }

  public mutating func beginObject() { open(UInt8(ascii: "{")) }

  public mutating func endObject() { close(UInt8(ascii: "}")) }

  public mutating func beginArray() { open(UInt8(ascii: "[")) }

  public mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Writes the name of the next member.
  @inline(never)
  public mutating func key(_ name: UTF8Slice) {
    quote(name.memory)
    put(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes the name of the next member.
  @inline(never) @_disfavoredOverload
  public mutating func key(_ name: String) {
    string(name)
    put(UInt8(ascii: ":"))
    needsComma = false
  }

  @inline(never)
  public mutating func string(_ value: UTF8Slice) { quote(value.memory) }

  @inline(never) @_disfavoredOverload
  public mutating func string(_ value: String) {
    var value = value
    value.withUTF8 { quote(UnsafeRawBufferPointer($0)) }
  }

  /// Writes a string. Ill-formed UTF-8 becomes U+FFFD.
  public mutating func string(utf8 value: UnsafeRawBufferPointer) {
    if JSONText.isValidUTF8(value) {
      quote(value)
    } else {
      string(String(decoding: value, as: UTF8.self))
    }
  }

  /// Writes a value that is JSON text, on one line. An empty text is written as null.
  public mutating func raw(_ json: UnsafeRawBufferPointer) {
    if json.contains(where: { $0 < 0x20 }) {
      rawCompact(json)
    } else if json.isEmpty {
      null()
    } else {
      separate()
      put(json)
      needsComma = true
    }
  }

  /// Writes a value that is JSON text, on one line. An empty text is written as null.
  @_disfavoredOverload
  public mutating func raw(_ json: String) {
    var json = json
    json.withUTF8 { raw(UnsafeRawBufferPointer($0)) }
  }

  /// Writes a value that is JSON text, without white space between tokens. Raw control characters in strings,
  /// which are invalid JSON, are escaped, so that the result is always one line.
  public mutating func rawCompact(_ json: UnsafeRawBufferPointer) {
    separate()
    let before = output.count
    var inString = false
    var escaped = false
    for byte in json {
      if byte < 0x20 {
        if inString { put(JSONEscape.of(byte).memory) }
      } else if inString || byte != 0x20 {
        put(byte)
      }
      if byte == UInt8(ascii: "\""), !escaped { inString = !inString }
      escaped = inString && byte == UInt8(ascii: "\\") && !escaped
    }
    needsComma = true
    if output.count == before { append("null") }
  }

  /// Writes a value that is JSON text, without white space between tokens.
  public mutating func rawCompact(_ json: String) {
    var json = json
    json.withUTF8 { rawCompact(UnsafeRawBufferPointer($0)) }
  }

  public mutating func int(_ value: Int64) { literal(value.description) }

  public mutating func uint(_ value: UInt64) { literal(value.description) }

  /// Writes the shortest text that reads back as the same number. Infinity and NaN become null.
  public mutating func double(_ value: Double) {
    if value.isFinite { literal(value.description) } else { null() }
  }

  public mutating func boolean(_ value: Bool) { literal(value ? "true" : "false") }

  public mutating func null() { literal("null") }
}

extension JSONWriter {
  private mutating func separate() {
    if needsComma { put(UInt8(ascii: ",")) }
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    put(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    put(bracket)
    needsComma = true
  }

  private mutating func append(_ ascii: String) {
    var ascii = ascii
    ascii.withUTF8 { put(UnsafeRawBufferPointer($0)) }
  }

  private mutating func put(_ byte: UInt8) {
    own()
    output.append(byte)
  }

  private mutating func put(_ bytes: UnsafeRawBufferPointer) {
    own()
    output.append(bytes)
  }

  /// A copy of a writer continues independently of the original.
  @inline(__always)
  private mutating func own() {
    if !isKnownUniquelyReferenced(&output) { output = output.copy() }
  }

  private mutating func literal(_ ascii: String) {
    separate()
    append(ascii)
    needsComma = true
  }

  /// Writes well-formed UTF-8 as a string.
  private mutating func quote(_ utf8: UnsafeRawBufferPointer) {
    separate()
    put(UInt8(ascii: "\""))
    var plain = 0
    for index in 0..<utf8.count {
      let byte = utf8[index]
      guard JSONEscape.isNeeded(byte) else { continue }
      put(UnsafeRawBufferPointer(rebasing: utf8[plain..<index]))
      plain = index &+ 1
      put(JSONEscape.of(byte).memory)
    }
    put(UnsafeRawBufferPointer(rebasing: utf8[plain..<utf8.count]))
    put(UInt8(ascii: "\""))
    needsComma = true
  }
}
