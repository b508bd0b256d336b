import SVText

/// A value of a template.
indirect enum PayloadValue {
  case null
  case boolean(Bool)
  case string(UTF8Slice)
  /// JSON text, such as that of a number.
  case json(UTF8Slice)
  case array([PayloadValue])
  case object([Member])

  struct Member {
    let name: UTF8Slice
    let value: PayloadValue
  }

  func write(to json: inout JSONWriter) {
    switch self {
    case .null: json.null()
    case .boolean(let value): json.boolean(value)
    case .string(let text): json.string(text)
    case .json(let text): json.raw(text.memory)
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

  /// The value as a document; nil if it is not valid JSON, or if there is no memory.
  @inline(never)
  var document: JSONDocument? {
    var json = JSONWriter()
    write(to: &json)
    return json.withBytes { bytes in bytes.flatMap { try? JSONDocument($0) } }
  }
}
