import SVText

/// The request of a generation, built from --payload and the fields. Numbers and other JSON values keep their
/// text.
struct Payload {
  let text: String
  /// The prompt, for file names.
  let prompt: String?
  /// A field has a text without a visible character. A variable of the shell may be unset.
  let hasBlankText: Bool
  /// The paths of its files. The payload refers to them by their index.
  let files: [String]
  /// The fields that may contain the prompt, the most likely first.
  static let promptNames = ["prompt", "text"]

  /// An error states that nothing was sent.
  init(endpoint: String, fields arguments: [String], base: String?) throws(CommandError) {
    do {
      try self.init(of: endpoint, arguments, base)
    } catch {
      throw error.name == CommandError.interrupted.name ? error : error.nothingSent
    }
  }

  private init(of endpoint: String, _ arguments: [String], _ base: String?) throws(CommandError) {
    var members: [(name: String, json: String)] = []
    if let base {
      for member in try Self.object(base).members {
        Self.set(member.key, member.value.rawText, in: &members)
      }
    }
    var fields: [PayloadField] = []
    for argument in arguments { fields.append(try PayloadField(argument: argument)) }
    var files: [String] = []
    for (name, json) in try Self.values(fields, endpoint, &files) { Self.set(name, json, in: &members) }
    self.files = files
    hasBlankText = fields.contains {
      if case .text(let text) = $0.value { text.utf8.allSatisfy { $0 <= 0x20 } } else { false }
    }
    text = Self.written(members)
    prompt = Self.prompt(in: members)
  }

  /// A field on the command line replaces the field with the same name in --payload. Of duplicate keys the
  /// last one counts.
  private static func set(_ name: String, _ json: String, in members: inout [(name: String, json: String)]) {
    if let index = members.firstIndex(where: { $0.name == name }) {
      members[index].json = json
    } else {
      members.append((name, json))
    }
  }

  private static func written(_ members: [(name: String, json: String)]) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    for member in members {
      writer.key(member.name)
      writer.rawCompact(member.json)
    }
    writer.endObject()
    return writer.text
  }

  private static func prompt(in members: [(name: String, json: String)]) -> String? {
    for name in promptNames {
      guard let member = members.first(where: { $0.name == name }),
        let node = JSON.parse(Array(member.json.utf8))
      else {
        continue
      }
      if let text = node.string { return text }
    }
    return nil
  }
}

extension Payload {
  private static func object(_ argument: String) throws(CommandError) -> JSONNode {
    let given = try ArgumentText(argument, option: "--payload")
    let node = try JSON.parse(given.bytes, from: given.source)
    if node.kind != .object {
      throw .refused("\(given.source) is not a JSON object; a request is one, such as {\"prompt\":\"...\"}.")
    }
    return node
  }

  /// The JSON of each field, in the order of first use. The catalogue is read only if a text needs it.
  private static func values(_ fields: [PayloadField], _ endpoint: String, _ files: inout [String])
    throws(CommandError)
    -> [(
      name: String, json: String
    )]
  {
    let hasText = fields.contains { if case .json = $0.value { false } else { true } }
    let catalogue = hasText ? Catalogue.shipped : nil
    var values: [(name: String, json: String)] = []
    for field in fields where !values.contains(where: { $0.name == field.name }) {
      let same = fields.filter { $0.name == field.name }
      if same.contains(where: { if case .file = $0.value { true } else { false } }) {
        try catalogue?.check(fileField: field.name, endpoint: endpoint)
      }
      let type = catalogue?.type(of: field.name, endpoint: endpoint) ?? FieldType.guess(field.name)
      values.append((field.name, try value(of: same, type, &files)))
    }
    return values
  }

  /// The name of a file for the engine.
  static func inputName(_ index: Int) -> String { "file-\(index + 1)" }

  private static func value(
    of same: [PayloadField], _ type: FieldType, _ files: inout [String]
  ) throws(CommandError) -> String {
    if same.count == 1, case .json(let json) = same[0].value { return json }
    let isList = same.count > 1 || type.wantsList
    var elements: [String] = []
    for field in same {
      switch field.value {
      case .json(let json): elements.append(json)
      case .file(let path):
        elements.append("{\"$input\":" + JSON.quoted(inputName(files.count)) + "}")
        files.append(path)
      case .text(let text): elements.append(try type.convert(text, field: field.name, asElement: isList))
      }
    }
    return isList ? "[" + elements.joined(separator: ",") + "]" : elements[0]
  }
}
