import SVText

/// A method of a path.
struct Operation {
  /// The key below `paths`, as written.
  let path: UTF8Slice
  /// In upper case.
  let method: UTF8Slice
  /// The value of the path, and the values that its reference leads to.
  let item: [JSONView]
  /// The value of the method.
  let node: JSONView

  /// The method and the path.
  @inline(never)
  var name: UTF8Slice { node.texts.joined([method, path], by: " ") }

  static var methods: UTF8Slice { "get put post delete options head patch trace query" }

  /// A method in upper case; nil if the text is not a method.
  @inline(never)
  static func method(_ text: UTF8Slice, _ texts: TextMemory) -> UTF8Slice? {
    guard text.count <= 7 else { return nil }
    let method = texts.lowercased(text)
    return method.isOneOf(methods) ? texts.uppercased(method) : nil
  }
}

extension OpenAPIDocument {
  /// A method of a path; nil if the path does not have it.
  @inline(never)
  func operation(_ method: UTF8Slice, of path: ObjectMembers.Member) -> Operation? {
    let key = method == "POST" ? "post" : method == "GET" ? "get" : texts.lowercased(method)
    guard let reference = path.value["$ref"], reference.kind == .string else {
      return operation(method, key, in: path.value).map {
        Operation(path: path.name, method: method, item: [path.value], node: $0)
      }
    }
    // Operations next to a `$ref` count in every version, even where siblings should be ignored: the author
    // meant them.
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

  func operations(of path: ObjectMembers.Member) -> [Operation] {
    var found: [Operation] = []
    for method in Operation.methods.parts(separatedBy: 0x20) {
      if let operation = operation(texts.uppercased(method), of: path) { found.append(operation) }
    }
    return found
  }

  /// The parameters of an operation. Its own come first; they replace those of its path.
  @inline(never)
  func parameters(of operation: Operation) -> [ResolvedNode] {
    var found: [ResolvedNode] = []
    var known = Places<UTF8Slice>()
    for holder in [operation.node] + operation.item {
      guard let list = holder["parameters"] else { continue }
      for element in list.elements where element.kind == .object {
        let parameter = resolver.resolve(element)
        guard let name = parameter.target["name"]?.text else { continue }
        // The number of the name's bytes ends the name.
        let key = parameter.target["in"]?.text.map { texts.text("\(name.count) \(name)\($0)") }
        if key.map({ known.add($0).isNew }) ?? true { found.append(parameter) }
      }
    }
    return found
  }
}
