/// The platform's endpoints, read from an OpenAPI document.
struct ServedCatalogue: Sendable {
  private(set) var endpoints: [String: Endpoint] = [:]

  struct LoadError: Error, CustomStringConvertible { var description: String }

  init(document: JSONValue) throws(LoadError) {
    guard let paths = document["paths"]?.members else {
      throw LoadError(description: "the catalogue has no paths")
    }
    let prefix = "/generation/"
    for path in paths where path.name.hasPrefix(prefix) {
      let model = String(path.name.dropFirst(prefix.count))
      guard !model.hasPrefix("sse/"), let operation = path.value["post"] else { continue }
      endpoints[model] = Endpoint(model: model, operation: operation, document: document)
    }
    if endpoints.isEmpty { throw LoadError(description: "the catalogue has no model") }
  }
}

struct Endpoint: Sendable {
  var model: String
  var kind: MediaKind
  var required: [String]
  var fields: [ServedField]

  fileprivate init(model: String, operation: JSONValue, document: JSONValue) {
    self.model = model
    kind =
      switch operation["tags"]?.elements?.first?.text {
      case "Images": .image
      case "Videos": .video
      case "Audio": .audio
      default: MediaKind.guess(from: model)
      }
    let resolver = ReferenceResolver(document: document)
    let media = operation["requestBody"]?["content"]?["application/json"]
    let schema = resolver.resolved(media?["schema"] ?? [:])
    required = schema["required"]?.elements?.compactMap(\.text) ?? []
    fields = (schema["properties"]?.members ?? []).map {
      ServedField(name: $0.name, schema: $0.value, resolver: resolver)
    }
  }

  /// The payload with the defaults of missing fields, as the platform repeats it.
  func normalized(_ payload: [JSONMember]) -> [JSONMember] {
    let sent = Set(payload.map(\.name))
    return payload
      + fields.compactMap { field in
        guard !sent.contains(field.name), let value = field.defaultValue else { return nil }
        return JSONMember(name: field.name, value: value)
      }
  }
}

/// The schema of a top-level field. Unions are flattened: a value is valid if one alternative accepts it.
struct ServedField: Sendable {
  var name: String
  var types: Set<String> = []
  /// Nil if other values are valid too.
  var allowed: [JSONValue]?
  var minimum: Double?
  var maximum: Double?
  var defaultValue: JSONValue?

  fileprivate init(name: String, schema: JSONValue, resolver: ReferenceResolver) {
    self.name = name
    let schema = resolver.resolved(schema)
    defaultValue = schema["default"]
    minimum = schema["minimum"]?.number
    maximum = schema["maximum"]?.number
    let branches = resolver.branches(schema)
    // An alternative without a type accepts everything, and so does the field.
    if branches.allSatisfy({ $0["type"] != nil }) {
      types = Set(branches.flatMap { Self.types($0) })
    }
    let isOpen = branches.contains { $0["enum"] == nil && $0["const"] == nil && $0["type"]?.text != "null" }
    if !isOpen, schema["x-skillsvideo-values-unknown"] == nil {
      allowed = branches.flatMap { ($0["enum"]?.elements ?? []) + ($0["const"].map { [$0] } ?? []) }
      if types.contains("null") { allowed?.append(.null) }
    }
  }

  private static func types(_ schema: JSONValue) -> [String] {
    let listed = schema["type"]?.elements?.compactMap(\.text) ?? schema["type"]?.text.map { [$0] } ?? []
    return schema["nullable"] == true ? listed + ["null"] : listed
  }
}

/// Resolves references within the document. A chain that is too long or leads nowhere accepts everything.
private struct ReferenceResolver {
  var document: JSONValue

  func resolved(_ schema: JSONValue) -> JSONValue {
    var schema = schema
    for _ in 0..<16 {
      guard let reference = schema["$ref"]?.text else { return schema }
      schema = target(reference) ?? [:]
    }
    return [:]
  }

  /// The alternatives of oneOf and anyOf, or the schema itself if it has none.
  func branches(_ schema: JSONValue, depth: Int = 0) -> [JSONValue] {
    guard let union = (schema["oneOf"] ?? schema["anyOf"])?.elements, depth < 8 else { return [schema] }
    return union.flatMap { branches(resolved($0), depth: depth + 1) }
  }

  private func target(_ reference: String) -> JSONValue? {
    guard reference.hasPrefix("#/") else { return nil }
    var value: JSONValue? = document
    for step in reference.dropFirst(2).split(separator: "/") {
      value = value?[String(step).replacing("~1", with: "/").replacing("~0", with: "~")]
    }
    return value
  }
}
