import CImaging

/// Encodes a few seconds of video.
enum Clip {
  static let framesPerSecond = 12
  static let frameCount = 30

  /// Motion JPEG in a RIFF container, with an index for seeking.
  static func avi(_ frames: some Sequence<Bitmap>) -> [UInt8] {
    var size = (width: 0, height: 0)
    var movie = Chunks()
    var index = Chunks()
    for frame in frames {
      size = (frame.width, frame.height)
      let image = JPEG.encode(frame, quality: 85)
      index.text("00dc")
      index.long(0x10, movie.bytes.count + 4, image.count)
      movie.chunk("00dc", image)
    }
    var header = Chunks()
    header.chunk("avih", mainHeader(size))
    header.list("strl", streamHeaders(size))
    var file = Chunks()
    file.list("hdrl", header.bytes)
    file.list("movi", movie.bytes)
    file.chunk("idx1", index.bytes)
    var riff = Chunks()
    riff.list("AVI ", file.bytes, kind: "RIFF")
    return riff.bytes
  }

  private static func mainHeader(_ size: (width: Int, height: Int)) -> [UInt8] {
    var header = Chunks()
    let hasIndex = 0x10
    header.long(1_000_000 / framesPerSecond, 0, 0, hasIndex, frameCount, 0, 1, 0)
    header.long(size.width, size.height, 0, 0, 0, 0)
    return header.bytes
  }

  private static func streamHeaders(_ size: (width: Int, height: Int)) -> [UInt8] {
    var stream = Chunks()
    stream.text("vidsMJPG")
    stream.long(0, 0, 0, 1, framesPerSecond, 0, frameCount, 0, -1, 0)
    stream.short(0, 0, size.width, size.height)
    var format = Chunks()
    format.long(40, size.width, size.height)
    format.short(1, 24)
    format.text("MJPG")
    format.long(size.width * size.height * 3, 0, 0, 0, 0)
    var both = Chunks()
    both.chunk("strh", stream.bytes)
    both.chunk("strf", format.bytes)
    return both.bytes
  }

  /// An animated WebP that repeats forever.
  static func webp(_ frames: some Sequence<Bitmap>) -> [UInt8] {
    var encoder: OpaquePointer?
    defer { WebPAnimEncoderDelete(encoder) }
    var config = WebPConfig()
    guard WebPConfigInitInternal(&config, WEBP_PRESET_PHOTO, 78, WEBP_ENCODER_ABI_VERSION) != 0 else {
      return []
    }
    config.method = 2
    var time: Int32 = 0
    for frame in frames {
      if encoder == nil {
        encoder = WebPAnimEncoderNewInternal(
          Int32(frame.width), Int32(frame.height), nil, WEBP_MUX_ABI_VERSION)
      }
      var picture = WebPPicture()
      WebPPictureInitInternal(&picture, WEBP_ENCODER_ABI_VERSION)
      defer { WebPPictureFree(&picture) }
      (picture.width, picture.height, picture.use_argb) = (Int32(frame.width), Int32(frame.height), 1)
      WebPPictureImportRGB(&picture, frame.bytes, Int32(frame.width * 3))
      WebPAnimEncoderAdd(encoder, &picture, time, &config)
      time += Int32(1000 / framesPerSecond)
    }
    WebPAnimEncoderAdd(encoder, nil, time, nil)
    var data = WebPData()
    WebPAnimEncoderAssemble(encoder, &data)
    defer { WebPFree(UnsafeMutableRawPointer(mutating: data.bytes)) }
    return Array(UnsafeBufferPointer(start: data.bytes, count: data.size))
  }
}

/// Writes little-endian numbers and RIFF chunks.
struct Chunks {
  private(set) var bytes: [UInt8] = []

  mutating func text(_ text: String) { bytes += text.utf8 }

  mutating func long(_ values: Int...) {
    for value in values {
      withUnsafeBytes(of: UInt32(truncatingIfNeeded: value).littleEndian) { bytes += $0 }
    }
  }

  mutating func short(_ values: Int...) {
    for value in values {
      withUnsafeBytes(of: UInt16(truncatingIfNeeded: value).littleEndian) { bytes += $0 }
    }
  }

  /// Chunks begin at even offsets.
  mutating func chunk(_ name: String, _ content: [UInt8]) {
    text(name)
    long(content.count)
    bytes += content
    if content.count % 2 == 1 { bytes.append(0) }
  }

  mutating func list(_ name: String, _ content: [UInt8], kind: String = "LIST") {
    chunk(kind, Array(name.utf8) + content)
  }
}
