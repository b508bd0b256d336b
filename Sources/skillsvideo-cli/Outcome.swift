import SVJSON

/// A file of a generation, as far as its answer describes it.
struct Media {
  var url: String
  var fileName: String?
  var contentType: String?
  var width: Int64?
  var height: Int64?

  var pixels: String? {
    guard let width, let height, width > 0, height > 0 else { return nil }
    return "\(width)x\(height)"
  }
}

/// What the last record of a generation says beyond the engine's accessors.
struct Outcome {
  let generationID: String?
  let media: [Media]
  /// As the platform wrote the number; nil when it said none.
  let credits: String?
  /// The prompt as the answer repeats it.
  let prompt: String?
  private static let deepest = 32

  init(_ result: Job.Result) {
    let record = JSON.parse(result.record)
    let response = record?["response"]
    generationID = result.generationID
    credits = (record?["usage"]?["total"] ?? response?["usage"]?["total"])?.numberText
    prompt = ["prompt", "text"].lazy.compactMap { response?["input"]?[$0]?.string }.first
    media = result.outputURLs.map { url in
      response.flatMap { Self.describe(url, in: $0, depth: 0) } ?? Media(url: url)
    }
  }

  /// The object with this address, wherever the model puts it.
  private static func describe(_ url: String, in node: JSONNode, depth: Int) -> Media? {
    if depth > deepest { return nil }
    if node.kind == .object, node["url"]?.isString(url) == true {
      return Media(
        url: url, fileName: node["file_name"]?.string, contentType: node["content_type"]?.string,
        width: node["width"]?.int, height: node["height"]?.int)
    }
    for member in node.members {
      if let found = describe(url, in: member.value, depth: depth + 1) { return found }
    }
    for element in node.elements {
      if let found = describe(url, in: element, depth: depth + 1) { return found }
    }
    return nil
  }
}
