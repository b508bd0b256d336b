import SVText

/// Describes what would have been valid.
struct Expectation {
  let evaluator: Evaluator
  private let wording: FindingWording

  init(_ evaluator: Evaluator, _ wording: FindingWording) {
    self.evaluator = evaluator
    self.wording = wording
  }

  func text(_ problem: Problem) -> Words {
    let rule = problem.rule
    switch problem.keyword {
    case .type: return "\(wording.either(types(rule)))"
    case .enum: return "\(values(rule))"
    case .const: return "\(wording.value(rule))"
    case .multipleOf: return "a multiple of \(rule.raw)"
    case .minimum: return "at least \(rule.raw)"
    case .maximum: return "at most \(rule.raw)"
    case .exclusiveMinimum: return "more than \(rule.raw)"
    case .exclusiveMaximum: return "less than \(rule.raw)"
    case .minLength, .maxLength: return size(problem, "character", "characters")
    case .minItems, .maxItems, .minContains, .maxContains, .contains: return items(problem)
    case .minProperties, .maxProperties: return size(problem, "field", "fields")
    case .pattern: return "text that matches the pattern \(wording.cut(rule.text ?? ""))"
    case .format: return format(rule.text ?? "")
    case .uniqueItems: return "items that all differ"
    default: return structure(problem)
    }
  }

  private func structure(_ problem: Problem) -> Words {
    let name = problem.name.map { wording.quoted($0) } ?? ""
    if problem.rule.isFalse, problem.name == nil { return "nothing: the schema allows no value here" }
    let rule = wording.cut(problem.rule.raw)
    switch problem.keyword {
    case .required: return "the field \(name)"
    case .dependentRequired, .dependencies: return "the field \(name) beside the others"
    case .additionalProperties, .unevaluatedProperties: return allowedNames(problem)
    case .propertyNames: return "field names that satisfy \(rule)"
    case .discriminator: return "\(tags(problem))"
    case .oneOf where !problem.fitting.isEmpty: return "exactly one variant to fit, not \(fitting(problem))"
    case .anyOf, .oneOf: return "one of the variants to fit"
    case .not: return "anything that does not satisfy \(rule)"
    default: return "a value that satisfies \(rule)"
    }
  }

  /// The variants that are valid. If there are many, only the first.
  private func fitting(_ problem: Problem) -> UTF8Slice {
    let names = problem.fitting.prefix(5).map {
      evaluator.texts.joined(["\"", evaluator.variantName($0, in: problem.rule), "\""], by: "")
    }
    return evaluator.texts.joined(names, by: ", ")
  }

  /// How deep nested unions are described: one may refer to itself.
  private static let depthMax = 8
  private static let typesMax = 30

  /// The types that a schema or the variants of a union allow. If there are many, only the first.
  private func types(_ rule: JSONView, depth: Int = 0) -> [UTF8Slice] {
    if let word = rule.text { return [word] }
    if rule.kind != .array { return ["object"] }
    var words: [UTF8Slice] = []
    for element in rule.elements {
      guard words.count < Self.typesMax, wording.budget.spend(passing: element) else { break }
      let isVariant = element.kind == .object
      for word in isVariant ? types(ofVariant: element, in: rule, depth) : [element.text ?? ""] {
        words.appendNew(word)
      }
    }
    return words
  }

  private func types(ofVariant variant: JSONView, in union: JSONView, _ depth: Int) -> [UTF8Slice] {
    let resolved = evaluator.resolver.resolve(variant)
    if let rule = resolved["type"] { return types(rule, depth: Self.depthMax) }
    if let rule = resolved["anyOf"] ?? resolved["oneOf"], rule.kind == .array, depth < Self.depthMax {
      return types(rule, depth: depth &+ 1)
    }
    return [evaluator.variantName(variant, in: union)]
  }

  private func size(_ problem: Problem, _ one: UTF8Slice, _ many: UTF8Slice) -> Words {
    let limit = problem.rule.raw
    let unit = limit == "1" ? one : many
    switch problem.keyword {
    case .minLength, .minItems, .minProperties, .minContains: return "at least \(limit) \(unit)"
    default: return "at most \(limit) \(unit)"
    }
  }

  private func items(_ problem: Problem) -> Words {
    switch problem.keyword {
    case .contains: return "at least 1 item that satisfies \(wording.cut(problem.rule.raw))"
    case .minContains:
      let least = problem.schema?[.minContains]?.raw ?? "1"
      return "at least \(least) items that satisfy \(wording.cut(problem.rule.raw))"
    case .maxContains: return "\(size(problem, "item", "items")) of the kind that `contains` names"
    default: return size(problem, "item", "items")
    }
  }

  private func format(_ format: UTF8Slice) -> Words {
    guard let example = Formats.example(format) else { return "text in the format \(format)" }
    return "text in the format \(format), for example \(example)"
  }

  private func allowedNames(_ problem: Problem) -> Words {
    guard let fields = problem.schema?.properties, fields.count > 0 else { return "no field of this name" }
    let names = fields.names(atMost: FindingWording.listMax)
    return "no fields but \(wording.list(wording.shown(names), of: fields.count))"
  }

  private func values(_ rule: JSONView) -> UTF8Slice {
    let values = wording.budget.elements(of: rule)
    var shown: [UTF8Slice] = []
    for value in values {
      guard shown.count < FindingWording.listMax else { break }
      shown.append(wording.value(value))
    }
    return wording.choice(shown, of: values.count)
  }

  private func tags(_ problem: Problem) -> UTF8Slice {
    let tags = discriminatorValues(problem)
    return wording.choice(wording.shown(tags), of: tags.count)
  }

  func discriminatorValues(_ problem: Problem) -> [UTF8Slice] {
    guard let schema = problem.schema, let name = problem.name else { return [] }
    if problem.rule.kind == .object {
      return wording.budget.names(of: problem.rule)
    }
    return evaluator.discriminatorValues(schema, problem.rule, name)
  }
}
