import SVProtocol
import SVText

/// The start of an answer, ready to be quoted in a message: one line, printable, short.
enum Excerpt {
  private static let longest = 200
  private static let looked = 4 * longest

  /// How many first bytes are needed, including a key that begins in them.
  static func needed(_ key: Secret?) -> Int { looked + (key?.reach ?? 0) }

  /// The key is masked before the text is truncated, so that no part of it remains.
  static func of(_ bytes: UnsafeRawBufferPointer, masking key: Secret?) -> String {
    guard let start = ByteBuffer(copying: UnsafeRawBufferPointer(rebasing: bytes.prefix(needed(key)))) else {
      return ""
    }
    key?.mask(start.mutableBytes)
    return of(start.bytes)
  }

  static func of(_ text: String) -> String {
    var text = text
    return text.withUTF8 { of(UnsafeRawBufferPointer($0)) }
  }

  /// The start of a body as received, with the reason if it may be unreadable.
  static func of(_ body: UnsafeRawBufferPointer, _ head: ResponseHead?, masking key: Secret?) -> String {
    let start = of(body, masking: key)
    guard let coding = head?.unreadCoding, !body.isEmpty else { return start }
    return "(the content coding '\(of(coding))' could not be decoded) " + start
  }

  static func of(_ bytes: UnsafeRawBufferPointer) -> String {
    var text: [UInt8] = []
    var wasSpace = true
    var last: UInt8 = 0
    for byte in UnsafeRawBufferPointer(rebasing: bytes.prefix(looked)).withoutMark {
      // U+0080 to U+009F could control a terminal.
      if last == 0xC2, byte < 0xA0 { text[text.count - 1] = 0x20 }
      let isSpace = byte <= 0x20 || byte == 0x7F || (last == 0xC2 && byte < 0xA0)
      if !(isSpace && wasSpace) { text.append(isSpace ? 0x20 : byte) }
      (wasSpace, last) = (isSpace, byte)
      if text.count >= longest { break }
    }
    return String(decoding: text, as: UTF8.self).trimmedASCII
  }
}
