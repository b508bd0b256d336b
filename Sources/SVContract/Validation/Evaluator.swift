import CBytes
import SVText

/// Compares a value with schemas, keyword by keyword. One value, once.
final class Evaluator {
  let resolver: SchemaResolver
  let budget: Budget
  /// Why the value is not valid; those of the variants tried are taken out again.
  var problems: [Problem] = []
  /// What the schemas that apply know of the value's objects.
  var declarations: [Declaration] = []
  /// More than 0 while only the answer counts and not its reasons.
  var quiet = 0
  /// Whether the document asks anywhere for what is unevaluated.
  let tracksEvaluated: Bool
  /// Schemas that are being compared with values, to find those that refer to themselves.
  var following: [(schema: Int, value: Int)] = []
  /// Base schemas whose discriminator has already led to a derived one.
  var dispatching: [(schema: Int, value: Int)] = []

  /// The parts of the document with a URI of their own that the way to the present schema leads through.
  private(set) var parts: [Int] = []

  private var depth = 0
  private var schemas: [Int: Schema] = [:]
  private var patterns: [TextKey: Pattern?] = [:]
  private var objects: [Int: ObjectMembers] = [:]

  /// How deep schemas may apply schemas. Each level takes about a kilobyte of stack, for which the callers
  /// care.
  static let depthMax = 256
  static let problemsMax = 1000

  init(resolver: SchemaResolver, budget: Budget) {
    self.resolver = resolver
    self.budget = budget
    tracksEvaluated = resolver.root.document.mayHaveUnevaluatedKeys
  }

  var dialect: SchemaDialect { resolver.dialect }

  /// Compares a value with a schema. `keyword` is what a schema that lets nothing pass is blamed on.
  func evaluate(_ node: JSONNode, _ value: JSONNode, as keyword: Keyword = .not) -> SchemaVerdict {
    var outcome = SchemaVerdict()
    guard budget.spend(1) else { return outcome }
    if node.boolean == false { fail(&outcome, keyword, value, nil, node) }
    guard node.kind == .object else { return outcome }
    guard depth < Self.depthMax else {
      resolver.note(
        "the schema is nested too deeply; what lies below \(Self.depthMax) levels was not checked")
      return outcome
    }
    depth &+= 1
    let mark = parts.count
    if resolver.hasDynamicAnchors { parts.append(resolver.resource(of: node)) }
    apply(schema(node), value, &outcome)
    parts.removeLast(parts.count &- mark)
    depth &-= 1
    return outcome
  }

  private func apply(_ schema: Schema, _ value: JSONNode, _ outcome: inout SchemaVerdict) {
    if schema[.ref]?.kind == .string {
      outcome.merge(follow(schema, value))
      if dialect.referenceHidesSiblings { return }
    }
    if value.isNull, schema[.nullable]?.boolean == true || schema[.xNullable]?.boolean == true { return }
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

  /// A reference that comes back to the same schema for the same value adds nothing.
  private func follow(_ schema: Schema, _ value: JSONNode) -> SchemaVerdict {
    guard let target = resolver.target(ofReferenceIn: schema.node) else { return SchemaVerdict() }
    let pair = (schema: target.identity, value: value.identity)
    guard !following.contains(where: { $0.schema == pair.schema && $0.value == pair.value }) else {
      // From a base schema to a derived one and back is how inheritance is written.
      if !dispatching.contains(where: { $0.schema == pair.schema }) {
        resolver.note("the schema refers to itself without end; the reference was followed once")
      }
      return SchemaVerdict()
    }
    following.append(pair)
    defer { following.removeLast() }
    return evaluate(target, value, as: .ref)
  }

  func fail(
    _ outcome: inout SchemaVerdict, _ keyword: Keyword, _ place: JSONNode, _ schema: Schema?,
    _ rule: JSONNode,
    name: String? = nil
  ) {
    outcome.isValid = false
    guard quiet == 0, problems.count < Self.problemsMax else { return }
    problems.append(Problem(keyword: keyword, place: place, schema: schema, rule: rule, name: name))
  }

  func schema(_ node: JSONNode) -> Schema {
    if let known = schemas[node.identity] { return known }
    let made = Schema(node, dialect: dialect)
    schemas[node.identity] = made
    return made
  }

  func members(_ value: JSONNode) -> ObjectMembers {
    if let known = objects[value.identity] { return known }
    let made = ObjectMembers(value)
    if let name = made.repeated {
      resolver.note("the payload has \"\(name)\" more than once in one object; the last one counts")
    }
    objects[value.identity] = made
    return made
  }

  /// Whether a pattern occurs in a text. What cannot be found out counts as yes, with a note.
  func occurs(_ pattern: String, in text: String) -> Bool {
    let key = TextKey(pattern)
    if patterns[key] == nil { patterns[key] = .some(Pattern.compile(pattern)) }
    guard budget.spend(1 &+ text.utf8.count >> 4), let compiled = patterns[key] ?? nil else {
      resolver.note("the pattern \"\(pattern)\" cannot be read and was not checked")
      return true
    }
    guard let found = compiled.occurs(in: text) else {
      // A search that ran into its limit was a long one.
      _ = budget.spend(Self.costOfLongSearch)
      resolver.note("the pattern \"\(pattern)\" takes too long on a text of the payload and was not checked")
      return true
    }
    return found
  }

  private static let costOfLongSearch = 100_000
}
