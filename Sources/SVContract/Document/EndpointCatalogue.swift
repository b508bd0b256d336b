import SVText

/// The endpoints of a document, and which of them belong to the same generation.
struct EndpointCatalogue {
  let document: OpenAPIDocument

  /// The operation whose key below `paths` equals this path exactly.
  @inline(never)
  func operation(_ method: UTF8Slice, at key: UTF8Slice) -> Operation? {
    document.paths.member(key).flatMap { document.operation(method, of: $0) }
  }

  /// The operation that an endpoint's name means.
  @inline(never)
  func find(_ name: EndpointName) -> Operation? {
    let candidates = name.candidates(basePaths: document.basePaths, document.texts)
    for candidate in candidates {
      if let found = operation(name.method, at: candidate) { return found }
    }
    // A document may list only one of the two paths of a generation.
    for candidate in candidates where Self.isGeneration(candidate) {
      if let found = operation(name.method, at: twin(of: candidate)) { return found }
    }
    for candidate in candidates {
      if let found = findAlike(name.method, candidate) { return found }
    }
    return findTemplate(name.method, candidates)
  }

  /// Finds a key that differs only by a query, a fragment or a trailing slash; nil if several do.
  private func findAlike(_ method: UTF8Slice, _ path: UTF8Slice) -> Operation? {
    var found: Operation?
    var isOnly = true
    document.plainPaths.visit(EndpointName.plain(path)) { entry in
      if let operation = document.operation(method, of: entry) {
        isOnly = found == nil
        found = operation
      }
      return isOnly && document.mayCompare(entry.name)
    }
    return isOnly ? found : nil
  }

  /// Finds a key whose parameters match values in the path. The key with the fewest parameters wins.
  private func findTemplate(_ method: UTF8Slice, _ candidates: [UTF8Slice]) -> Operation? {
    for candidate in candidates where candidate.hasStart("/") {
      let path = EndpointName.plain(candidate)
      var best: (operation: Operation, parameters: Int)?
      document.plainPaths.visit("{") { entry in
        if let parameters = Self.match(path, EndpointName.plain(entry.name)),
          best.map({ parameters < $0.parameters }) ?? true,
          let operation = document.operation(method, of: entry)
        {
          best = (operation, parameters)
        }
        return document.mayCompare(entry.name)
      }
      if let best { return best.operation }
    }
    return nil
  }

  /// How many segments of a key are parameters, if the path matches the key; nil if it does not.
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

  /// All POST operations with a request body.
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

// MARK: The stream path and the polling path of a generation

extension EndpointCatalogue {
  private static var plainPart: UTF8Slice { "/generation/" }
  private static var streamPart: UTF8Slice { "/generation/sse/" }

  /// The model of a path that generates; nil for any other path.
  @inline(never)
  static func model(_ path: UTF8Slice) -> UTF8Slice? {
    let part = isStream(path) ? streamPart : plainPart
    return path.place(of: part).map { path.dropping($0 &+ part.count) }
  }

  static func isGeneration(_ path: UTF8Slice) -> Bool { path.has(plainPart) }

  static func isStream(_ path: UTF8Slice) -> Bool { path.has(streamPart) }

  /// The key of the operation that answers with an event stream, for the key of either operation.
  @inline(never)
  func streamTwin(of path: UTF8Slice, _ method: UTF8Slice) -> UTF8Slice? {
    guard Self.isGeneration(path) else {
      return operation(method, at: path).map { document.answersWithStreamOnly($0) } == true ? path : nil
    }
    return firstKey(method, Self.isStream(path) ? path : twin(of: path))
  }

  /// The key of the operation whose result is polled, for the key of either operation.
  @inline(never)
  func pollingTwin(of path: UTF8Slice, _ method: UTF8Slice) -> UTF8Slice? {
    guard Self.isGeneration(path) else {
      return streamTwin(of: path, method) == nil && operation(method, at: path) != nil ? path : nil
    }
    return firstKey(method, Self.isStream(path) ? twin(of: path) : path)
  }

  @inline(never)
  private func firstKey(_ method: UTF8Slice, _ path: UTF8Slice) -> UTF8Slice? {
    for form in EndpointName.forms(of: path, document.texts) where operation(method, at: form) != nil {
      return form
    }
    return nil
  }

  /// The other path of a generation.
  private func twin(of path: UTF8Slice) -> UTF8Slice {
    Self.isStream(path)
      ? replaced(path, Self.streamPart, Self.plainPart) : replaced(path, Self.plainPart, Self.streamPart)
  }

  private func replaced(_ text: UTF8Slice, _ part: UTF8Slice, _ other: UTF8Slice) -> UTF8Slice {
    guard let place = text.place(of: part) else { return text }
    return document.texts.joined([text.part(0, place), other, text.dropping(place &+ part.count)], by: "")
  }

  /// The path of a generation's result by its id.
  var pollPath: UTF8Slice? {
    for path: UTF8Slice in ["/generation/{id}", "/v1/generation/{request_id}", "/v1/generation/{id}"] {
      if operation("GET", at: path) != nil { return path }
    }
    return firstGet("generation", nil)
  }

  /// The path of the events of a prediction that is running.
  var subscribePath: UTF8Slice? { firstGet("predictions", "subscribe") }

  /// The first GET whose last segments are a word, a parameter and, if it is not nil, a last word.
  private func firstGet(_ word: UTF8Slice, _ lastWord: UTF8Slice?) -> UTF8Slice? {
    // The last byte excludes nearly every path, so it is compared first.
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

  /// Removes and returns the last segment of a path; nil if there is none left.
  private static func takeLast(of path: inout UTF8Slice) -> UTF8Slice? {
    guard let slash = path.lastPlace(of: UInt8(ascii: "/")) else {
      defer { path = "" }
      return path.isEmpty ? nil : path
    }
    defer { path = path.part(0, slash) }
    return path.dropping(slash &+ 1)
  }

  /// The values of a schema that lists the states of a job; nil if there is none.
  func statusValues(_ name: UTF8Slice) -> JSONViewElements? {
    guard let schema = document.namedSchema(name), let list = document.resolver.resolve(schema)["enum"] else {
      return nil
    }
    for value in list.elements where value.kind != .string { return nil }
    return list.elements
  }
}
