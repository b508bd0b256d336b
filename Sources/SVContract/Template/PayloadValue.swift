import SVText

/// A value of a template.
indirect enum PayloadValue {
  case null
  case boolean(Bool)
  case string(String)
  /// The text of a number or of any other value that is JSON already.
  case json(String)
  case array([PayloadValue])
  case object([Member])

  struct Member {
    let name: String
    let value: PayloadValue
  }

  func write(to json: inout JSONWriter) {
    switch self {
    case .null: json.null()
    case .boolean(let value): json.boolean(value)
    case .string(let text): json.string(text)
    case .json(let text): json.raw(text)
    case .array(let elements):
      json.beginArray()
      for element in elements { element.write(to: &json) }
      json.endArray()
    case .object(let members):
      json.beginObject()
      for member in members {
        json.key(member.name)
        member.value.write(to: &json)
      }
      json.endObject()
    }
  }

  /// The value as JSON text.
  var text: String {
    var json = JSONWriter()
    write(to: &json)
    return json.text
  }
}
