import SVText

/// Makes the smallest payload that is valid for a schema.
struct TemplateMaker {
  let reader: ShapeReader
  let inForm: Bool
  var includesDefaults = false
  /// Whether examples of the document are used.
  var usesExamples = true
  let check: TemplateCheck
  /// How many values may be tried.
  let triesLeft = Budget(steps: 4000)
  /// How many bytes of text may be made. They are all kept until the end, and checked at each level.
  let textLeft = Budget(steps: 1 << 24)

  /// Whether one of these limits ended the work early.
  var isSpent: Bool { triesLeft.isSpent || textLeft.isSpent || check.budget.isSpent }

  /// The place of a value in the payload.
  struct Place {
    var name: UTF8Slice
    var depth = 0
    /// The index of the element in its list.
    var index = 0
    /// The enclosing schemas, to detect cycles.
    var enclosing: [Int] = []
    /// The values here of the examples of enclosing values.
    var examples: [JSONView] = []

    @inline(never)
    func within(_ name: UTF8Slice, _ shape: SchemaShape, index: Int? = nil) -> Place {
      var place = Place(name: name, depth: depth &+ 1, index: index ?? self.index, enclosing: enclosing)
      for layer in shape.layers { place.enclosing.append(layer.identity) }
      for example in examples + shape.examples {
        var elements = example.elements
        for _ in 0..<(index ?? 0) { _ = elements.next() }
        if let part = index == nil ? example[name] : elements.next() { place.examples.append(part) }
      }
      return place
    }
  }

  static let deepest = 24

  /// A value that satisfies a set; nil if none could be made.
  @inline(never)
  func value(of set: SchemaSet, at place: Place) -> PayloadValue? {
    let shape = reader.shape(of: set)
    guard !shape.isNever, place.depth < Self.deepest, triesLeft.spend(1) else { return nil }
    for candidate in stated(shape, at: place) where check.accepts(candidate, set) { return candidate }
    var last: PayloadValue?
    for candidate in made(shape, at: place) {
      if check.accepts(candidate, set) { return candidate }
      last = last ?? candidate
    }
    if let last, !shape.unions.isEmpty {
      let properties = reader.mergedProperties(of: shape, variants: reader.variants(of: shape))
      if let value = withDecidingMember(last, properties, shape, set, at: place) { return value }
    }
    for example in shape.examples where check.accepts(.json(example.raw), set) { return .json(example.raw) }
    if shape.isNullable, check.accepts(.null, set) { return .null }
    return last
  }

  /// The values in the document: the defaults, then examples, then the allowed values.
  private func stated(_ shape: SchemaShape, at place: Place) -> [PayloadValue] {
    var found: [PayloadValue] = []
    for layer in shape.layers where place.index == 0 {
      guard let fallback = layer["default"], !fallback.isNull, reader.contradiction(fallback, shape) == nil
      else { continue }
      found.append(.json(fallback.raw))
    }
    // The members and elements of an example are used one by one, so that the template remains small.
    if usesExamples, !reader.isFile(shape, inForm: inForm) {
      for example in place.index == 0 ? place.examples + shape.examples : place.examples {
        let isWhole = example.kind == .object || example.kind == .array || example.isNull
        if !isWhole, textLeft.spend(example.raw.count) { found.append(.json(example.raw)) }
      }
    }
    // Values of a variant must match its other fields.
    guard let values = shape.unions.isEmpty ? shape.allowedValues : reader.values(of: shape).all else {
      return found
    }
    let given = values.filter { !$0.isNull }
    if given.isEmpty { return found }
    let start = place.index % given.count
    for value in given[start...].prefix(32) { found.append(.json(value.raw)) }
    for value in given[..<start].prefix(32) { found.append(.json(value.raw)) }
    return found
  }

  /// Values by type; for unions, those of each alternative in turn.
  @inline(never)
  func made(_ shape: SchemaShape, at place: Place) -> [PayloadValue] {
    guard let union = shape.unions.first else { return byType(shape, at: place) }
    var found: [PayloadValue] = []
    for nodes in union.alternatives.prefix(64) {
      let alternative = reader.plainShape(of: nodes)
      let variant = reader.variant(alternative, nodes, of: union)
      let whole = reader.whole(shape, variant)
      let isCircle = alternative.layers.contains { $0["properties"] == nil && shape.layers.has($0) }
      guard !isCircle, !alternative.isNever, place.depth < Self.deepest, triesLeft.spend(1) else { continue }
      var next = place
      next.depth &+= 1
      for value in made(whole, at: next).prefix(8) {
        found.append(reader.discriminated(value, variant, union))
      }
      if whole.unions.isEmpty { found += allowed(whole, atMost: 8) }
      if found.count >= 256 { break }
    }
    return found
  }

  private func allowed(_ shape: SchemaShape, atMost count: Int) -> [PayloadValue] {
    var found: [PayloadValue] = []
    for value in shape.allowedValues ?? [] where !value.isNull && found.count < count {
      found.append(.json(value.raw))
    }
    return found
  }

  @inline(never)
  func byType(_ shape: SchemaShape, at place: Place) -> [PayloadValue] {
    let allowed = allowed(shape, atMost: 32)
    if !allowed.isEmpty { return allowed }
    let types = shape.types
    var found: [PayloadValue] = []
    let placeholder = PayloadValue.string(reader.texts.joined(["<", place.name, ">"], by: ""))
    if reader.isFile(shape, inForm: inForm) { return [placeholder] }
    if types.contains(.string) {
      for text in strings(shape, at: place) where textLeft.spend(text.count) { found.append(.string(text)) }
    }
    for isWhole in [true, false] where types.contains(isWhole ? .integer : .number) {
      let sample = NumberSample(shape: shape, isWhole: isWhole, texts: reader.texts)
      if let text = sample.text(index: place.index) { found.append(.json(text)) }
    }
    if types.contains(.boolean) { found.append(.boolean(place.index % 2 == 1)) }
    if types.contains(.object), let object = object(shape, at: place) { found.append(object) }
    if types.contains(.array), let array = array(shape, at: place) { found.append(array) }
    // A schema without constraints accepts any value.
    if types.isEmpty { found.append(place.name.isEmpty ? .object([]) : placeholder) }
    return found
  }

  private func strings(_ shape: SchemaShape, at place: Place) -> [UTF8Slice] {
    guard !textLeft.isSpent else { return [] }
    let (least, most) = (shape.least("minLength"), shape.most("maxLength"))
    let sample = StringSample(name: place.name, index: place.index, texts: reader.texts)
    var found: [UTF8Slice] = []
    for text in sample.candidates(format: shape.text("format")) {
      found.append(sample.fitted(text, least: least, most: most))
    }
    for layer in shape.layers {
      guard let pattern = layer["pattern"]?.text else { continue }
      found += PatternSample.candidates(
        pattern, least: least, most: most, index: place.index, reader.texts, textLeft)
    }
    return found
  }
}

/// How a template is made.
struct TemplateOptions {
  /// Whether optional fields with a default are included.
  var includesDefaults = false
  /// The variant to use: its name, its number from 1, or the discriminator's value.
  var variant: UTF8Slice?
}

/// Checks with the validator whether a value that was made is valid.
struct TemplateCheck {
  let document: OpenAPIDocument

  /// Bounds the work for all values tried. Templates are small, so this limit is rarely reached.
  let budget = Budget(steps: 2_000_000)

  init(document: OpenAPIDocument) { self.document = document }

  @inline(never)
  func accepts(_ value: PayloadValue, _ set: SchemaSet) -> Bool {
    guard let json = value.document else { return false }
    let workspace = JSONWorkspace(json)
    defer { withExtendedLifetime(workspace) {} }
    guard satisfies(workspace.root, set.nodes) else { return false }
    for choice in set.choices where satisfies(workspace.root, choice) { return true }
    return set.choices.isEmpty
  }

  private func satisfies(_ value: JSONView, _ schemas: [JSONView]) -> Bool {
    for schema in schemas where !satisfies(value, schema) { return false }
    return true
  }

  private func satisfies(_ value: JSONView, _ schema: JSONView) -> Bool {
    let evaluator = Evaluator(resolver: document.resolver, budget: budget)
    evaluator.quiet = 1
    return evaluator.evaluate(schema, value).isValid
  }
}
