import SVText

/// The endpoints of a document: which there are, and which belong together.
struct EndpointCatalogue {
  let document: OpenAPIDocument

  /// An operation by a key below `paths`, exactly as it stands there.
  func operation(_ method: String, at key: String) -> Operation? {
    document.paths.member(key).flatMap { document.operation(method, of: $0) }
  }

  /// The operation that is meant by an endpoint's name.
  func find(_ name: EndpointName) -> Operation? {
    let candidates = name.candidates(basePaths: document.basePaths)
    for candidate in candidates {
      if let found = operation(name.method, at: candidate) { return found }
    }
    for candidate in candidates {
      if let found = findAlike(name.method, candidate) { return found }
    }
    return findTemplate(name.method, candidates)
  }

  /// Keys that differ by a query, a fragment or a slash at an end; none when several do.
  private func findAlike(_ method: String, _ path: String) -> Operation? {
    let plain = EndpointName.plain(path)
    var found: Operation?
    for entry in document.paths.list where EndpointName.plain(entry.name).isSameText(as: plain) {
      guard let operation = document.operation(method, of: entry) else { continue }
      if found != nil { return nil }
      found = operation
    }
    return found
  }

  /// A path with values in place of its parameters; the key with the fewest parameters wins.
  private func findTemplate(_ method: String, _ candidates: [String]) -> Operation? {
    for candidate in candidates where candidate.hasStart("/") {
      let segments = EndpointName.plain(candidate).parts(separatedBy: UInt8(ascii: "/"))
      var best: (operation: Operation, parameters: Int)?
      for entry in document.paths.list where entry.name.hasByte("{") {
        guard let parameters = Self.match(segments, entry.name),
          best.map({ parameters < $0.parameters }) ?? true,
          let operation = document.operation(method, of: entry)
        else { continue }
        best = (operation, parameters)
      }
      if let best { return best.operation }
    }
    return nil
  }

  /// How many segments of a key are parameters, if a path has the form of the key; nil if not.
  private static func match(_ segments: [String], _ key: String) -> Int? {
    let pattern = EndpointName.plain(key).parts(separatedBy: UInt8(ascii: "/"))
    guard pattern.count == segments.count else { return nil }
    var parameters = 0
    for (wanted, given) in zip(pattern, segments) {
      if wanted.hasByte("{"), !given.isEmpty {
        parameters &+= 1
      } else if !wanted.isSameText(as: given) {
        return nil
      }
    }
    return parameters
  }

  /// All POST operations that take a body.
  var creates: [Operation] {
    document.paths.list.compactMap { document.operation("POST", of: $0) }.filter { document.hasBody($0) }
  }
}

// MARK: The two ways of a generation

extension EndpointCatalogue {
  private static let plainPart = "/generation/"
  private static let streamPart = "/generation/sse/"

  static func isGeneration(_ path: String) -> Bool { path.utf8Contains(plainPart) }

  static func isStream(_ path: String) -> Bool { path.utf8Contains(streamPart) }

  /// The key of the operation that answers with a stream of events, given either of the two.
  func streamTwin(of path: String, _ method: String) -> String? {
    guard Self.isGeneration(path) else {
      return operation(method, at: path).map { document.answersWithStreamOnly($0) } == true ? path : nil
    }
    let twin = Self.isStream(path) ? path : Self.replaced(path, Self.plainPart, Self.streamPart)
    return firstKey(method, EndpointName.forms(of: twin))
  }

  /// The key of the operation whose result is polled, given either of the two.
  func pollingTwin(of path: String, _ method: String) -> String? {
    guard Self.isGeneration(path) else {
      return streamTwin(of: path, method) == nil ? firstKey(method, [path]) : nil
    }
    let twin = Self.isStream(path) ? Self.replaced(path, Self.streamPart, Self.plainPart) : path
    return firstKey(method, EndpointName.forms(of: twin))
  }

  private func firstKey(_ method: String, _ keys: [String]) -> String? {
    keys.first { operation(method, at: $0) != nil }
  }

  private static func replaced(_ text: String, _ part: String, _ other: String) -> String {
    var head: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let first = rest.first {
      if rest.starts(with: part.utf8) {
        return String(decoding: head + Array(other.utf8) + rest.dropFirst(part.utf8.count), as: UTF8.self)
      }
      head.append(first)
      rest.removeFirst()
    }
    return text
  }

  /// The path that gives the result of a generation by its id.
  var pollPath: String? {
    let known = ["/generation/{id}", "/v1/generation/{request_id}", "/v1/generation/{id}"]
    return firstKey("GET", known) ?? firstGet(endingIn: ["generation", nil])
  }

  /// The path that gives the events of a prediction that runs already.
  var subscribePath: String? { firstGet(endingIn: ["predictions", nil, "subscribe"]) }

  /// The first GET whose last segments are these; nil stands for a parameter.
  private func firstGet(endingIn wanted: [String?]) -> String? {
    // Nearly every path can be told by its last byte.
    let lastByte = (wanted.last ?? nil).map { $0.utf8.last } ?? UInt8(ascii: "}")
    let paths = document.paths.list
    for place in paths.indices where paths[place].name.utf8.last == lastByte || paths[place].name.hasByte("?")
    {
      let entry = paths[place]
      let segments = EndpointName.plain(entry.name).parts(separatedBy: UInt8(ascii: "/"))
      guard segments.count >= wanted.count else { continue }
      let fits = zip(segments.suffix(wanted.count), wanted).allSatisfy { segment, word in
        word.map { $0.isSameText(as: segment) } ?? (segment.hasStart("{") && segment.hasEnd("}"))
      }
      if fits, document.operation("GET", of: entry) != nil { return entry.name }
    }
    return nil
  }

  /// The values of a schema that lists the states of a job, nil where there is none.
  func statusValues(_ name: String) -> [JSONNode]? {
    guard let schema = document.namedSchema(name), let list = document.resolver.resolve(schema)["enum"] else {
      return nil
    }
    let values = Array(list.elements)
    return values.allSatisfy { $0.kind == .string } ? values : nil
  }
}
