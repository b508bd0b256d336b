import SVText

/// The names for shell completion.
extension Catalogue {
  private static let streamPrefix = "/generation/sse/"

  /// The models, as `generate` accepts them.
  var models: [String] {
    let paths = document["paths"].map { Array($0.members) } ?? []
    return paths.compactMap { path -> String? in
      let key = path.key.hasPrefix("/v1/") ? path.key.dropFirst(3) : path.key[...]
      guard key.hasPrefix(Self.streamPrefix), path.value["post"] != nil else { return nil }
      return String(key.dropFirst(Self.streamPrefix.count))
    }
  }

  /// The fields of a model's request, in the order of the document.
  func fields(of endpoint: String) -> [(name: String, summary: String)] {
    var found: [(name: String, summary: String)] = []
    if let schema = requestSchema(endpoint) { collectFields(schema, into: &found, depth: 0) }
    return found
  }

  private func collectFields(
    _ schema: JSONNode, into found: inout [(name: String, summary: String)], depth: Int
  ) {
    if depth > Self.deepest { return }
    let schema = resolved(schema)
    for property in schema["properties"].map({ Array($0.members) }) ?? []
    where !found.contains(where: { $0.name == property.key }) {
      found.append((property.key, resolved(property.value)["description"]?.string ?? ""))
    }
    for key in ["allOf", "anyOf", "oneOf"] {
      for branch in Self.list(schema[key]) { collectFields(branch, into: &found, depth: depth + 1) }
    }
  }

  /// The allowed values of a field, as they are typed.
  func choices(of field: String, endpoint: String) -> [String] {
    var found: [String] = []
    if let schema = requestSchema(endpoint) { collectChoices(field, schema, into: &found, depth: 0) }
    return found
  }

  private func collectChoices(_ field: String, _ schema: JSONNode, into found: inout [String], depth: Int) {
    if depth > Self.deepest { return }
    let schema = resolved(schema)
    if let property = schema["properties"]?[field].map(resolved) {
      for place in [property, property["items"].map(resolved)].compactMap({ $0 }) {
        for value in Self.list(place["enum"]) { found.append(value.string ?? JSON.line(value)) }
        if place["type"]?.isString("boolean") == true { found += ["true", "false"] }
      }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
      for branch in Self.list(schema[key]) { collectChoices(field, branch, into: &found, depth: depth + 1) }
    }
  }
}
