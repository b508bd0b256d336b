import SVText

/// Small conveniences over SVText, so that the rest of the command reads plainly.
enum JSON {
  /// A document that is worth nothing unless it can be read.
  static func parse(_ bytes: [UInt8]) -> JSONNode? {
    bytes.withUnsafeBytes { try? JSONDocument($0) }?.root
  }

  /// Reads text that a person gave. The error says where it breaks off.
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

  /// A text or a number as plain text; nil for anything else.
  static func scalar(_ node: JSONNode?) -> String? {
    node?.string ?? node?.numberText
  }

  /// A text as a JSON string, quotes included.
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

/// Records of the command's own, in the schema of the engine's.
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
