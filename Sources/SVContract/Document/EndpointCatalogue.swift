import SVText

/// The endpoints of a document: which there are, and which belong together.
struct EndpointCatalogue {
  let document: OpenAPIDocument

  /// An operation by a key below `paths`, exactly as it stands there.
  @inline(never)
  func operation(_ method: UTF8Slice, at key: UTF8Slice) -> Operation? {
    document.paths.member(key).flatMap { document.operation(method, of: $0) }
  }

  /// The operation that is meant by an endpoint's name.
  @inline(never)
  func find(_ name: EndpointName) -> Operation? {
    let candidates = name.candidates(basePaths: document.basePaths, document.texts)
    for candidate in candidates {
      if let found = operation(name.method, at: candidate) { return found }
    }
    for candidate in candidates {
      if let found = findAlike(name.method, candidate) { return found }
    }
    return findTemplate(name.method, candidates)
  }

  /// Keys that differ by a query, a fragment or a slash at an end; none when several do.
  private func findAlike(_ method: UTF8Slice, _ path: UTF8Slice) -> Operation? {
    let plain = EndpointName.plain(path)
    var found: Operation?
    for entry in document.paths.list where EndpointName.plain(entry.name) == plain {
      guard let operation = document.operation(method, of: entry) else { continue }
      if found != nil { return nil }
      found = operation
    }
    return found
  }

  /// A path with values in place of its parameters; the key with the fewest parameters wins.
  private func findTemplate(_ method: UTF8Slice, _ candidates: [UTF8Slice]) -> Operation? {
    for candidate in candidates where candidate.hasStart("/") {
      let path = EndpointName.plain(candidate)
      var best: (operation: Operation, parameters: Int)?
      for entry in document.paths.list where entry.name.has(UInt8(ascii: "{")) {
        guard let parameters = Self.match(path, EndpointName.plain(entry.name)),
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
  private static func match(_ path: UTF8Slice, _ key: UTF8Slice) -> Int? {
    var parameters = 0
    var (keyRest, pathRest): (UTF8Slice?, UTF8Slice?) = (key, path)
    while let keyText = keyRest, let pathText = pathRest {
      let (wanted, given): (UTF8Slice, UTF8Slice)
      (wanted, keyRest) = keyText.cut(at: UInt8(ascii: "/"))
      (given, pathRest) = pathText.cut(at: UInt8(ascii: "/"))
      if wanted.has(UInt8(ascii: "{")), !given.isEmpty {
        parameters &+= 1
      } else if wanted != given {
        return nil
      }
    }
    return keyRest == nil && pathRest == nil ? parameters : nil
  }

  /// All POST operations that take a body.
  @inline(never)
  var creates: [Operation] {
    var creates: [Operation] = []
    for entry in document.paths.list {
      if let operation = document.operation("POST", of: entry), document.hasBody(operation) {
        creates.append(operation)
      }
    }
    return creates
  }
}

// MARK: The two ways of a generation

extension EndpointCatalogue {
  private static var plainPart: UTF8Slice { "/generation/" }
  private static var streamPart: UTF8Slice { "/generation/sse/" }

  static func isGeneration(_ path: UTF8Slice) -> Bool { path.has(plainPart) }

  static func isStream(_ path: UTF8Slice) -> Bool { path.has(streamPart) }

  /// The key of the operation that answers with a stream of events, given either of the two.
  @inline(never)
  func streamTwin(of path: UTF8Slice, _ method: UTF8Slice) -> UTF8Slice? {
    guard Self.isGeneration(path) else {
      return operation(method, at: path).map { document.answersWithStreamOnly($0) } == true ? path : nil
    }
    return firstKey(method, Self.isStream(path) ? path : replaced(path, Self.plainPart, Self.streamPart))
  }

  /// The key of the operation whose result is polled, given either of the two.
  @inline(never)
  func pollingTwin(of path: UTF8Slice, _ method: UTF8Slice) -> UTF8Slice? {
    guard Self.isGeneration(path) else {
      return streamTwin(of: path, method) == nil && operation(method, at: path) != nil ? path : nil
    }
    return firstKey(method, Self.isStream(path) ? replaced(path, Self.streamPart, Self.plainPart) : path)
  }

  @inline(never)
  private func firstKey(_ method: UTF8Slice, _ path: UTF8Slice) -> UTF8Slice? {
    for form in EndpointName.forms(of: path, document.texts) where operation(method, at: form) != nil {
      return form
    }
    return nil
  }

  private func replaced(_ text: UTF8Slice, _ part: UTF8Slice, _ other: UTF8Slice) -> UTF8Slice {
    guard let place = text.place(of: part) else { return text }
    return document.texts.joined([text.part(0, place), other, text.dropping(place &+ part.count)], by: "")
  }

  /// The path that gives the result of a generation by its id.
  var pollPath: UTF8Slice? {
    for path: UTF8Slice in ["/generation/{id}", "/v1/generation/{request_id}", "/v1/generation/{id}"] {
      if operation("GET", at: path) != nil { return path }
    }
    return firstGet("generation", nil)
  }

  /// The path that gives the events of a prediction that runs already.
  var subscribePath: UTF8Slice? { firstGet("predictions", "subscribe") }

  /// The first GET whose last segments are a word, a parameter and, unless it is nil, another word.
  private func firstGet(_ word: UTF8Slice, _ lastWord: UTF8Slice?) -> UTF8Slice? {
    // Nearly every path can be told by its last byte.
    let lastByte = lastWord?.last ?? UInt8(ascii: "}")
    for entry in document.paths.list {
      guard entry.name.last == lastByte || entry.name.has(UInt8(ascii: "?")) else { continue }
      var rest = EndpointName.plain(entry.name)
      if let lastWord, Self.takeLast(of: &rest) != lastWord { continue }
      guard let parameter = Self.takeLast(of: &rest), parameter.hasStart("{"), parameter.hasEnd("}"),
        Self.takeLast(of: &rest) == word, document.operation("GET", of: entry) != nil
      else { continue }
      return entry.name
    }
    return nil
  }

  /// The last segment of a path, which is taken away; nil when there is none left.
  private static func takeLast(of path: inout UTF8Slice) -> UTF8Slice? {
    guard let slash = path.lastPlace(of: UInt8(ascii: "/")) else {
      defer { path = "" }
      return path.isEmpty ? nil : path
    }
    defer { path = path.part(0, slash) }
    return path.dropping(slash &+ 1)
  }

  /// The values of a schema that lists the states of a job, nil where there is none.
  func statusValues(_ name: UTF8Slice) -> JSONViewElements? {
    guard let schema = document.namedSchema(name), let list = document.resolver.resolve(schema)["enum"] else {
      return nil
    }
    for value in list.elements where value.kind != .string { return nil }
    return list.elements
  }
}
