import SVProtocol
import SimulatorPictures

/// A file of a job. It is drawn at each download, always the same.
struct OutputFile: Sendable {
  var path: String
  /// The query of its URL.
  var query = ""
  var name: String
  var artwork: Artwork
  /// The content type that is sent, whatever the bytes are.
  var contentType: String
  /// The bytes; nil if they are drawn.
  var fixedBytes: [UInt8]?

  /// Computed without drawing, because the bytes depend only on these inputs.
  var entityTag: String {
    var hash = Hash()
    hash.combine(artwork.prompt.utf8)
    hash.combine(artwork.seed)
    hash.combine(path.utf8)
    hash.combine(artwork.format.fileExtension.utf8)
    hash.combine(fixedBytes ?? [])
    return "\"\(hash.value.hex)\""
  }

  func json(origin: String) -> JSONValue {
    var members: [JSONMember] = [
      JSONMember(name: "url", value: .string(origin + path + query)),
      JSONMember(name: "file_name", value: .string(name)),
      JSONMember(name: "content_type", value: .string(contentType)),
    ]
    if artwork.format != .wav {
      members.append(JSONMember(name: "width", value: .integer(artwork.width)))
      members.append(JSONMember(name: "height", value: .integer(artwork.height)))
    }
    if artwork.format.isTimed {
      members.append(JSONMember(name: "duration", value: .number(String(artwork.duration))))
    }
    return .object(members)
  }
}

/// The files of a job: their formats, sizes and seeds.
struct OutputPlan {
  var order: CreateOrder
  var settings: SimulatorSettings

  func files(job id: String) -> [OutputFile] {
    let format = self.format
    let size = self.size
    return (0..<order.count).map { index in
      let artwork = Artwork(
        prompt: order.prompt, seed: seed(index), width: size.width, height: size.height, format: format)
      let address = order.plan.word(.outputAddress).flatMap { OutputAddress(rawValue: $0) }
      let last = "\(index).\(format.fileExtension)"
      let (path, query) = address?.changed(last) ?? (last, "")
      let name = address?.fileName(last) ?? "\(slug)-\(index + 1).\(format.fileExtension)"
      return OutputFile(
        path: "/outputs/\(id)/\(path)", query: query, name: name, artwork: artwork,
        contentType: MediaTypeTable.type(ofEnding: format.fileExtension) ?? "application/octet-stream")
    }
  }

  private func text(_ name: String) -> String? { order.inputObject[name]?.text }

  private var format: Artwork.Format {
    switch order.endpoint.kind {
    case .audio: .wav
    case .video: settings.clips == .webp || text("output_format") == "webp" ? .webpClip : .aviClip
    case .image:
      switch text("output_format") {
      case "jpeg", "jpg": .jpeg
      case "webp": .webp
      default: .png
      }
    }
  }

  /// The requested seed, or one derived from the request, so that the same prompt gives the same picture.
  private func seed(_ index: Int) -> UInt64 {
    var hash = Hash()
    hash.combine(settings.seed)
    if let asked = order.inputObject["seed"]?.integer {
      hash.combine(UInt64(bitPattern: Int64(asked)))
    } else {
      hash.combine(order.endpoint.model.utf8)
    }
    hash.combine(UInt64(index))
    return hash.value
  }

  /// At most 40 letters and digits of the prompt.
  private var slug: String {
    var slug = ""
    for character in order.prompt.lowercased().prefix(40) {
      if character.isASCII, character.isLetter || character.isNumber {
        slug.append(character)
      } else if !slug.isEmpty, slug.last != "-" {
        slug.append("-")
      }
    }
    while slug.last == "-" { slug.removeLast() }
    return slug.isEmpty ? "output" : slug
  }
}

// The size in pixels.
extension OutputPlan {
  private typealias Size = (width: Int, height: Int)

  private var size: (width: Int, height: Int) {
    let isVideo = order.endpoint.kind == .video
    if !isVideo, let named = namedSize { return named }
    let longest = isVideo ? clipSide : pictureSide
    let (w, h) = ratio
    // Even, because JPEG samples chroma at half the resolution.
    func side(_ part: Int) -> Int { max(16, (longest * part / max(w, h) + 1) / 2 * 2) }
    return (side(w), side(h))
  }

  private var ratio: (Int, Int) {
    let parts = (text("aspect_ratio") ?? "").split(separator: ":").compactMap { Int($0) }
    guard parts.count == 2, parts.allSatisfy({ (1...32).contains($0) }) else {
      return order.endpoint.kind == .video ? (16, 9) : (1, 1)
    }
    return (parts[0], parts[1])
  }

  private var pictureSide: Int {
    switch text("resolution")?.uppercased() {
    case "2K", "1440P": 2048
    case "4K", "2160P": 4096
    case "1080P": 1920
    case "720P": 1280
    default: 1024
    }
  }

  /// Clips are small because every frame is drawn. The requested resolution only scales them.
  private var clipSide: Int {
    switch text("resolution")?.lowercased() {
    case "360p", "480p": 320
    case "1080p", "1440p", "2160p": 640
    default: 480
    }
  }

  private var namedSize: Size? {
    guard let name = text("image_size") else { return nil }
    switch name {
    case "square_hd": return (1024, 1024)
    case "square": return (512, 512)
    case "portrait_4_3": return (768, 1024)
    case "portrait_16_9": return (576, 1024)
    case "landscape_4_3": return (1024, 768)
    case "landscape_16_9": return (1024, 576)
    default:
      let sides = name.split(separator: "x").compactMap { Int($0) }
      guard sides.count == 2, sides.allSatisfy({ (16...4096).contains($0) }) else { return nil }
      return (sides[0], sides[1])
    }
  }
}
