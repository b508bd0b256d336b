import SVText

/// The type of a file, detected from its first bytes. It covers the media that generations use and make, and
/// the web pages that a login of a network sends instead.
public struct MediaType: Equatable, Sendable {
  public enum Kind: Sendable {
    case image
    case video
    case audio
    case model
    case text
    case other
  }

  public let name: StaticString
  /// The container is used for sound as well as for video.
  let isAmbiguous: Bool

  init(_ name: StaticString, isAmbiguous: Bool = false) {
    self.name = name
    self.isAmbiguous = isAmbiguous
  }

  public var kind: Kind { MediaType.kind(named: name.description) }

  public static func == (one: MediaType, other: MediaType) -> Bool {
    one.name.description.isSameText(as: other.name.description)
  }

  /// The number of first bytes that detection needs.
  public static let prefix = 512

  /// Returns nil for an unknown type.
  public init?(firstBytes bytes: UnsafeRawBufferPointer) {
    let found =
      MediaType.picture(bytes) ?? MediaType.container(bytes) ?? MediaType.sound(bytes)
      ?? MediaType.page(bytes)
    guard let found else { return nil }
    self = found
  }

  private static func picture(_ bytes: UnsafeRawBufferPointer) -> MediaType? {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      return MediaType("image/png")
    }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return MediaType("image/jpeg") }
    if bytes.has("GIF87a") || bytes.has("GIF89a") { return MediaType("image/gif") }
    if bytes.has("RIFF"), bytes.has("WEBP", at: 8) { return MediaType("image/webp") }
    if bytes.has("BM"), bytes.count >= 26, bytes[6] == 0, bytes[7] == 0, bytes[8] == 0, bytes[9] == 0 {
      return MediaType("image/bmp")
    }
    if bytes.starts(with: [0x49, 0x49, 0x2A, 0]) || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]) {
      return MediaType("image/tiff")
    }
    return nil
  }

  private static func container(_ bytes: UnsafeRawBufferPointer) -> MediaType? {
    if bytes.has("RIFF"), bytes.has("AVI ", at: 8) { return MediaType("video/x-msvideo") }
    if bytes.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
      return MediaType("video/webm", isAmbiguous: true)
    }
    if bytes.has("glTF") { return MediaType("model/gltf-binary") }
    guard bytes.has("ftyp", at: 4) else { return nil }
    if bytes.has("avif", at: 8) || bytes.has("avis", at: 8) { return MediaType("image/avif") }
    if bytes.has("heic", at: 8) || bytes.has("heix", at: 8) || bytes.has("mif1", at: 8) {
      return MediaType("image/heic")
    }
    if bytes.has("M4A ", at: 8) { return MediaType("audio/mp4", isAmbiguous: true) }
    if bytes.has("qt  ", at: 8) { return MediaType("video/quicktime", isAmbiguous: true) }
    return MediaType("video/mp4", isAmbiguous: true)
  }

  private static func sound(_ bytes: UnsafeRawBufferPointer) -> MediaType? {
    if bytes.has("RIFF"), bytes.has("WAVE", at: 8) { return MediaType("audio/wav") }
    if bytes.has("ID3") { return MediaType("audio/mpeg") }
    if bytes.has("OggS") { return MediaType("audio/ogg", isAmbiguous: true) }
    if bytes.has("fLaC") { return MediaType("audio/flac") }
    guard bytes.count >= 2, bytes[0] == 0xFF else { return nil }
    // Frames without a file header: in ADTS the layer bits are 0, in MPEG audio they are not.
    if bytes[1] & 0xF6 == 0xF0 { return MediaType("audio/aac") }
    return bytes[1] & 0xE0 == 0xE0 && bytes[1] & 0x06 != 0 ? MediaType("audio/mpeg") : nil
  }

  private static func page(_ bytes: UnsafeRawBufferPointer) -> MediaType? {
    let text = bytes.withoutMark.drop { $0 <= 0x20 }
    let start = String(decoding: text.prefix(256), as: UTF8.self).asciiUppercased
    if start.hasStart("<SVG") { return MediaType("image/svg+xml") }
    if start.hasStart("<?XML") {
      return start.utf8Contains("<SVG")
        ? MediaType("image/svg+xml") : MediaType("application/xml")
    }
    for opening in ["<!DOCTYPE HTML", "<HTML", "<HEAD", "<BODY"] as [UTF8Slice] where start.hasStart(opening)
    {
      return MediaType("text/html")
    }
    return nil
  }

  /// The kind of the media type with this name.
  public static func kind(named name: String) -> Kind {
    let name = name.asciiUppercased
    if name.hasStart("IMAGE/") { return .image }
    if name.hasStart("VIDEO/") { return .video }
    if name.hasStart("AUDIO/") { return .audio }
    if name.hasStart("MODEL/") { return .model }
    let isText = name.hasStart("TEXT/") || name.hasStart("APPLICATION/JSON")
    let isPage =
      name.hasStart("APPLICATION/XHTML") || name.hasStart("APPLICATION/XML")
    return isText || isPage || name.utf8Contains("+JSON") ? .text : .other
  }

  /// Whether a file of the detected type may be used as this kind.
  func fits(_ kind: Kind) -> Bool {
    self.kind == kind || (isAmbiguous && (kind == .video || kind == .audio))
  }

  /// Whether this is an executable or a script: ELF, PE, Mach-O, or a text that begins with #!.
  static func isProgram(_ bytes: UnsafeRawBufferPointer) -> Bool {
    if bytes.has("#!") || bytes.has("MZ") || bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) { return true }
    // Mach-O of 32 and 64 bits, in both byte orders, and for several processors.
    return bytes.starts(with: [0xFE, 0xED, 0xFA, 0xCE]) || bytes.starts(with: [0xFE, 0xED, 0xFA, 0xCF])
      || bytes.starts(with: [0xCE, 0xFA, 0xED, 0xFE]) || bytes.starts(with: [0xCF, 0xFA, 0xED, 0xFE])
      || bytes.starts(with: [0xCA, 0xFE, 0xBA, 0xBE])
  }

  /// Why a file is not of the expected type; nil if it may be. The first bytes count more than the host's
  /// Content-Type, which is used only if they are unknown.
  public static func mismatch(
    firstBytes: UnsafeRawBufferPointer, answered: String, expected: String, isInAddress: Bool = false
  ) -> String? {
    let promised = expected.isEmpty ? answered : expected
    let wanted = kind(named: promised)
    if isProgram(firstBytes), wanted != .text || expected.isEmpty {
      return "the file is a program or a script and was not saved"
    }
    // No proxy can have replaced what a data: address contains, so text that it calls text is no stray page.
    if isInAddress, expected.isEmpty, wanted == .text { return nil }
    if let found = MediaType(firstBytes: firstBytes) {
      if wanted == .other || wanted == .text {
        // Outputs are media, so a web page is wrong even if the expected type is unspecific.
        let isPage = found.kind == .text && !(expected.isEmpty ? false : wanted == .text)
        return isPage ? "the file is \(found.name), not an image, a video or audio" : nil
      }
      return found.fits(wanted) ? nil : "the file is \(found.name); the expected type is \(promised)"
    }
    let announced = kind(named: answered)
    if announced == .text, wanted != .text || expected.isEmpty {
      return "the host sent a file of the type \(answered), not an image, a video or audio"
    }
    return nil
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func has(_ text: UTF8Slice, at offset: Int = 0) -> Bool {
    let bytes = UTF8Slice(self)
    return bytes.part(offset, offset + text.count) == text
  }
}
