import SVText

extension OpenAPIDocument {
  /// Longer than any real URL. In bytes.
  private static let addressBytesMax = 8192
  private static let serversMax = 64

  /// The server URLs of the operation, else of its path, else of the document. Variables have their defaults.
  /// Relative URLs are resolved against the document's own URL, if that is known.
  @inline(never)
  func servers(of operation: Operation?) -> [UTF8Slice] {
    if dialect == .swagger2 { return swaggerServers(of: operation) }
    var holders: [JSONView] = []
    if let operation { holders = [operation.node] + operation.item }
    holders.append(view)
    for holder in holders {
      guard let list = holder["servers"] else { continue }
      var found: [UTF8Slice] = []
      for server in list.elements.prefix(Self.serversMax) {
        if let address = address(of: server) { found.append(address) }
      }
      if !found.isEmpty { return found }
    }
    // If a document has no servers, the server is the place it came from.
    return url.isEmpty ? [] : [absolute("/")]
  }

  private func address(of server: JSONView) -> UTF8Slice? {
    guard var rest = server["url"]?.text, rest.count <= Self.addressBytesMax else { return nil }
    var parts: [UTF8Slice] = []
    var count = rest.count
    while let open = rest.place(of: UInt8(ascii: "{")),
      let length = rest.dropping(open).place(of: UInt8(ascii: "}"))
    {
      parts.append(rest.part(0, open))
      let name = rest.part(open &+ 1, open &+ length)
      let value = value(ofVariable: name, of: server) ?? rest.part(open, open &+ length &+ 1)
      count &+= value.count
      guard count <= Self.addressBytesMax else { return nil }
      parts.append(value)
      rest = rest.dropping(open &+ length &+ 1)
    }
    return absolute(parts.isEmpty ? rest : texts.joined(parts + [rest], by: ""))
  }

  private func value(ofVariable name: UTF8Slice, of server: JSONView) -> UTF8Slice? {
    guard let variables = server["variables"],
      let variable = resolver.index.members(of: variables)[name]
    else { return nil }
    guard let fallback = variable["default"] else {
      var values = variable["enum"]?.elements
      return values?.next()?.text
    }
    // A port is often written as a number instead of a string.
    return fallback.text ?? fallback.numberText
  }

  private func absolute(_ address: UTF8Slice) -> UTF8Slice {
    let reference = URIReference(address)
    guard reference.scheme == nil, !url.isEmpty else { return address }
    return reference.resolved(against: URIReference(url), texts).text(texts)
  }

  private func swaggerServers(of operation: Operation?) -> [UTF8Slice] {
    let base = view["basePath"]?.text?.part(0, Self.addressBytesMax) ?? ""
    let document = URIReference(url)
    guard let host = view["host"]?.text ?? document.authority else { return base.isEmpty ? [] : [base] }
    var schemes = (operation?.node["schemes"] ?? view["schemes"])?.elementTexts ?? []
    if schemes.isEmpty { schemes.append(document.scheme ?? "https") }
    return schemes.prefix(Self.serversMax).map { texts.joined([$0, "://", host, base], by: "") }
  }

  func readBasePaths() -> [UTF8Slice] {
    var found: [UTF8Slice] = []
    for server in servers(of: nil) {
      var path = URIReference(server).path
      while path.last == UInt8(ascii: "/") { path = path.part(0, path.count &- 1) }
      if !path.isEmpty { found.appendNew(texts.lasting.text(path)) }
    }
    return found
  }
}

extension JSONView {
  /// The strings in an array.
  @inline(never)
  var elementTexts: [UTF8Slice] {
    var texts: [UTF8Slice] = []
    for element in elements {
      if let text = element.text { texts.append(text) }
    }
    return texts
  }
}
