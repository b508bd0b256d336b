import SVText

/// What would have been valid, in words.
struct Expectation {
  let evaluator: Evaluator

  func text(_ problem: Problem) -> String {
    let rule = problem.rule
    switch problem.keyword {
    case .type: return FindingWording.either(types(rule))
    case .enum: return FindingWording.choice(rule.elements.map { FindingWording.value($0) })
    case .const: return FindingWording.value(rule)
    case .multipleOf: return "a multiple of \(rule.rawText)"
    case .minimum: return "at least \(rule.rawText)"
    case .maximum: return "at most \(rule.rawText)"
    case .exclusiveMinimum: return "more than \(rule.rawText)"
    case .exclusiveMaximum: return "less than \(rule.rawText)"
    case .minLength, .maxLength: return size(problem, "character", "characters")
    case .minItems, .maxItems, .minContains, .maxContains, .contains: return items(problem)
    case .minProperties, .maxProperties: return size(problem, "field", "fields")
    case .pattern: return "text that matches the pattern \(FindingWording.cut(rule.string ?? ""))"
    case .format: return format(rule.string ?? "")
    case .uniqueItems: return "items that all differ"
    default: return structure(problem)
    }
  }

  private func structure(_ problem: Problem) -> String {
    let name = problem.name.map { FindingWording.quoted($0) } ?? ""
    if problem.rule.boolean == false, problem.name == nil {
      return "nothing: the schema allows no value here"
    }
    switch problem.keyword {
    case .required: return "the field \(name)"
    case .dependentRequired, .dependencies: return "the field \(name) beside the others"
    case .additionalProperties, .unevaluatedProperties: return allowedNames(problem)
    case .propertyNames: return "field names that satisfy \(FindingWording.cut(problem.rule.rawText))"
    case .discriminator:
      return FindingWording.choice(discriminatorValues(problem).map { FindingWording.quoted($0) })
    case .oneOf where problem.name != nil: return "exactly one variant to fit, not \(problem.name ?? "")"
    case .anyOf, .oneOf: return "one of the variants to fit"
    case .not: return "anything that does not satisfy \(FindingWording.cut(problem.rule.rawText))"
    default: return "a value that satisfies \(FindingWording.cut(problem.rule.rawText))"
    }
  }

  /// The types that a schema or the variants of a union allow.
  private func types(_ rule: JSONNode) -> [String] {
    if let word = rule.string { return [word] }
    if rule.kind != .array { return ["object"] }
    var words: [String] = []
    for element in rule.elements {
      for word in element.kind == .object ? types(ofVariant: element, in: rule) : [element.string ?? ""] {
        if !words.contains(where: { $0.isSameText(as: word) }) { words.append(word) }
      }
    }
    return words
  }

  private func types(ofVariant variant: JSONNode, in union: JSONNode) -> [String] {
    let resolved = evaluator.resolver.resolve(variant)
    if let rule = resolved["type"] { return types(rule) }
    if let rule = resolved["anyOf"] ?? resolved["oneOf"], rule.kind == .array { return types(rule) }
    return [evaluator.variantName(variant, in: union)]
  }

  private func size(_ problem: Problem, _ one: StaticString, _ many: StaticString) -> String {
    let limit = problem.rule.rawText
    let unit = (limit.isWord("1") ? one : many).description
    switch problem.keyword {
    case .minLength, .minItems, .minProperties, .minContains: return "at least \(limit) \(unit)"
    default: return "at most \(limit) \(unit)"
    }
  }

  private func items(_ problem: Problem) -> String {
    switch problem.keyword {
    case .contains: return "at least 1 item that satisfies \(FindingWording.cut(problem.rule.rawText))"
    case .minContains:
      let least = problem.schema?[.minContains]?.rawText ?? "1"
      return "at least \(least) items that satisfy \(FindingWording.cut(problem.rule.rawText))"
    case .maxContains: return size(problem, "item", "items") + " of the kind that `contains` names"
    default: return size(problem, "item", "items")
    }
  }

  private func format(_ format: String) -> String {
    guard let example = Formats.example(format) else { return "text in the format \(format)" }
    return "text in the format \(format), for example \(example.description)"
  }

  private func allowedNames(_ problem: Problem) -> String {
    let names = problem.schema?.properties.list.map { FindingWording.quoted($0.name) } ?? []
    return names.isEmpty ? "no field of this name" : "no fields but \(FindingWording.list(names))"
  }

  func discriminatorValues(_ problem: Problem) -> [String] {
    guard let schema = problem.schema, let name = problem.name else { return [] }
    if problem.rule.kind == .object { return problem.rule.members.map { $0.key } }
    return evaluator.discriminatorValues(schema, problem.rule, name)
  }
}
