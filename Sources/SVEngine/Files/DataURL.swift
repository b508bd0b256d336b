import SVProtocol
import SVText

/// An output that comes within its address: `data:image/png;base64,...` (RFC 2397).
enum DataURL {
  private static let shownMax = 64
  private static let part = 4096

  static func isOne(_ url: String) -> Bool { url.utf8.prefix(5).elementsEqual("data:".utf8) }

  /// Fit for a record: the content would be told twice.
  static func shown(_ url: String) -> String {
    guard isOne(url), url.utf8.count > shownMax else { return url }
    return String(decoding: url.utf8.prefix(shownMax), as: UTF8.self) + "..."
  }

  static func mediaType(_ url: String) -> String {
    let type = String(decoding: header(url).prefix { $0 != 0x3B }, as: UTF8.self).trimmedASCII
    return type.isEmpty ? "text/plain" : type
  }

  /// What stands between the scheme and the comma.
  private static func header(_ url: String) -> Substring.UTF8View.SubSequence {
    url.utf8.dropFirst(5).prefix { $0 != 0x2C }
  }

  /// Gives the content in parts.
  static func decode(
    _ url: String, into take: (UnsafeRawBufferPointer) throws(CallError) -> Void
  ) throws(CallError) {
    let head = header(url)
    guard head.count + 5 < url.utf8.count else {
      throw CallError(.protocolViolation, "the data: address has no comma")
    }
    let isBase64 = String(decoding: head, as: UTF8.self).asciiUppercased.utf8.suffix(7).elementsEqual(
      ";BASE64".utf8)
    var decoder = Base64Decoder()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(part)
    var escape = PercentDecoder()
    for character in url.utf8.dropFirst(5 + head.count + 1) {
      guard let byte = escape.next(character) else { continue }
      if isBase64 {
        switch byte <= 0x20 ? .nothing : decoder.next(byte) {
        case .nothing: continue
        case .byte(let decoded): bytes.append(decoded)
        case .invalid: throw CallError(.protocolViolation, "the data: address holds ill-formed base64")
        }
      } else {
        bytes.append(byte)
      }
      if bytes.count == part { try flush(&bytes, take) }
    }
    guard !isBase64 || decoder.isComplete else {
      throw CallError(.protocolViolation, "the data: address holds base64 that is not whole")
    }
    try flush(&bytes, take)
  }

  private static func flush(
    _ bytes: inout [UInt8], _ take: (UnsafeRawBufferPointer) throws(CallError) -> Void
  ) throws(CallError) {
    var failure: CallError?
    bytes.withUnsafeBytes { raw in
      do throws(CallError) { try take(raw) } catch { failure = error }
    }
    if let failure { throw failure }
    bytes.removeAll(keepingCapacity: true)
  }
}

/// `%41` as A; a percent sign without two digits behind it stands for itself only at the end, and is dropped
/// with them.
private struct PercentDecoder {
  private var digits = -1
  private var value: UInt8 = 0

  mutating func next(_ character: UInt8) -> UInt8? {
    if digits < 0 {
      guard character == 0x25 else { return character }
      (digits, value) = (0, 0)
      return nil
    }
    value = value << 4 | PercentDecoder.digit(character)
    digits += 1
    guard digits == 2 else { return nil }
    digits = -1
    return value
  }

  private static func digit(_ character: UInt8) -> UInt8 {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x41...0x46: character - 0x41 + 10
    case 0x61...0x66: character - 0x61 + 10
    default: 0
    }
  }
}
