import SVJSON

/// A file that a generation made, as far as the answer describes it.
struct Output {
  let url: String
  var fileName: String?
  var contentType: String?
  var width: Int64?
  var height: Int64?
  /// In seconds, as the platform wrote the number.
  var duration: String?

  init(url: String) { self.url = url }

  /// Takes what is not known yet from an object that describes the file.
  fileprivate mutating func describe(_ node: JSONNode) {
    fileName = fileName ?? Output.text(node, "file_name", "filename", "fileName")
    contentType = contentType ?? Output.text(node, "content_type", "mime_type", "contentType", "mimeType")
    width = width ?? node["width"]?.int
    height = height ?? node["height"]?.int
    duration =
      duration ?? node["duration"]?.numberText ?? node["duration_seconds"]?.numberText
      ?? node["duration_s"]?.numberText
  }

  private static func text(_ node: JSONNode, _ names: String...) -> String? {
    for name in names {
      if let text = node[name]?.string, !text.isEmpty { return text }
    }
    return nil
  }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("url", url)
    if let fileName { writer.field("file_name", fileName) }
    if let contentType { writer.field("content_type", contentType) }
    if let width { writer.field("width", width) }
    if let height { writer.field("height", height) }
    if let duration { writer.fieldRaw("duration", duration) }
    writer.endObject()
  }
}

/// The files of an answer, wherever in its data they are: unique, in order. No model's own shape is presumed.
struct Outputs {
  private var found: [Output] = []
  private var places: [TextKey: Int] = [:]

  /// Files of a whole answer: those of its `data` or, where that has none, of the other members that hold results.
  static func find(inAnswer answer: JSONNode?) -> [Output] {
    guard let answer else { return [] }
    let found = find(in: answer["data"])
    if !found.isEmpty { return found }
    var outputs = Outputs()
    for (key, value) in answer.members where isResult(key) { outputs.collect(value, key) }
    return outputs.found
  }

  static func find(in data: JSONNode?) -> [Output] {
    var outputs = Outputs()
    if let data { outputs.collect(data, "") }
    return outputs.found
  }

  static func write(_ outputs: [Output], to writer: inout JSONWriter) {
    writer.beginArray()
    for output in outputs { output.write(to: &writer) }
    writer.endArray()
  }

  /// The depth of a document is bounded by its reader.
  private mutating func collect(_ node: JSONNode, _ key: String) {
    if let text = node.string {
      if Outputs.isAddress(text), Outputs.isResult(key) || Outputs.namesAddress(key) { take(text, described: nil) }
      return
    }
    for element in node.elements { collectElement(element, key) }
    for (name, value) in node.members where !Outputs.isEcho(name) {
      if name == "url" || name == "uri", let text = value.string {
        if Outputs.isAddress(text) { take(text, described: node) }
      } else {
        collect(value, name)
      }
    }
  }

  private mutating func collectElement(_ element: JSONNode, _ key: String) {
    guard let text = element.string else { return collect(element, key) }
    if Outputs.isAddress(text) { take(text, described: nil) }
  }

  /// A file may be told twice, once by its address alone.
  private mutating func take(_ url: String, described node: JSONNode?) {
    let place = places[TextKey(url)] ?? found.count
    if place == found.count {
      places[TextKey(url)] = place
      found.append(Output(url: url))
    }
    if let node { found[place].describe(node) }
  }

  /// What was asked for comes back in some answers.
  private static func isEcho(_ key: String) -> Bool { key == "input" || key == "inputs" || key == "request" }

  private static func isResult(_ key: String) -> Bool {
    let names = [
      "image", "images", "video", "videos", "audio", "audios", "output", "outputs", "result", "results", "file",
      "files",
      "media",
    ]
    return names.contains { $0.isSameText(as: key) }
  }

  private static func namesAddress(_ key: String) -> Bool {
    key == "url" || key == "uri" || key.utf8.suffix(4).elementsEqual("_url".utf8)
      || key.utf8.suffix(4).elementsEqual("_uri".utf8)
  }

  static func isAddress(_ text: String) -> Bool {
    text.utf8.starts(with: "https://".utf8) || text.utf8.starts(with: "http://".utf8)
      || text.utf8.starts(with: "data:".utf8)
  }
}
