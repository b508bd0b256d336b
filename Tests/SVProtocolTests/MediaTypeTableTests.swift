import Testing

@testable import SVProtocol

@Suite struct MediaTypeTableTests {
  @Test(arguments: [
    ("png", "image/png"), ("JPEG", "image/jpeg"), ("jpg", "image/jpeg"), ("tif", "image/tiff"),
    ("mov", "video/quicktime"), ("mp4", "video/mp4"), ("m4a", "audio/mp4"), ("mkv", "video/x-matroska"),
    ("opus", "audio/ogg"), ("json", "application/json"), ("usdz", nil), ("3gp", nil), ("exe", nil), ("", nil),
  ])
  func typesByEnding(ending: String, type: String?) { #expect(MediaTypeTable.type(ofEnding: ending) == type) }

  @Test(arguments: [
    ("image/jpeg", "jpg"), ("IMAGE/JPG", "jpg"), (" image/png ; charset=x", "png"), ("audio/x-wav", "wav"),
    ("video/quicktime", "mov"), ("text/plain", "txt"), ("text/html", nil), ("application/octet-stream", nil),
    ("", nil), ("exr", nil),
  ])
  func endingsByType(type: String, ending: String?) { #expect(MediaTypeTable.ending(ofType: type) == ending) }

  @Test(arguments: [
    ("video/mp4", ["mp4", "m4v", "m4a", "mov", "3gp"]), ("audio/mp4", ["m4a", "mp4"]),
    ("image/png", ["png", "apng"]),
    ("text/html", []),
  ])
  func endingsByFirstBytes(type: String, endings: [String]) {
    #expect(MediaTypeTable.endings(ofDetected: type) == endings)
  }

  @Test func namesKeepNoEndingOfAProgramOrAPage() {
    for ending in ["png", "GLB", "mka", "usdz", "txt", "zip"] {
      #expect(MediaTypeTable.isHarmless(ending: ending))
    }
    for ending in ["exe", "sh", "html", "htm", "xml", "svgz", "py", "desktop", "", "png exe"] {
      #expect(!MediaTypeTable.isHarmless(ending: ending), "\(ending)")
    }
  }

  /// First bytes, one per scalar.
  private static let starts: [(String, String)] = [
    ("\u{89}PNG\r\n\u{1A}\n", "png"), ("\u{FF}\u{D8}\u{FF}", "jpg"), ("GIF89a", "gif"),
    ("RIFF....WEBP", "webp"), ("RIFF....AVI ", "avi"), ("BM....\0\0\0\0................", "bmp"),
    ("II*\0", "tiff"),
    ("\u{1A}E\u{DF}\u{A3}", "webm"), ("glTF", "glb"), ("....ftypavif", "avif"), ("....ftypheic", "heic"),
    ("....ftypM4A ", "m4a"), ("....ftypqt  ", "mov"), ("....ftypisom", "mp4"), ("RIFF....WAVE", "wav"),
    ("ID3", "mp3"), ("OggS", "ogg"), ("fLaC", "flac"), ("\u{FF}\u{F1}", "aac"), ("<svg", "svg"),
  ]

  /// Every type that can be detected has a row, except web pages.
  @Test func detectedTypesHaveEndings() {
    for (start, ending) in Self.starts {
      let bytes = start.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
      let type = bytes.withUnsafeBytes { MediaType(firstBytes: $0)?.name.description }
      #expect(type.flatMap { MediaTypeTable.ending(ofType: $0) } == ending)
      #expect(MediaTypeTable.type(ofEnding: ending) == type)
    }
  }
}
