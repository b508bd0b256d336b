import SVProtocol
import SVText

/// The names and types of uploaded files.
enum UploadName {
  private static let longest = 200

  static func ofPath(_ path: String) -> String {
    String(decoding: path.utf8.reversed().prefix { $0 != 0x2F }.reversed(), as: UTF8.self)
  }

  /// Removes folders and control characters. The end of the name is kept, because it contains the extension.
  static func cleaned(_ name: String) -> String {
    let last = name.utf8.reversed().prefix { $0 != 0x2F && $0 != 0x5C }.reversed()
    var bytes = last.filter { $0 >= 0x20 && $0 != 0x7F }
    if bytes.count > longest {
      bytes = Array(bytes.suffix(longest))
      while let first = bytes.first, first & 0xC0 == 0x80 { bytes.removeFirst() }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.isOneOf(". ..") ? "" : text
  }

  static func typeByEnding(_ name: String) -> String {
    let ending = String(decoding: name.utf8.reversed().prefix { $0 != 0x2E }.reversed(), as: UTF8.self)
    return MediaTypeTable.type(ofEnding: ending) ?? "application/octet-stream"
  }

  static func byType(_ type: String) -> String {
    "file" + (MediaTypeTable.ending(ofType: type).map { "." + $0 } ?? "")
  }
}
