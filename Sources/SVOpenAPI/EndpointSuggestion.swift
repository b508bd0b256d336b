/// What to say when there is no such endpoint.
enum EndpointSuggestion {
  static func message(for name: EndpointName, in documents: [OpenAPIDocument]) -> String {
    let wanted = EndpointName(name.path)
    for document in documents {
      let catalogue = EndpointCatalogue(document: document)
      let others = ["GET", "PUT", "PATCH", "DELETE", "POST"].filter { method in
        catalogue.find(EndpointName(method + " " + wanted.path)) != nil
      }
      if !others.isEmpty {
        return "the document has no \(name.method) \(name.path), but it has \(others.joined(by: ", ")) there."
      }
    }
    var near: [(path: String, distance: Int)] = []
    for document in documents {
      for operation in EndpointCatalogue(document: document).creates.prefix(5000) {
        near.append((operation.path, distance(name.path, operation.path)))
      }
    }
    near.sort { $0.distance < $1.distance }
    let message = "the document has no \(name.method) \(name.path)."
    guard !near.isEmpty else { return message + " It has no POST operation with a body." }
    return message + " Nearest: " + near.prefix(3).map({ $0.path }).joined(by: ", ")
      + ". List them with list_endpoints."
  }

  /// How many bytes differ, as Levenshtein counts; of long texts only the ends that people mistype.
  static func distance(_ one: String, _ other: String) -> Int {
    let first = Array(one.utf8.suffix(120))
    let second = Array(other.utf8.suffix(120))
    var row = Array(0...second.count)
    for (index, byte) in first.enumerated() {
      var corner = index
      row[0] = index &+ 1
      for place in second.indices {
        let changed = corner &+ (byte == second[place] ? 0 : 1)
        corner = row[place &+ 1]
        row[place &+ 1] = min(changed, min(row[place], corner) &+ 1)
      }
    }
    return row[second.count]
  }
}
