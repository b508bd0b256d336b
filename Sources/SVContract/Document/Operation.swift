import SVText

/// A method of a path.
struct Operation {
  /// As it stands below `paths`.
  let path: String
  /// In capitals.
  let method: String
  /// The value of the path, first, and those that its reference leads to.
  let item: [JSONNode]
  /// What the document says about the method.
  let node: JSONNode

  /// The method and the path.
  var name: String { method + " " + path }

  static var methods: [StaticString] {
    ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"]
  }
}

extension OpenAPIDocument {
  /// A method of a path, nil when the path has none such.
  func operation(_ method: String, of path: ObjectMembers.Member) -> Operation? {
    // Operations beside a reference count in every version: nobody writes them to have them ignored.
    let item =
      SchemaResolver.reference(of: path.value) == nil ? [path.value] : resolver.resolve(path.value).chain
    let key = method.asciiLowercased
    for node in item {
      let found = node[key] ?? node["additionalOperations"]?[method.asciiUppercased]
      if let found, found.kind == .object {
        return Operation(path: path.name, method: method.asciiUppercased, item: item, node: found)
      }
    }
    return nil
  }

  /// The methods that a path has, in capitals.
  func methods(of path: ObjectMembers.Member) -> [String] {
    Operation.methods.map({ $0.description }).filter { operation($0, of: path) != nil }.map {
      $0.asciiUppercased
    }
  }

  /// The parameters of an operation; its own before those of its path, which they replace.
  func parameters(of operation: Operation) -> [ResolvedNode] {
    var found: [ResolvedNode] = []
    for holder in [operation.node] + operation.item {
      guard let list = holder["parameters"] else { continue }
      for element in list.elements where element.kind == .object {
        let parameter = resolver.resolve(element)
        let isKnown = found.contains { Self.isSame($0, parameter) }
        if !isKnown, parameter.target["name"]?.kind == .string { found.append(parameter) }
      }
    }
    return found
  }

  private static func isSame(_ one: ResolvedNode, _ other: ResolvedNode) -> Bool {
    guard let name = one.target["name"]?.string, let place = one.target["in"]?.string else { return false }
    return other.target["name"]?.isString(name) == true && other.target["in"]?.isString(place) == true
  }
}
