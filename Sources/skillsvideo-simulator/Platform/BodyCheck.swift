/// Validates a create body: its format, and its top-level fields against the catalogue.
struct BodyCheck {
  var endpoint: Endpoint

  func payload(_ request: Request) throws(APIError) -> [JSONMember] {
    if let form = request.form { return try checked(formMembers(form)) }
    let type = request.headers.first(name: "Content-Type") ?? "application/json"
    let essence = type.split(separator: ";").first?.trimmed.lowercased() ?? ""
    guard essence == "application/json" || essence.hasSuffix("+json") else {
      throw refused("The body must be JSON, not \(essence).")
    }
    guard let body = JSONValue(parsing: request.body) else { throw refused("The body is not valid JSON.") }
    guard let members = body.members else { throw refused("The body must be a JSON object.") }
    return try checked(members)
  }

  private func checked(_ members: [JSONMember]) throws(APIError) -> [JSONMember] {
    let wrong = missing(members) + members.flatMap { problems($0) }
    if !wrong.isEmpty { throw refused(wrong.joined(separator: " ")) }
    return members
  }

  /// Converts a form to the equivalent JSON: a repeated part becomes a list, and text gets the type of the
  /// schema.
  private func formMembers(_ parts: [FormPart]) throws(APIError) -> [JSONMember] {
    if parts.isEmpty { throw refused("The multipart body cannot be read.") }
    var members: [JSONMember] = []
    for part in parts where !members.contains(where: { $0.name == part.name }) {
      let types = endpoint.fields.last { $0.name == part.name }?.types ?? []
      let values = parts.filter { $0.name == part.name }.map { value($0, types) }
      let isList = values.count > 1 || (types.contains("array") && !types.contains("string"))
      members.append(JSONMember(name: part.name, value: isList ? .array(values) : values[0]))
    }
    return members
  }

  private func value(_ part: FormPart, _ types: Set<String>) -> JSONValue {
    if part.isFile { return .string("upload:" + part.digest) }
    let text = JSONValue.string(String(decoding: part.text, as: UTF8.self))
    guard !types.isEmpty, !types.contains("string"), !types.contains("array") else {
      return part.name == "n" ? JSONValue(parsing: part.text) ?? text : text
    }
    return JSONValue(parsing: part.text) ?? text
  }

  /// The number of outputs. How the two fields combine is not documented; the larger one is used.
  static func count(_ payload: JSONValue) -> Int {
    max(payload["n"]?.integer ?? 1, payload["num_images"]?.integer ?? 1)
  }

  private func refused(_ message: String) -> APIError {
    APIError(.invalidInput, endpoint.kind, message: message)
  }

  private func missing(_ members: [JSONMember]) -> [String] {
    endpoint.required.filter { name in !members.contains { $0.name == name } }.map { "/\($0): is required." }
  }

  private func problems(_ member: JSONMember) -> [String] {
    // `n` is the number of outputs for every model, even if it is not documented.
    if member.name == "n", !(member.value.integer.map { (1...4).contains($0) } ?? false) {
      return ["/n: must be an integer from 1 to 4."]
    }
    guard let field = endpoint.fields.last(where: { $0.name == member.name }) else { return [] }
    if !field.types.isEmpty, !field.types.contains(where: { member.value.isOf(type: $0) }) {
      return ["/\(field.name): must be \(field.types.sorted().joined(separator: " or "))."]
    }
    if let allowed = field.allowed, !allowed.contains(member.value) {
      return ["/\(field.name): must be one of \(allowed.map(\.description).joined(separator: ", "))."]
    }
    if let number = member.value.number {
      if let minimum = field.minimum, number < minimum {
        return ["/\(field.name): must be at least \(minimum)."]
      }
      if let maximum = field.maximum, number > maximum {
        return ["/\(field.name): must be at most \(maximum)."]
      }
    }
    return []
  }
}

extension JSONValue {
  /// Whether the value has a JSON Schema type.
  func isOf(type: String) -> Bool {
    switch (self, type) {
    case (.null, "null"), (.bool, "boolean"), (.number, "number"), (.string, "string"), (.array, "array"),
      (.object, "object"):
      true
    case (.number, "integer"): integer != nil
    default: false
    }
  }
}
