import SVProtocol
import SVText

/// Names and types of files that are sent, where their bytes do not say.
enum UploadName {
  private static let longest = 200

  static func ofPath(_ path: String) -> String {
    String(decoding: path.utf8.reversed().prefix { $0 != 0x2F }.reversed(), as: UTF8.self)
  }

  /// Without folders and without what breaks a line; its end is kept, which says what it is.
  static func cleaned(_ name: String) -> String {
    let last = name.utf8.reversed().prefix { $0 != 0x2F && $0 != 0x5C }.reversed()
    var bytes = last.filter { $0 >= 0x20 && $0 != 0x7F }
    if bytes.count > longest {
      bytes = Array(bytes.suffix(longest))
      while let first = bytes.first, first & 0xC0 == 0x80 { bytes.removeFirst() }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.isOneOf([".", ".."]) ? "" : text
  }

  private static var endings: [(ending: String, type: String)] {
    [
      ("png", "image/png"), ("jpg", "image/jpeg"), ("jpeg", "image/jpeg"), ("webp", "image/webp"),
      ("gif", "image/gif"),
      ("avif", "image/avif"), ("heic", "image/heic"), ("bmp", "image/bmp"), ("tiff", "image/tiff"),
      ("svg", "image/svg+xml"), ("mp4", "video/mp4"), ("mov", "video/quicktime"), ("webm", "video/webm"),
      ("avi", "video/x-msvideo"), ("mkv", "video/x-matroska"), ("wav", "audio/wav"), ("mp3", "audio/mpeg"),
      ("ogg", "audio/ogg"), ("flac", "audio/flac"), ("m4a", "audio/mp4"), ("aac", "audio/aac"),
      ("json", "application/json"),
      ("txt", "text/plain"),
    ]
  }

  static func typeByEnding(_ name: String) -> String {
    let end = String(decoding: name.utf8.reversed().prefix { $0 != 0x2E }.reversed(), as: UTF8.self)
      .asciiUppercased
    return endings.first { $0.ending.asciiUppercased.isSameText(as: end) }?.type ?? "application/octet-stream"
  }

  static func byType(_ type: String) -> String {
    let ending = endings.first { $0.type.isSameText(as: type) }?.ending
    return "file" + (ending.map { "." + $0 } ?? "")
  }
}
