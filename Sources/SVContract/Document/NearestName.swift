/// Finds what someone may have meant.
enum NearestName {
  /// The candidate nearest to a text, if one is near enough to be worth naming.
  static func nearest(to text: String, among candidates: [String]) -> String? {
    let wanted = folded(text)
    guard !wanted.isEmpty else { return nil }
    var best: (distance: Int, candidate: String)?
    for candidate in candidates.prefix(candidatesMax) {
      let other = folded(candidate)
      // Of names this short any two are near.
      let longest = max(wanted.count, other.count)
      let limit = longest < 3 ? 0 : max(1, longest / 3)
      guard max(wanted.count &- other.count, other.count &- wanted.count) <= limit else { continue }
      let distance = distance(wanted, other)
      if distance <= limit, distance < best?.distance ?? Int.max { best = (distance, candidate) }
    }
    return best?.candidate ?? candidates.prefix(candidatesMax).first { contains(wanted, folded($0)) }
  }

  private static let candidatesMax = 500
  private static let lengthMax = 64

  /// "1080" stands for "1080p", "img" does not stand for "images_and_more".
  private static func contains(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count >= 3, other.count >= 3 else { return false }
    return one.starts(with: other) || other.starts(with: one)
  }

  /// Case, and how words are joined, is what people get wrong first.
  private static func folded(_ text: String) -> [UInt8] {
    text.utf8.prefix(lengthMax).compactMap { byte in
      if byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: " ") { return nil }
      return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
  }

  /// Insertions, deletions, substitutions and swaps of neighbours that make one text of the other.
  static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var before: [Int] = []
    var last = Array(0...other.count)
    for row in 0..<one.count {
      var next = [row &+ 1]
      for column in 0..<other.count {
        let change = last[column] &+ (one[row] == other[column] ? 0 : 1)
        var cost = min(change, last[column &+ 1] &+ 1, next[column] &+ 1)
        if row > 0, column > 0, one[row] == other[column &- 1], one[row &- 1] == other[column] {
          cost = min(cost, before[column &- 1] &+ 1)
        }
        next.append(cost)
      }
      before = last
      last = next
    }
    return last[other.count]
  }
}

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
