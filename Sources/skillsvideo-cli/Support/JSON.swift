import SVText

/// Shortcuts for JSON.
enum JSON {
  /// Parses a document; nil if it is invalid.
  static func parse(_ bytes: [UInt8]) -> JSONNode? {
    bytes.withUnsafeBytes { try? JSONDocument($0) }?.root
  }

  /// Parses a text from the user. The error contains the line and column.
  static func parse(_ bytes: [UInt8], from source: String) throws(CommandError) -> JSONNode {
    do {
      return try read(bytes)
    } catch {
      let place = bytes.withUnsafeBytes { error.position(in: $0) }
      throw .refused("\(source), line \(place.line), column \(place.column): \(error.message).")
    }
  }

  private static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONNode {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { copy.deallocate() }
    copy.copyBytes(from: bytes)
    return try JSONDocument(UnsafeRawBufferPointer(copy)).root
  }

  /// A string or number as text; nil for anything else.
  static func scalar(_ node: JSONNode?) -> String? {
    node?.string ?? node?.numberText
  }

  /// A text as a JSON string with quotes.
  static func quoted(_ text: String) -> String {
    var writer = JSONWriter()
    writer.string(text)
    return writer.text
  }

  /// The JSON text of a value on one line.
  static func line(_ value: JSONNode) -> String {
    var writer = JSONWriter()
    writer.rawCompact(value.raw)
    return writer.text
  }
}

/// The command's own records, in the engine's schema.
enum Record {
  static func error(name: String, message: String) -> String {
    object(event: "error") { writer in
      writer.field("error", name)
      writer.field("message", message)
    }
  }

  static func object(event: String, _ members: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("v", 1)
    writer.field("event", event)
    members(&writer)
    writer.endObject()
    return writer.text
  }
}
