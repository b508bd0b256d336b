import SVText

/// How reliable a catalogue is, if it states that. Documents of vendors do not.
struct Certainty {
  let document: OpenAPIDocument
  let operation: Operation
  let schema: SchemaShape?

  /// "certain", "partial" or "unverified"; nil if the document does not state it.
  @inline(never)
  var word: UTF8Slice? {
    guard let schema else { return nil }
    if schema.flag("x-skillsvideo-unverified") { return "unverified" }
    if schema.flag("x-skillsvideo-partial") { return "partial" }
    return schema["x-skillsvideo-model"] == nil ? nil : "certain"
  }

  /// What the document is not sure of, in one line; nil if it is sure or does not state it.
  @inline(never)
  var doubt: UTF8Slice? {
    switch word {
    case "unverified":
      """
      the document is not sure of this model: no documentation of its parameters was found; they are \
      assumed, and further ones may be accepted
      """
    case "partial":
      """
      the document is not sure of this model: its parameters are known in part only; further ones may be \
      accepted
      """
    default: nil
    }
  }

  /// Writes the member `certainty`, which is null if the document does not state it, and related members.
  func write(to json: inout JSONWriter) {
    let resolver = document.resolver
    json.field("certainty", word)
    if let missing = schema?.text("x-skillsvideo-missing") { json.field("missing", missing) }
    if schema?["x-skillsvideo-docs-generation"]?.isString("old") == true {
      json.field("from_old_documentation", true)
    }
    if operation.node["x-skillsvideo-sse-unverified"]?.isTrue == true {
      resolver.note("no source says that this stream endpoint exists")
    }
    if operation.node["x-skillsvideo-multipart-unverified"]?.isTrue == true {
      resolver.note("no source says that this stream endpoint takes multipart/form-data")
    }
    if let doubt { resolver.note("\(doubt)") }
    guard let info = document.view["info"] else { return }
    json.key("document")
    json.beginObject()
    json.field("title", info["title"]?.text)
    json.field("version", info["version"]?.text ?? info["version"]?.numberText)
    json.field("openapi", (document.view["openapi"] ?? document.view["swagger"])?.text)
    if let snapshot = info["x-skillsvideo-snapshot"]?.text { json.field("snapshot", snapshot) }
    json.endObject()
  }
}
