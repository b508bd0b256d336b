import SVText

/// Compares one value with schemas, keyword by keyword. Each instance is used once.
final class Evaluator {
  let resolver: SchemaResolver
  let budget: Budget
  /// Why the value is not valid. Problems of rejected variants are removed again.
  var problems: [Problem] = []
  /// Which members of the value's objects the applied schemas know.
  var declarations: [Declaration] = []
  /// While this is greater than 0, only the verdict is needed, not the problems.
  var quiet = 0
  /// Whether the document uses `unevaluatedProperties` or `unevaluatedItems`.
  let tracksEvaluated: Bool
  /// The comparisons in progress, to detect schemas that refer to themselves.
  var following: [Step] = []
  /// Base schemas whose discriminator has already selected a derived schema.
  var dispatching: [Step] = []

  /// A comparison of a schema with a value.
  struct Step: Equatable {
    let schema: Int
    let value: Int

    init(_ schema: JSONView, _ value: JSONView) {
      self.schema = schema.identity
      self.value = value.identity
    }
  }

  /// The resources (parts of the document with their own URI) on the path to the current schema.
  private(set) var parts: [Int] = []

  private var depth = 0
  private var patternPlaces = Places<UTF8Slice>()
  private var patterns: [Pattern?] = []
  private var objectPlaces = Places<Int>()
  private var objects: [ObjectMembers] = []

  /// The limit for nested schemas. Each level takes about 1 KB of stack; callers provide enough.
  static let depthMax = 256
  static let problemsMax = 1000

  init(resolver: SchemaResolver, budget: Budget) {
    self.resolver = resolver
    self.budget = budget
    tracksEvaluated = resolver.root.mayHaveUnevaluatedKeys
  }

  var dialect: SchemaDialect { resolver.dialect }
  /// Memory for texts, in the document's workspace.
  var texts: TextMemory { resolver.workspace.texts }

  /// Compares a value with a schema. `keyword` is reported if the schema is `false`.
  @inline(never)
  func evaluate(_ node: JSONView, _ value: JSONView, as keyword: Keyword = .not) -> SchemaVerdict {
    var outcome = SchemaVerdict()
    guard budget.spend(1) else { return outcome }
    if node.isFalse { fail(&outcome, keyword, value, nil, node) }
    guard node.kind == .object else { return outcome }
    guard depth < Self.depthMax else {
      resolver.note(
        "the schema is nested too deeply; what lies below \(Self.depthMax) levels was not checked")
      return outcome
    }
    depth &+= 1
    let mark = parts.count
    if resolver.hasDynamicAnchors { parts.append(resolver.resource(of: node)) }
    apply(resolver.schema(node), value, &outcome)
    parts.removeLast(parts.count &- mark)
    depth &-= 1
    return outcome
  }

  private func apply(_ schema: Schema, _ value: JSONView, _ outcome: inout SchemaVerdict) {
    if schema[.ref]?.kind == .string {
      outcome.merge(follow(schema, value))
      if dialect.referenceHidesSiblings { return }
    }
    if value.isNull, schema[.nullable]?.isTrue == true || schema[.xNullable]?.isTrue == true { return }
    guard checkType(schema, value, &outcome) else { return }
    checkChoices(schema, value, &outcome)
    switch value.kind {
    case .number: checkNumber(schema, value, &outcome)
    case .string: checkString(schema, value, &outcome)
    case .array: checkArray(schema, value, &outcome)
    case .object: checkObject(schema, value, &outcome)
    case .null, .boolean: break
    }
    guard outcome.isValid || quiet == 0 else { return }
    combine(schema, value, &outcome)
    if tracksEvaluated { checkUnevaluated(schema, value, &outcome) }
  }

  /// A reference that returns to the same schema with the same value adds no constraint.
  private func follow(_ schema: Schema, _ value: JSONView) -> SchemaVerdict {
    guard let target = resolver.target(ofReferenceIn: schema.node) else { return SchemaVerdict() }
    let step = Step(target, value)
    guard !following.contains(step) else {
      // A derived schema includes its base, and the base's discriminator selects the derived one. This cycle
      // is not an error.
      if !dispatching.contains(where: { $0.schema == step.schema }) {
        resolver.note("the schema refers to itself without end; the reference was followed once")
      }
      return SchemaVerdict()
    }
    following.append(step)
    defer { following.removeLast() }
    return evaluate(target, value, as: .ref)
  }

  @inline(never)
  func fail(
    _ outcome: inout SchemaVerdict, _ keyword: Keyword, _ place: JSONView, _ schema: Schema?,
    _ rule: JSONView, name: UTF8Slice? = nil, fitting: [JSONView] = []
  ) {
    outcome.isValid = false
    guard quiet == 0, problems.count < Self.problemsMax else { return }
    problems.append(
      Problem(keyword: keyword, place: place, schema: schema, rule: rule, name: name, fitting: fitting))
  }

  @inline(never)
  func members(_ value: JSONView) -> ObjectMembers {
    let (place, isNew) = objectPlaces.add(value.identity)
    if isNew {
      let made = ObjectMembers(value)
      if let name = made.repeated {
        resolver.note("the payload has \"\(name)\" more than once in one object; the last one counts")
      }
      objects.append(made)
    }
    return objects[place]
  }

  /// Whether a pattern matches in a text. If that cannot be determined, it returns true and adds a note.
  @inline(never)
  func occurs(_ pattern: UTF8Slice, in text: UTF8Slice) -> Bool {
    guard budget.spend(1 &+ (pattern.count &+ text.count) >> 4) else { return true }
    guard let compiled = compiled(pattern) else {
      guard !budget.isSpent else { return true }
      resolver.note("the pattern \"\(pattern)\" cannot be read and was not checked")
      return true
    }
    guard let found = compiled.occurs(in: text) else {
      // A search that reached its limit took long.
      _ = budget.spend(Self.costOfLongSearch)
      resolver.note("the pattern \"\(pattern)\" takes too long on a text of the payload and was not checked")
      return true
    }
    return found
  }

  /// Whether a text has a format; true for an unknown format.
  func has(_ text: UTF8Slice, format: UTF8Slice) -> Bool {
    guard let pattern = Formats.pattern(format) else { return true }
    return compiled(pattern)?.occurs(in: text) != false && Formats.isValid(text, format)
  }

  private func compiled(_ pattern: UTF8Slice) -> Pattern? {
    let (place, isNew) = patternPlaces.add(pattern)
    // The costs of compiling grow with the pattern.
    if isNew { patterns.append(budget.spend(pattern.count) ? Pattern.compile(pattern) : nil) }
    return patterns[place]
  }

  private static let costOfLongSearch = 100_000
}
