/// A file to make: its contents, size and format. The same artwork always gives the same bytes.
public struct Artwork: Sendable {
  public enum Format: Sendable {
    case png, jpeg, webp, aviClip, webpClip, wav

    public var fileExtension: String {
      switch self {
      case .png: "png"
      case .jpeg: "jpg"
      case .webp, .webpClip: "webp"
      case .aviClip: "avi"
      case .wav: "wav"
      }
    }

    /// Whether the file has a duration.
    public var isTimed: Bool { self == .aviClip || self == .webpClip || self == .wav }
  }

  public var prompt: String
  public var seed: UInt64
  public var width: Int
  public var height: Int
  public var format: Format

  public init(prompt: String, seed: UInt64, width: Int, height: Int, format: Format) {
    self.prompt = prompt
    self.seed = seed
    self.width = width
    self.height = height
    self.format = format
  }

  /// In seconds, for a clip or a sound.
  public var duration: Double {
    switch format {
    case .wav: melody.duration
    case .aviClip, .webpClip: Double(Clip.frameCount) / Double(Clip.framesPerSecond)
    case .png, .jpeg, .webp: 0
    }
  }

  public func render() -> [UInt8] {
    switch format {
    case .png: PNG.encode(picture(at: 0))
    case .jpeg: JPEG.encode(picture(at: 0), quality: 90)
    case .webp: WebP.encode(picture(at: 0), quality: 88)
    case .aviClip: Clip.avi(frames)
    case .webpClip: Clip.webp(frames)
    case .wav: WAV.encode(melody.samples, rate: Melody.rate)
    }
  }

  private var melody: Melody { Melody(text: prompt, seed: seed) }

  private var frames: some Sequence<Bitmap> {
    (0..<Clip.frameCount).lazy.map { picture(at: Float($0) / Float(Clip.framesPerSecond)) }
  }

  private func picture(at time: Float) -> Bitmap {
    Scene(brief: Brief(prompt: prompt, seed: seed), width: width, height: height, time: time).draw()
  }
}

/// 8 bits per channel: red, green, blue, row by row from the top.
struct Bitmap {
  var width: Int
  var height: Int
  var bytes: [UInt8]
}
