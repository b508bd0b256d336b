import CCurl
import CLinux
import SVJSON
import SVProtocol

/// The start of an answer, fit to be quoted in a message: one line, printable, short.
enum Excerpt {
  private static let longest = 200
  private static let looked = 4 * longest

  /// As many first bytes as it is made of, with a key that begins in them.
  static func needed(_ key: Secret?) -> Int { looked + (key?.reach ?? 0) }

  /// The key is masked before the text is cut, so that no part of it stays.
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

  /// The start of a body as it came, with the reason where it may be unreadable.
  static func of(_ body: UnsafeRawBufferPointer, _ head: ResponseHead?, masking key: Secret?) -> String {
    let start = of(body, masking: key)
    guard let coding = head?.unreadCoding, !body.isEmpty else { return start }
    return "(the content coding '\(of(coding))' could not be decoded) " + start
  }

  static func of(_ bytes: UnsafeRawBufferPointer) -> String {
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    var text: [UInt8] = []
    var wasSpace = true
    var last: UInt8 = 0
    for byte in bytes.prefix(looked).dropFirst(hasMark ? 3 : 0) {
      // What begins with U+0080 to U+009F would steer a terminal.
      if last == 0xC2, byte < 0xA0 { text[text.count - 1] = 0x20 }
      let isSpace = byte <= 0x20 || byte == 0x7F || (last == 0xC2 && byte < 0xA0)
      if !(isSpace && wasSpace) { text.append(isSpace ? 0x20 : byte) }
      (wasSpace, last) = (isSpace, byte)
      if text.count >= longest { break }
    }
    return String(decoding: text, as: UTF8.self).trimmedASCII
  }
}

/// Text that comes from C.
public enum Given {
  /// Refuses what is not UTF-8: repaired, a path would name another file and an id another generation.
  public static func text(_ pointer: UnsafePointer<CChar>, _ name: String) throws(CallError) -> String {
    let bytes = UnsafeRawBufferPointer(start: pointer, count: clinux_text_length(pointer))
    guard JSONText.isValidUTF8(bytes) else {
      throw CallError(.argument, "\(name) is not UTF-8, at byte \(UTF8Repair.firstFault(in: bytes)). Nothing was sent.")
    }
    return String(cString: pointer)
  }

  /// nil for NULL.
  public static func optional(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(CallError) -> String? {
    guard let pointer else { return nil }
    return try text(pointer, name)
  }
}

enum Repair {
  /// A copy in which ill-formed UTF-8 is replaced; nil without memory.
  static func copy(_ bytes: UnsafeRawBufferPointer) -> ByteBuffer? {
    let target = ByteBuffer()
    return UTF8Repair.repair(bytes, into: { target.append($0) }) ? target : nil
  }

  /// nil when there is nothing to repair.
  static func wellFormed(_ buffer: ByteBuffer) -> ByteBuffer? {
    JSONText.isValidUTF8(buffer.bytes) ? nil : copy(buffer.bytes)
  }
}

enum PathSegment {
  /// Any text as one segment of a path, by libcurl's own encoding.
  static func encoded(_ text: String) -> String {
    // A segment of dots would climb.
    if text.isWord(".") { return "%2E" }
    if text.isWord("..") { return "%2E%2E" }
    var text = text
    return text.withUTF8 { bytes in
      // libcurl takes a length of 0 for "count yourself", which would end an id at a NUL.
      guard bytes.count > 0, let length = Int32(exactly: bytes.count), let start = bytes.baseAddress,
        let escaped = curl_easy_escape(nil, UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self), length)
      else { return "" }
      defer { curl_free(escaped) }
      return String(cString: escaped)
    }
  }
}

enum Random {
  static func seed() -> UInt64? {
    var value: UInt64 = 0
    return clinux_random(&value, MemoryLayout<UInt64>.size) == 0 ? value : nil
  }

  /// 128 random bits, as a key that no other job has.
  static func key() -> String? {
    guard let high = seed(), let low = seed() else { return nil }
    return "sv-" + hex(high) + hex(low)
  }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
