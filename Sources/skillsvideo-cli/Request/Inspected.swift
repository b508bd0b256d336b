import SVText

/// Shows the record "inspected" to people.
struct Inspected {
  private let record: JSONNode

  init(_ record: JSONNode) {
    self.record = record
  }

  var lines: [String] {
    var lines = [record["endpoint"]?.string ?? ""]
    if let summary = record["summary"]?.string { lines.append(summary) }
    for (label, key) in [
      ("stream", "sse_create_endpoint"), ("poll", "poll_endpoint"), ("server", "server_url"),
      ("certainty", "certainty"),
    ] {
      if let value = record[key]?.string { lines.append("\(label): \(value)") }
    }
    lines.append("")
    lines += Table.lines(rows(of: record, indent: ""))
    for variant in elements(record, "variants") {
      lines += ["", "variant \(variant["name"]?.string ?? variant["title"]?.string ?? "")"]
      lines += Table.lines(rows(of: variant, indent: ""))
    }
    let notes = elements(record, "notes").compactMap(\.string)
    if !notes.isEmpty { lines.append("") }
    lines += notes.map { "note: " + $0 }
    return lines
  }

  private func elements(_ node: JSONNode, _ key: String) -> [JSONNode] {
    node[key].map { Array($0.elements) } ?? []
  }

  private func rows(of node: JSONNode, indent: String) -> [[String]] {
    elements(node, "fields").flatMap { field -> [[String]] in
      let mark = field["required"]?.boolean == true ? "*" : " "
      let name = field["name"]?.string ?? ""
      let own = ["\(mark) \(indent)\(name)", field["type"]?.string ?? "", values(field), words(field)]
      return indent.utf8.count < 8 ? [own] + rows(of: field, indent: indent + "  ") : [own]
    }
  }

  /// Allowed values, limits and the default.
  private func values(_ field: JSONNode) -> String {
    var parts: [String] = []
    let allowed = elements(field, "allowed_values").map(text)
    if !allowed.isEmpty {
      parts.append(
        allowed.prefix(8).joined(separator: "|") + (allowed.count > 8 ? "|... (\(allowed.count))" : ""))
    }
    let known = elements(field, "known_values").map(text)
    if !known.isEmpty { parts.append("such as " + known.prefix(8).joined(separator: "|")) }
    if let limits = field["limits"] {
      for (key, value) in limits.members { parts.append("\(key)=\(text(value))") }
    }
    if let value = field["default"] { parts.append("default \(text(value))") }
    return parts.joined(separator: ", ")
  }

  private func words(_ field: JSONNode) -> String {
    let text = field["description"]?.string ?? ""
    let first = text.split(separator: "\n").first.map(String.init) ?? ""
    let deprecated = field["deprecated"]?.boolean == true ? "(deprecated) " : ""
    return deprecated + (first.count > 100 ? String(first.prefix(97)) + "..." : first)
  }

  private func text(_ node: JSONNode) -> String { node.string ?? node.rawText }
}
