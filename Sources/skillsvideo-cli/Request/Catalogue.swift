import SVText

/// The OpenAPI document shipped with the program. It gives the types of a model's fields. It may be outdated,
/// so unknown models and fields are accepted.
struct Catalogue {
  let document: JSONNode
  private static let largest = 64 << 20
  static let deepest = 16

  /// Read on first use; nil if it is missing or invalid.
  static let shipped: Catalogue? = {
    guard let path, let bytes = try? System.readFile(path, limit: largest),
      let document = JSON.parse(bytes)
    else { return nil }
    return Catalogue(document: document)
  }()

  /// Its folder, for code that reads the files itself.
  static var folder: String? {
    path.flatMap { path in path.lastIndex(of: "/").map { String(path[..<$0]) } }
  }

  /// Its path, for code that reads the file itself.
  static var path: String? { places.first(where: System.isReadableFile) }

  /// The path set by the user, the installed one, and the one above a build folder in the source tree.
  private static var places: [String] {
    if let folder = System.environment("SKILLS_VIDEO_CATALOGUE"), !folder.isEmpty {
      return ["\(folder)/openapi.json", folder]
    }
    guard var folder = System.executableFolder() else { return [] }
    var places = ["\(folder)/../share/skillsvideo/catalogue/openapi.json"]
    for _ in 0..<5 {
      guard let slash = folder.lastIndex(of: "/") else { break }
      folder = String(folder[..<slash])
      places.append("\(folder)/share/catalogue/openapi.json")
    }
    return places
  }

  /// Nil if the catalogue does not contain the endpoint or the field.
  func type(of field: String, endpoint: String) -> FieldType? {
    guard let schema = requestSchema(endpoint) else { return nil }
    var type = FieldType()
    var isKnown = false
    collect(field, in: schema, into: &type, &isKnown, depth: 0)
    return isKnown ? type : nil
  }

  func requestSchema(_ endpoint: String) -> JSONNode? {
    guard let paths = document["paths"] else { return nil }
    for path in Self.paths(endpoint) {
      guard let body = paths[path]?["post"]?["requestBody"] else { continue }
      return resolved(body)["content"]?["application/json"]?["schema"]
    }
    return nil
  }

  /// The keys under which a document may list an endpoint, whatever notation the user chose.
  static func paths(_ endpoint: String) -> [String] {
    var model = endpoint[...]
    for prefix in ["/v1", "/generation", "/sse"] where model.hasPrefix(prefix + "/") {
      model = model.dropFirst(prefix.count)
    }
    let name = model.hasPrefix("/") ? model.dropFirst() : model
    return ["", "/v1"].flatMap { ["\($0)/generation/sse/\(name)", "\($0)/generation/\(name)"] }
  }

  private func collect(
    _ field: String, in schema: JSONNode, into type: inout FieldType, _ isKnown: inout Bool, depth: Int
  ) {
    let schema = resolved(schema)
    if depth > Self.deepest { return }
    if let property = schema["properties"]?[field] {
      isKnown = true
      type.kinds.formUnion(kinds(property, depth: 0))
      type.items.formUnion(itemKinds(property, depth: 0))
    }
    for key in ["allOf", "anyOf", "oneOf"] {
      for branch in Self.list(schema[key]) {
        collect(field, in: branch, into: &type, &isKnown, depth: depth + 1)
      }
    }
  }

  private func kinds(_ schema: JSONNode, depth: Int) -> Set<FieldType.Kind> {
    let schema = resolved(schema)
    if depth > Self.deepest { return [] }
    var kinds: Set<FieldType.Kind> = []
    let type = schema["type"]
    for name in type?.kind == .array ? type?.elements.map(\.string) ?? [] : [type?.string] {
      if let kind = Self.kind(named: name) { kinds.insert(kind) }
    }
    if schema["nullable"]?.boolean == true { kinds.insert(.null) }
    if kinds.isEmpty {
      for value in Self.list(schema["enum"]) + [schema["const"]].compactMap({ $0 }) {
        kinds.insert(Self.kind(of: value))
      }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
      for branch in Self.list(schema[key]) { kinds.formUnion(self.kinds(branch, depth: depth + 1)) }
    }
    return kinds
  }

  private func itemKinds(_ schema: JSONNode, depth: Int) -> Set<FieldType.Kind> {
    let schema = resolved(schema)
    if depth > Self.deepest { return [] }
    var kinds = schema["items"].map { self.kinds($0, depth: 0) } ?? []
    for key in ["allOf", "anyOf", "oneOf"] {
      for branch in Self.list(schema[key]) { kinds.formUnion(itemKinds(branch, depth: depth + 1)) }
    }
    return kinds
  }

  static func list(_ node: JSONNode?) -> [JSONNode] {
    node.map { Array($0.elements) } ?? []
  }

  private static func kind(of value: JSONNode) -> FieldType.Kind {
    switch value.kind {
    case .null: .null
    case .boolean: .boolean
    case .number: .number
    case .string: .text
    case .array: .list
    case .object: .object
    }
  }

  private static func kind(named name: String?) -> FieldType.Kind? {
    switch name {
    case "string": .text
    case "number": .number
    case "integer": .integer
    case "boolean": .boolean
    case "null": .null
    case "array": .list
    case "object": .object
    default: nil
    }
  }

  /// Resolves a reference within the document, and references in its target, up to a limit.
  func resolved(_ value: JSONNode) -> JSONNode {
    var value = value
    for _ in 0..<Self.deepest {
      guard let reference = value["$ref"]?.string, reference.hasPrefix("#/") else { return value }
      var target: JSONNode? = document
      for part in reference.dropFirst(2).split(separator: "/", omittingEmptySubsequences: false) {
        target = target?[String(part).replacing("~1", with: "/").replacing("~0", with: "~")]
      }
      guard let target else { return value }
      value = target
    }
    return value
  }
}
