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
        near.append((operation.path, NearestName.distance(ends(name.path), ends(operation.path))))
      }
    }
    near.sort { $0.distance < $1.distance }
    let message = "the document has no \(name.method) \(name.path)."
    guard !near.isEmpty else { return message + " It has no POST operation with a body." }
    return message + " Nearest: " + near.prefix(3).map({ $0.path }).joined(by: ", ")
      + ". List them with list_endpoints."
  }

  /// Of long paths only the ends, which people mistype.
  private static func ends(_ path: String) -> [UInt8] { Array(path.utf8.suffix(120)) }
}
