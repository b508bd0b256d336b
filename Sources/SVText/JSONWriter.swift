/// Writes JSON text on one line, without white space. Commas come by themselves; that keys and values
/// alternate in objects and that every beginning has its end is the caller's part.
///
/// The text may hold what outsiders sent, so it is kept in memory whose lack is reported: by `withBytes`, at
/// the end.
public struct JSONWriter {
  private var output = JSONOutput()
  private var needsComma = false

  /// An empty text.
  public init() {}

  /// The text so far, nil where there was no memory for all of it.
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer?) -> Result) -> Result {
    output.withBytes(body)
  }

  /// A copy of the text so far, in memory whose lack ends the process; empty where there was none for the
  /// text.
  public var bytes: [UInt8] { withBytes { $0.map { [UInt8]($0) } ?? [] } }

  /// As `bytes`, decoded.
  public var text: String { withBytes { $0.map { String(decoding: $0, as: UTF8.self) } ?? "" } }

  /// Empties the text.
  public mutating func reset() { self = JSONWriter() }

  /// Begins an object; keys and values follow.
  public mutating func beginObject() { open(UInt8(ascii: "{")) }

  /// Ends the object begun last.
  public mutating func endObject() { close(UInt8(ascii: "}")) }

  /// Begins an array; values follow.
  public mutating func beginArray() { open(UInt8(ascii: "[")) }

  /// Ends the array begun last.
  public mutating func endArray() { close(UInt8(ascii: "]")) }

  /// The name of the member whose value is written next.
  @inline(never)
  public mutating func key(_ name: UTF8Slice) {
    quote(name.memory)
    put(UInt8(ascii: ":"))
    needsComma = false
  }

  /// The name of the member whose value is written next.
  @inline(never) @_disfavoredOverload
  public mutating func key(_ name: String) {
    string(name)
    put(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A string.
  @inline(never)
  public mutating func string(_ value: UTF8Slice) { quote(value.memory) }

  /// A string.
  @inline(never) @_disfavoredOverload
  public mutating func string(_ value: String) {
    var value = value
    value.withUTF8 { quote(UnsafeRawBufferPointer($0)) }
  }

  /// A string given as UTF-8; what is ill-formed in it becomes U+FFFD.
  public mutating func string(utf8 value: UnsafeRawBufferPointer) {
    if JSONText.isValidUTF8(value) {
      quote(value)
    } else {
      string(String(decoding: value, as: UTF8.self))
    }
  }

  /// A value that is JSON text already. It is put on one line; no text at all counts as null.
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

  /// A value that is JSON text already. It is put on one line; no text at all counts as null.
  @_disfavoredOverload
  public mutating func raw(_ json: String) {
    var json = json
    json.withUTF8 { raw(UnsafeRawBufferPointer($0)) }
  }

  /// A value that is JSON text already, without the white space between its parts. Control characters that a
  /// text wrongly has within strings are escaped, so that the result is always one line.
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

  /// A value that is JSON text already, without the white space between its parts.
  public mutating func rawCompact(_ json: String) {
    var json = json
    json.withUTF8 { rawCompact(UnsafeRawBufferPointer($0)) }
  }

  /// A whole number.
  public mutating func int(_ value: Int64) { literal(value.description) }

  /// A whole number.
  public mutating func uint(_ value: UInt64) { literal(value.description) }

  /// The shortest text that reads back as the same number; null for what JSON has no number for.
  public mutating func double(_ value: Double) {
    if value.isFinite { literal(value.description) } else { null() }
  }

  /// A boolean.
  public mutating func boolean(_ value: Bool) { literal(value ? "true" : "false") }

  /// Null.
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

  /// A copy of a writer writes on without the other.
  @inline(__always)
  private mutating func own() {
    if !isKnownUniquelyReferenced(&output) { output = output.copy() }
  }

  private mutating func literal(_ ascii: String) {
    separate()
    append(ascii)
    needsComma = true
  }

  /// Well-formed UTF-8 as a string.
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
