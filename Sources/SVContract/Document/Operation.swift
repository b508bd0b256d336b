import SVText

/// A method of a path.
struct Operation {
  /// As it stands below `paths`.
  let path: UTF8Slice
  /// In capitals.
  let method: UTF8Slice
  /// The value of the path, first, and those that its reference leads to.
  let item: [JSONView]
  /// What the document says about the method.
  let node: JSONView

  /// The method and the path.
  @inline(never)
  var name: UTF8Slice { node.texts.joined([method, path], by: " ") }

  /// The methods that a path may have.
  static var methods: UTF8Slice { "get put post delete options head patch trace query" }

  /// A method in capitals, nil for a text that is none.
  @inline(never)
  static func method(_ text: UTF8Slice, _ texts: TextMemory) -> UTF8Slice? {
    guard text.count <= 7 else { return nil }
    let method = texts.lowercased(text)
    return method.isOneOf(methods) ? texts.uppercased(method) : nil
  }
}

extension OpenAPIDocument {
  /// A method of a path, nil when the path has none such.
  @inline(never)
  func operation(_ method: UTF8Slice, of path: ObjectMembers.Member) -> Operation? {
    let key = method == "POST" ? "post" : method == "GET" ? "get" : texts.lowercased(method)
    guard let reference = path.value["$ref"], reference.kind == .string else {
      return operation(method, key, in: path.value).map {
        Operation(path: path.name, method: method, item: [path.value], node: $0)
      }
    }
    // Operations beside a reference count in every version: nobody writes them to have them ignored.
    let item = resolver.resolve(path.value).chain
    for node in item {
      if let found = operation(method, key, in: node) {
        return Operation(path: path.name, method: method, item: item, node: found)
      }
    }
    return nil
  }

  private func operation(_ method: UTF8Slice, _ key: UTF8Slice, in item: JSONView) -> JSONView? {
    let found = item[key] ?? item["additionalOperations"]?[method]
    return found?.kind == .object ? found : nil
  }

  /// The operations that a path has.
  func operations(of path: ObjectMembers.Member) -> [Operation] {
    var found: [Operation] = []
    for method in Operation.methods.parts(separatedBy: 0x20) {
      if let operation = operation(texts.uppercased(method), of: path) { found.append(operation) }
    }
    return found
  }

  /// The parameters of an operation; its own before those of its path, which they replace.
  @inline(never)
  func parameters(of operation: Operation) -> [ResolvedNode] {
    var found: [ResolvedNode] = []
    for holder in [operation.node] + operation.item {
      guard let list = holder["parameters"] else { continue }
      for element in list.elements where element.kind == .object {
        let parameter = resolver.resolve(element)
        guard let name = parameter.target["name"]?.text else { continue }
        let place = parameter.target["in"]?.text
        let isKnown = found.contains {
          place != nil && $0.target["name"]?.text == name && $0.target["in"]?.text == place
        }
        if !isKnown { found.append(parameter) }
      }
    }
    return found
  }
}
