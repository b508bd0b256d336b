import SVProtocol
import SVText

/// A URL that contains its data: `data:image/png;base64,...` (RFC 2397). It is parsed as browsers do: an
/// invalid "%zz" is kept as it is, and base64 may contain white space and lack its padding.
public struct DataURL {
  private static let shownMax = 64
  private static let part = 4096
  /// RFC 6838 allows a type and a subtype of 127 characters each.
  private static let typeMax = 255

  private let head: UnsafeRawBufferPointer
  /// Without the comma before it; nil if there is no comma.
  private let body: UnsafeRawBufferPointer?

  /// Borrows the text. Nil if it is not a data URL.
  init?(_ address: UnsafeRawBufferPointer) {
    guard DataURL.isOne(address) else { return nil }
    let rest = UnsafeRawBufferPointer(rebasing: address.dropFirst(5))
    let comma = rest.firstIndex(of: UInt8(ascii: ","))
    head = UnsafeRawBufferPointer(rebasing: rest[..<(comma ?? rest.endIndex)])
    body = comma.map { UnsafeRawBufferPointer(rebasing: rest[($0 + 1)...]) }
  }

  private static func isOne(_ bytes: UnsafeRawBufferPointer) -> Bool {
    UTF8Slice(bytes).part(0, 5).copied().asciiUppercased.isWord("DATA:")
  }

  static func isOne(_ url: String) -> Bool { url.part(0, 5).asciiUppercased.isWord("DATA:") }

  /// The URL without its data, for records that contain the data elsewhere.
  static func shown(_ url: String) -> String {
    guard isOne(url), url.utf8.count > shownMax else { return url }
    return url.part(0, shownMax) + "..."
  }

  /// In lower case and without parameters; empty if it is not a valid media type.
  var mediaType: String {
    let start = head.firstIndex { $0 > 0x20 } ?? head.endIndex
    var type = head[start...].prefix { $0 != UInt8(ascii: ";") }
    while let last = type.last, last <= 0x20 { type.removeLast() }
    let isOne =
      type.contains(UInt8(ascii: "/")) && type.count <= DataURL.typeMax
      && type.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    return isOne ? String(decoding: type, as: UTF8.self).asciiLowercased : "text/plain"
  }

  /// Whether the head ends in `;base64`, with optional spaces.
  private var isBase64: Bool {
    var rest = head[...]
    while let last = rest.last, last <= 0x20 { rest.removeLast() }
    let word = String(decoding: rest.suffix(6), as: UTF8.self).asciiUppercased
    guard word.isWord("BASE64") else { return false }
    rest.removeLast(6)
    while rest.last == 0x20 { rest.removeLast() }
    return rest.last == UInt8(ascii: ";")
  }

  /// Decodes the data in parts.
  func decode(into take: (UnsafeRawBufferPointer) throws(CallError) -> Void) throws(CallError) {
    guard let body else { throw CallError(.protocolViolation, "the data: address has no comma") }
    let isBase64 = isBase64
    var decoder = Base64Decoder()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(DataURL.part)
    var characters = PercentEncoding.Bytes(UTF8Slice(body))
    while let byte = characters.next() {
      if isBase64 {
        switch DataURL.isSpace(byte) ? .nothing : decoder.next(byte) {
        case .nothing: continue
        case .byte(let decoded): bytes.append(decoded)
        case .invalid: throw CallError(.protocolViolation, "the data: address holds ill-formed base64")
        }
      } else {
        bytes.append(byte)
      }
      if bytes.count == DataURL.part { try DataURL.flush(&bytes, take) }
    }
    guard !isBase64 || decoder.isComplete else {
      throw CallError(.protocolViolation, "the data: address holds base64 that is not whole")
    }
    try DataURL.flush(&bytes, take)
  }

  /// White space that is allowed inside base64: tab, line feed, form feed, carriage return and space.
  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte >= 0x09 && byte <= 0x0D && byte != 0x0B)
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

extension DataURL {
  /// The media type in the URL.
  static func mediaType(_ url: String) -> String {
    var url = url
    return url.withUTF8 { DataURL(UnsafeRawBufferPointer($0))?.mediaType } ?? ""
  }

  /// Decodes the data of a URL in parts.
  static func decode(
    _ url: String, into take: (UnsafeRawBufferPointer) throws(CallError) -> Void
  ) throws(CallError) {
    var url = url
    var failure: CallError?
    url.withUTF8 { bytes in
      do throws(CallError) { try DataURL(UnsafeRawBufferPointer(bytes))?.decode(into: take) } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// The data of a URL in memory, for a call without a client; nil if there is no memory for the result.
  public static func result(_ address: UnsafeRawBufferPointer) -> JobResult? {
    guard let url = DataURL(address) else {
      return .offline(refused: .argument, "the address does not begin with data:.")
    }
    let content = ByteBuffer()
    do throws(CallError) {
      // The data is never longer than the URL.
      guard content.reserve(address.count) else { return nil }
      try url.decode { (bytes) throws(CallError) in _ = content.append(bytes) }
    } catch { return .offline(refused: error.status, error.message + ".", .fetchAgain) }
    var record = RecordBuilder("decoded")
    record.field("content_type", url.mediaType)
    record.field("detected_type", MediaType(firstBytes: content.bytes)?.name.description)
    record.field("size", Int64(content.count))
    guard let json = record.build() else { return nil }
    let result = JobResult(offline: json)
    result.content = content
    return result
  }
}
