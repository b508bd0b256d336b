import SVText

/// A file of a generation, as the answer describes it.
final class Output {
  let url: CText
  var fileName: String?
  var contentType: String?
  var width: Int64?
  var height: Int64?
  /// In seconds, as the platform wrote the number.
  var duration: String?

  /// Longer descriptions are omitted from the record; the answer itself contains them. In bytes.
  private static let bytesMax = 4096

  fileprivate init(url: CText) { self.url = url }

  /// Adds missing values from an object that describes the file.
  fileprivate func describe(_ node: JSONNode) {
    fileName = fileName ?? Output.text(node, "file_name", "filename", "fileName")
    contentType = contentType ?? Output.text(node, "content_type", "mime_type", "contentType", "mimeType")
    width = width ?? node["width"]?.int
    height = height ?? node["height"]?.int
    duration =
      duration ?? Output.number(node["duration"]) ?? Output.number(node["duration_seconds"])
      ?? Output.number(node["duration_s"])
  }

  private static func text(_ node: JSONNode, _ names: String...) -> String? {
    for name in names {
      if let text = node[name]?.string(upTo: bytesMax), !text.isEmpty { return text }
    }
    return nil
  }

  private static func number(_ node: JSONNode?) -> String? {
    node.flatMap { $0.rawCount <= bytesMax ? $0.numberText : nil }
  }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("url")
    writer.string(utf8: url.bytes)
    if let fileName { writer.field("file_name", fileName) }
    if let contentType { writer.field("content_type", contentType) }
    if let width { writer.field("width", width) }
    if let height { writer.field("height", height) }
    if let duration { writer.fieldRaw("duration", duration) }
    writer.endObject()
  }
}

/// The files in an answer, at any depth of its data: without duplicates, in the order of the text. It assumes
/// no format of a particular model.
struct Outputs {
  private var found: [Output] = []
  private var foundByHash: [UInt64: [Output]] = [:]

  /// The sender of the answer chooses the number of its files, so it is bounded.
  private static let countMax = 4096
  /// Longer keys are never names of outputs.
  private static let keyBytesMax = 256

  /// The files of a complete answer: those in `data` or, if there are none, those in the other members for
  /// results.
  static func find(inAnswer answer: JSONNode?) throws(NoMemory) -> [Output] {
    guard let answer else { return [] }
    let found = try find(in: answer["data"])
    if !found.isEmpty { return found }
    var outputs = Outputs()
    var members = answer.members
    while let (key, value) = members.next(upTo: keyBytesMax) {
      if isResult(key) { try outputs.collect(value, key) }
    }
    return outputs.found
  }

  static func find(in data: JSONNode?) throws(NoMemory) -> [Output] {
    var outputs = Outputs()
    if let data { try outputs.collect(data, "") }
    return outputs.found
  }

  static func write(_ outputs: [Output], to writer: inout JSONWriter) {
    writer.beginArray()
    for output in outputs { output.write(to: &writer) }
    writer.endArray()
  }

  /// An array or object that contains the current value, with its elements or members that are not read yet.
  private struct Level {
    let node: JSONNode
    let key: String
    var elements: JSONElements
    var members: JSONMemberList

    init(_ node: JSONNode, _ key: String) {
      self.node = node
      self.key = key
      elements = node.elements
      members = node.members
    }
  }

  /// Searches in the order of the text, without recursion: the sender of the answer chooses its depth, and
  /// the thread may have a small stack.
  private mutating func collect(_ node: JSONNode, _ key: String) throws(NoMemory) {
    var levels: [Level] = []
    try enter(node, key, &levels)
    while var level = levels.popLast() {
      if let element = level.elements.next() {
        levels.append(level)
        try collectElement(element, level.key, &levels)
      } else if let (name, value) = level.members.next(upTo: Outputs.keyBytesMax) {
        levels.append(level)
        if !Outputs.isEcho(name) { try collectMember(name, value, of: level.node, &levels) }
      }
    }
  }

  private mutating func enter(_ node: JSONNode, _ key: String, _ levels: inout [Level]) throws(NoMemory) {
    guard node.kind == .string else { return levels.append(Level(node, key)) }
    if Outputs.isResult(key) || Outputs.namesAddress(key) { try add(node, described: nil) }
  }

  private mutating func collectElement(
    _ element: JSONNode, _ key: String, _ levels: inout [Level]
  ) throws(NoMemory) {
    guard element.kind == .string else { return levels.append(Level(element, key)) }
    try add(element, described: nil)
  }

  private mutating func collectMember(
    _ name: String, _ value: JSONNode, of node: JSONNode, _ levels: inout [Level]
  ) throws(NoMemory) {
    guard name.isOneOf("url uri"), value.kind == .string else { return try enter(value, name, &levels) }
    try add(value, described: node)
  }

  /// Adds a text that is an address. An answer may name a file twice, once by its address alone.
  private mutating func add(_ text: JSONNode, described node: JSONNode?) throws(NoMemory) {
    // A text can be a whole picture, so it is copied only if it begins like an address. Its letters can be
    // escaped.
    let start = UnsafeRawBufferPointer(rebasing: text.raw.dropFirst().prefix(8))
    guard start.contains(UInt8(ascii: "\\")) || Outputs.isAddress(start) else { return }
    let buffer = ByteBuffer()
    guard buffer.append(stringOf: text) else { throw NoMemory() }
    guard Outputs.isAddress(buffer.bytes) else { return }
    let hash = Outputs.hash(buffer.bytes)
    if let known = foundByHash[hash]?.first(where: { $0.url.bytes.elementsEqual(buffer.bytes) }) {
      if let node { known.describe(node) }
    } else if found.count < Outputs.countMax {
      let output = Output(url: CText(buffer))
      if let node { output.describe(node) }
      foundByHash[hash, default: []].append(output)
      found.append(output)
    }
  }

  /// FNV-1a.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// Some answers repeat the request, whose URLs are not outputs.
  private static func isEcho(_ key: String) -> Bool { key.isOneOf("input inputs request") }

  private static func isResult(_ key: String) -> Bool {
    key.isOneOf("image images video videos audio audios output outputs result results file files media")
  }

  private static func namesAddress(_ key: String) -> Bool {
    key.isOneOf("url uri") || key.hasEnd("_url")
      || key.hasEnd("_uri")
  }

  private static func isAddress(_ text: UnsafeRawBufferPointer) -> Bool {
    // Schemes are case-insensitive.
    let start = UTF8Slice(text).part(0, 8).copied().asciiLowercased
    return start.hasStart("https://") || start.hasStart("http://") || start.hasStart("data:")
  }
}
