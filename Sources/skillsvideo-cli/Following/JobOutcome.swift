import SVText

/// A file of a generation, as its answer describes it.
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

/// The values in the last record of a generation that the engine has no accessor for.
struct JobOutcome {
  let generationID: String?
  let media: [Media]
  /// The number as the platform wrote it; nil if missing.
  let credits: String?
  /// The credit balance before and after, as far as it is known; nil if it was not queried.
  let balance: (before: String?, after: String?)?
  /// The prompt that the answer repeats.
  let prompt: String?

  init(_ result: RunningJob.Result) {
    let record = JSON.parse(result.record)
    let described = record.map { $0["outputs"].map { Array($0.elements) } ?? [] } ?? []
    generationID = result.generationID
    credits = record?["usage"]?["total"]?.numberText
    let values = record?["credits"].flatMap { $0.isNull ? nil : $0 }
    balance = values.map { (JSON.scalar($0["before"]), JSON.scalar($0["after"])) }
    prompt = Payload.promptNames.lazy.compactMap { record?["response"]?["input"]?[$0]?.string }.first
    media = result.outputURLs.map { url in
      let file = described.first { $0["url"]?.isString(url) == true }
      return Media(
        url: url, fileName: file?["file_name"]?.string, contentType: file?["content_type"]?.string,
        width: file?["width"]?.int, height: file?["height"]?.int)
    }
  }
}
