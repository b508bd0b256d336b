import SVProtocol
import SVText

/// The names and types of uploaded files.
enum UploadName {
  private static let longest = 200

  static func ofPath(_ path: String) -> String {
    path.tail(after: UInt8(ascii: "/"))
  }

  /// Removes folders and control characters. The end of the name is kept, because it contains the extension.
  static func cleaned(_ name: String) -> String {
    let last = name.tail(after: UInt8(ascii: "/")).tail(after: UInt8(ascii: "\\"))
    var bytes = last.withSlice { $0.bytes.filter { $0 >= 0x20 && $0 != 0x7F } }
    if bytes.count > longest {
      bytes = Array(bytes.suffix(longest))
      while let first = bytes.first, first & 0xC0 == 0x80 { bytes.removeFirst() }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.isOneOf(". ..") ? "" : text
  }

  static func typeByEnding(_ name: String) -> String {
    MediaTypeTable.type(ofEnding: name.tail(after: UInt8(ascii: "."))) ?? "application/octet-stream"
  }

  static func byType(_ type: String) -> String {
    "file" + (MediaTypeTable.ending(ofType: type).map { "." + $0 } ?? "")
  }
}
