import SVText

/// Makes the smallest payload that satisfies a schema.
struct TemplateMaker {
  let reader: ShapeReader
  let inForm: Bool
  var includesDefaults = false
  let check: TemplateCheck
  /// How many values may be made until one is good enough.
  private let triesLeft = Budget(steps: 4000)

  /// Where in a payload a value stands.
  struct Place {
    var name: String
    var depth = 0
    /// Which element of a list it is part of.
    var index = 0
    /// The schemas around it, by which circles are seen.
    var around: [Int] = []

    func within(_ name: String, _ shape: SchemaShape, index: Int? = nil) -> Place {
      Place(
        name: name, depth: depth &+ 1, index: index ?? self.index,
        around: around + shape.layers.map({ $0.identity }))
    }
  }

  static let deepest = 24

  /// A value that satisfies a set, nil when none could be made.
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
      if let told = toldApart(last, properties, shape, set, at: place) { return told }
    }
    for candidate in examples(of: shape) where check.accepts(candidate, set) { return candidate }
    if shape.isNullable, check.accepts(.null, set) { return .null }
    return last
  }

  /// What the document itself offers: the default, then the allowed values.
  private func stated(_ shape: SchemaShape, at place: Place) -> [PayloadValue] {
    var found: [PayloadValue] = []
    if let fallback = shape["default"], !fallback.isNull, reader.contradiction(fallback, shape) == nil,
      place.index == 0
    {
      found.append(.json(fallback.rawText))
    }
    // Values of a variant have to go with its other fields.
    guard let values = shape.unions.isEmpty ? shape.allowedValues : reader.values(of: shape).all else {
      return found
    }
    let given = values.filter { !$0.isNull }
    if !given.isEmpty {
      let start = place.index % given.count
      for value in given[start...].prefix(32) + given[..<start].prefix(32) {
        found.append(.json(value.rawText))
      }
    }
    return found
  }

  private func examples(of shape: SchemaShape) -> [PayloadValue] {
    var found: [PayloadValue] = []
    for layer in shape.layers {
      if let example = layer["example"] { found.append(.json(example.rawText)) }
      if let list = layer["examples"], list.kind == .array {
        for example in list.elements.prefix(8) { found.append(.json(example.rawText)) }
      }
    }
    return found
  }

  /// Values made by type, of unions those of each alternative in turn.
  func made(_ shape: SchemaShape, at place: Place) -> [PayloadValue] {
    guard let union = shape.unions.first else { return byType(shape, at: place) }
    var found: [PayloadValue] = []
    for nodes in union.alternatives.prefix(64) {
      let alternative = reader.shape(of: SchemaSet(nodes), implicitVariants: false)
      let variant = reader.variant(alternative, nodes, of: union)
      let whole = reader.whole(shape, variant)
      let isCircle = alternative.layers.contains { layer in
        layer["properties"] == nil && shape.layers.contains { $0.identity == layer.identity }
      }
      guard !isCircle, !alternative.isNever, place.depth < Self.deepest, triesLeft.spend(1) else { continue }
      var next = place
      next.depth &+= 1
      for value in made(whole, at: next).prefix(8) {
        found.append(reader.discriminated(value, variant, union))
      }
      if let values = whole.unions.isEmpty ? whole.allowedValues : nil {
        found += values.filter { !$0.isNull }.prefix(8).map { .json($0.rawText) }
      }
      if found.count >= 256 { break }
    }
    return found
  }

  func byType(_ shape: SchemaShape, at place: Place) -> [PayloadValue] {
    if let values = shape.allowedValues?.filter({ !$0.isNull }), !values.isEmpty {
      return values.prefix(32).map { .json($0.rawText) }
    }
    let types = shape.types
    var found: [PayloadValue] = []
    if reader.isFile(shape, inForm: inForm) { return [.string("<" + place.name + ">")] }
    if types.contains(.string) { found += strings(shape, at: place).map { .string($0) } }
    if types.contains(.integer), let text = NumberSample(shape: shape, isWhole: true).text(index: place.index)
    {
      found.append(.json(text))
    }
    if types.contains(.number), let text = NumberSample(shape: shape, isWhole: false).text(index: place.index)
    {
      found.append(.json(text))
    }
    if types.contains(.boolean) { found.append(.boolean(place.index % 2 == 1)) }
    if types.contains(.object), let object = object(shape, at: place) { found.append(object) }
    if types.contains(.array), let array = array(shape, at: place) { found.append(array) }
    // A schema that says nothing takes anything.
    if types.isEmpty { found.append(place.name.isEmpty ? .object([]) : .string("<" + place.name + ">")) }
    return found
  }

  private func strings(_ shape: SchemaShape, at place: Place) -> [String] {
    let (least, most) = (shape.least("minLength"), shape.most("maxLength"))
    var found = StringSample.candidates(name: place.name, format: shape.text("format"), index: place.index)
      .map { StringSample.fitted($0, least: least, most: most) }
    let patterns = shape.layers.compactMap { $0["pattern"]?.string }
    for pattern in patterns {
      found += PatternSample.candidates(pattern, least: least, most: most, index: place.index)
    }
    return found
  }
}

/// How a template is made.
struct TemplateOptions {
  /// Optional fields that have a default are filled in too.
  var includesDefaults = false
  /// The name, the number from 1, or the discriminator's value of the variant to take.
  var variant: String?
}

/// Whether a value that was made satisfies its schemas, by the validator's own rules.
struct TemplateCheck {
  let document: OpenAPIDocument

  /// Templates are small; a document that makes more work than this for all values tried is not worth it.
  private let budget = Budget(steps: 2_000_000)

  init(document: OpenAPIDocument) { self.document = document }

  func accepts(_ value: PayloadValue, _ set: SchemaSet) -> Bool {
    let text = value.text
    guard let json = try? JSONDocument(text: text) else { return false }
    let isValid = set.nodes.allSatisfy { satisfies(json.root, $0) }
    guard isValid, !set.choices.isEmpty else { return isValid }
    return set.choices.contains { choice in choice.allSatisfy { satisfies(json.root, $0) } }
  }

  private func satisfies(_ value: JSONNode, _ schema: JSONNode) -> Bool {
    let evaluator = Evaluator(resolver: document.resolver, budget: budget)
    evaluator.quiet = 1
    return evaluator.evaluate(schema, value).isValid
  }
}
