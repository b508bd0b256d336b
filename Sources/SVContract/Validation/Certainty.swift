import SVText

/// How sure a catalogue is of what it says, where it says so itself; documents of vendors do not.
struct Certainty {
  let document: OpenAPIDocument
  let operation: Operation
  let schema: SchemaShape?

  /// "certain", "partial" or "unverified"; nil where the document is silent.
  var word: String? {
    guard let schema else { return nil }
    if schema.flag("x-skillsvideo-unverified") { return "unverified" }
    if schema.flag("x-skillsvideo-partial") { return "partial" }
    return schema["x-skillsvideo-model"] == nil ? nil : "certain"
  }

  /// The member `certainty`, null where the document is silent, and what goes with it.
  func write(to json: inout JSONWriter) {
    json.field("certainty", word)
    if let missing = schema?.text("x-skillsvideo-missing") { json.field("missing", missing) }
    if schema?["x-skillsvideo-docs-generation"]?.isString("old") == true {
      json.field("from_old_documentation", true)
    }
    let doubts = [
      ("x-skillsvideo-sse-unverified", "no source says that this stream endpoint exists"),
      (
        "x-skillsvideo-multipart-unverified",
        "no source says that this stream endpoint takes multipart/form-data"
      ),
    ]
    for (mark, sentence) in doubts where operation.node[mark]?.boolean == true {
      document.resolver.note(sentence)
    }
    if word?.isWord("unverified") == true {
      document.resolver.note(
        "no documentation of this model's parameters was found: they are assumed, and further ones may be accepted"
      )
    } else if word?.isWord("partial") == true {
      document.resolver.note("this model's parameters are known in part only; further ones may be accepted")
    }
    guard let info = document.root["info"] else { return }
    json.key("document")
    json.beginObject()
    json.field("title", info["title"]?.string)
    json.field("version", info["version"]?.string ?? info["version"]?.numberText)
    json.field("openapi", (document.root["openapi"] ?? document.root["swagger"])?.string)
    if let snapshot = info["x-skillsvideo-snapshot"]?.string { json.field("snapshot", snapshot) }
    json.endObject()
  }
}
