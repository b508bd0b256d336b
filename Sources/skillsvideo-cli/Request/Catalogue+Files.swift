import SVText

/// The fields of a model that take a file: the binary fields of its multipart form.
extension Catalogue {
  /// Nil if the catalogue does not contain the endpoint.
  func fileFields(of endpoint: String) -> [String]? {
    for path in Self.paths(endpoint) {
      guard let body = document["paths"]?[path]?["post"]?["requestBody"] else { continue }
      var found: [String] = []
      let content = resolved(body)["content"]
      if let schema = content?["multipart/form-data"]?["schema"] {
        collectFileFields(schema, into: &found, depth: 0)
      }
      return found
    }
    return nil
  }

  private func collectFileFields(_ schema: JSONNode, into found: inout [String], depth: Int) {
    let schema = resolved(schema)
    if depth > Self.deepest { return }
    if let properties = schema["properties"] {
      for (name, property) in properties.members where !found.contains(name) && takesFile(property, depth: 0)
      {
        found.append(name)
      }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
      for branch in Self.list(schema[key]) { collectFileFields(branch, into: &found, depth: depth + 1) }
    }
  }

  private func takesFile(_ schema: JSONNode, depth: Int) -> Bool {
    let schema = resolved(schema)
    if depth > Self.deepest { return false }
    if schema["format"]?.string == "binary" || schema["contentMediaType"] != nil { return true }
    let within =
      ["allOf", "anyOf", "oneOf"].flatMap { Self.list(schema[$0]) } + [schema["items"]].compactMap { $0 }
    return within.contains { takesFile($0, depth: depth + 1) }
  }

  /// Rejects a file if the model takes none. If the catalogue does not contain the model, the platform
  /// decides.
  func check(fileField name: String, endpoint: String) throws(CommandError) {
    guard let known = fileFields(of: endpoint), !known.contains(name) else { return }
    let others = known.isEmpty ? "it takes no files" : "files go into " + known.joined(separator: ", ")
    throw .refused("\(name) takes no file for this model; \(others).")
  }
}
