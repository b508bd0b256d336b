import SVText

/// The error for an endpoint that does not exist.
enum EndpointSuggestion {
  private static let pathsMax = 5000
  private static let namedMax = 3

  static func error(for name: EndpointName, in documents: [OpenAPIDocument]) -> InspectionError {
    let meant = meant(by: name, in: documents)
    if let texts = documents.first?.texts, !meant.isEmpty {
      return InspectionError(
        .misspelt,
        "the document has no model \(name.path). Did you mean \(texts.joined(meant, by: " or "))?")
    }
    return InspectionError(.notFound, message(for: name, in: documents))
  }

  /// The models whose last part is this name, for a name of one part: the platform has none of one part.
  private static func meant(by name: EndpointName, in documents: [OpenAPIDocument]) -> [UTF8Slice] {
    guard !name.path.isEmpty, !name.path.has(UInt8(ascii: "/")) else { return [] }
    var models: [UTF8Slice] = []
    var parts: [UTF8Slice] = []
    for document in documents {
      for operation in EndpointCatalogue(document: document).creates {
        guard let model = EndpointCatalogue.model(operation.path),
          let slash = model.lastPlace(of: UInt8(ascii: "/")), models.count < pathsMax
        else { continue }
        models.append(model)
        parts.append(model.dropping(slash &+ 1))
      }
    }
    guard let part = NearestName.nearest(to: name.path, among: parts) else { return [] }
    var meant: [UTF8Slice] = []
    for place in models.indices where parts[place] == part && meant.count < namedMax {
      meant.appendNew(models[place])
    }
    return meant
  }

  private static func message(for name: EndpointName, in documents: [OpenAPIDocument]) -> Words {
    for document in documents {
      // Only the path itself was looked up until now.
      if let note = document.resolver.notes.first {
        return "\(name.method) \(name.path) was not found: \(note). Join the files into one document."
      }
      let others = otherMethods(name, document)
      if !others.isEmpty {
        return "the document has no \(name.method) \(name.path), but it has \(others) there."
      }
    }
    let near = nearest(to: name.path, in: documents)
    guard !near.isEmpty, let texts = documents.first?.texts else {
      return "the document has no \(name.method) \(name.path). It has no POST operation with a body."
    }
    return "the document has no \(name.method) \(name.path). Most similar: \(texts.joined(near, by: ", "))."
  }

  /// The methods that the document has for the path, such as "GET, PUT"; empty if there are none.
  private static func otherMethods(_ name: EndpointName, _ document: OpenAPIDocument) -> UTF8Slice {
    let catalogue = EndpointCatalogue(document: document)
    let wanted = EndpointName(name.path, document.texts)
    guard !wanted.path.isEmpty else { return "" }
    var others: [UTF8Slice] = []
    for method: UTF8Slice in ["GET", "PUT", "PATCH", "DELETE", "POST"] {
      if catalogue.find(EndpointName(method, path: wanted.path)) != nil { others.append(method) }
    }
    return document.texts.joined(others, by: ", ")
  }

  /// The paths most similar to one, the most similar first. Equally similar paths keep the order of the
  /// documents.
  private static func nearest(to path: UTF8Slice, in documents: [OpenAPIDocument]) -> [UTF8Slice] {
    var near: [(path: UTF8Slice, distance: Int)] = []
    let wanted = ends(path)
    for document in documents {
      for operation in EndpointCatalogue(document: document).creates.prefix(pathsMax) {
        let distance = NearestName.distance(wanted, ends(operation.path))
        var place = near.count
        while place > 0, near[place &- 1].distance > distance { place &-= 1 }
        guard place < namedMax else { continue }
        near.insert((operation.path, distance), at: place)
        if near.count > namedMax { near.removeLast() }
      }
    }
    return near.map { $0.path }
  }

  /// Only the ends of long paths are compared, because mistakes are mostly there.
  private static func ends(_ path: UTF8Slice) -> [UInt8] {
    Array(path.dropping(max(path.count &- 120, 0)).bytes)
  }
}
