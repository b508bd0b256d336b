import SVText

extension OpenAPIDocument {
  /// Where an operation is served: the addresses of the operation, else of its path, else of the document.
  /// Variables have their defaults, and relative addresses are resolved against the document's own URL where
  /// that is known.
  func servers(of operation: Operation?) -> [String] {
    if dialect == .swagger2 { return swaggerServers(of: operation) }
    var holders: [JSONNode] = []
    if let operation { holders = [operation.node] + operation.item }
    for holder in holders + [root] {
      guard let list = holder["servers"] else { continue }
      let found = list.elements.compactMap { address(of: $0) }
      if !found.isEmpty { return found }
    }
    // Without servers a document means the place that it came from.
    return url.isEmpty ? [] : [absolute("/")]
  }

  private func address(of server: JSONNode) -> String? {
    guard let template = server["url"]?.string else { return nil }
    var text = ""
    var rest = Array(template.utf8)[...]
    while let open = rest.firstIndex(of: UInt8(ascii: "{")),
      let close = rest[open...].firstIndex(of: UInt8(ascii: "}"))
    {
      text += String(decoding: rest[..<open], as: UTF8.self)
      let name = String(decoding: rest[(open &+ 1)..<close], as: UTF8.self)
      text += value(ofVariable: name, of: server) ?? "{" + name + "}"
      rest = rest[(close &+ 1)...]
    }
    return absolute(text + String(decoding: rest, as: UTF8.self))
  }

  private func value(ofVariable name: String, of server: JSONNode) -> String? {
    guard let variable = server["variables"]?[name] else { return nil }
    guard let fallback = variable["default"] else {
      var values = variable["enum"]?.elements
      return values?.next()?.string
    }
    // A port is often written as a number.
    return fallback.string ?? fallback.numberText
  }

  private func absolute(_ address: String) -> String {
    let reference = URIReference(address)
    guard reference.scheme == nil, !url.isEmpty else { return address }
    return reference.resolved(against: URIReference(url)).text
  }

  private func swaggerServers(of operation: Operation?) -> [String] {
    let base = root["basePath"]?.string ?? ""
    let document = URIReference(url)
    let schemes = (operation?.node["schemes"] ?? root["schemes"])?.elements.compactMap { $0.string } ?? []
    guard let host = root["host"]?.string ?? document.authority.map({ String(decoding: $0, as: UTF8.self) })
    else {
      return base.isEmpty ? [] : [base]
    }
    let own = document.scheme.map { String(decoding: $0, as: UTF8.self) } ?? "https"
    return (schemes.isEmpty ? [own] : schemes).map { $0 + "://" + host + base }
  }

  /// The paths of the servers' addresses that are more than "/", without a slash at their end.
  var basePaths: [String] {
    var found: [String] = []
    for server in servers(of: nil) {
      var path = URIReference(server).path
      while path.last == UInt8(ascii: "/") { path.removeLast() }
      if !path.isEmpty { found.appendNew(String(decoding: path, as: UTF8.self)) }
    }
    return found
  }
}
