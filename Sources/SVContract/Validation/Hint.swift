import SVText

/// A hint: what was probably meant, or how to fix a problem.
struct Hint {
  let evaluator: Evaluator
  private let wording: FindingWording
  init(_ evaluator: Evaluator, _ wording: FindingWording) {
    self.evaluator = evaluator
    self.wording = wording
  }

  func text(_ problem: Problem) -> Words? {
    switch problem.keyword {
    case .enum: return choice(problem.place, problem.rule)
    case .const: return "write \(wording.value(problem.rule))"
    case .type: return conversion(problem)
    case .minimum, .maximum: return "the nearest allowed value is \(problem.rule.raw)"
    case .required, .dependentRequired, .dependencies: return misspelt(problem)
    case .additionalProperties, .unevaluatedProperties: return knownName(problem)
    case .discriminator:
      return question(problem.place.text, among: Expectation(evaluator, wording).discriminatorValues(problem))
    case .oneOf where !problem.fitting.isEmpty:
      return "leave out what only one of these variants has, or add what distinguishes them"
    case .uniqueItems: return "leave out the repetition"
    default: return nil
    }
  }

  @inline(never)
  private func question(_ text: UTF8Slice?, among known: [UTF8Slice]) -> Words? {
    guard let text, let near = NearestName.nearest(to: text, among: known) else { return nil }
    return "did you mean \(wording.quoted(near))?"
  }

  private func choice(_ value: JSONView, _ choices: JSONView) -> Words? {
    let choices = wording.budget.elements(of: choices)
    if let text = value.text {
      for other in choices where other.kind != .string && other.raw == text {
        return "write \(other.raw) without quotes"
      }
      return question(text, among: choices.compactMap { $0.text })
    }
    for other in choices where other.isString(value.raw) {
      return "write \(wording.value(other)), with quotes"
    }
    guard !wording.budget.isSpent, let number = value.double else { return nil }
    var nearest: (choice: JSONView, distance: Double)?
    for choice in choices {
      guard let distance = choice.double.map({ ($0 - number).magnitude }) else { continue }
      if nearest.map({ distance < $0.distance }) ?? true { nearest = (choice, distance) }
    }
    guard let nearest else { return nil }
    return "the nearest allowed value is \(nearest.choice.raw)"
  }

  /// The value has the wrong type but can be converted.
  private func conversion(_ problem: Problem) -> Words? {
    let value = problem.place
    let allowed = allowedTypes(problem.rule)
    if let text = value.text {
      let isBoolean = text.isOneOf("true false") && allowed.contains(.boolean)
      if isBoolean || !allowed.isDisjoint(with: [.number, .integer]) && Self.isNumber(text) {
        return "write \(text) without quotes"
      }
    }
    if allowed.contains(.string), value.kind == .number || value.kind == .boolean {
      return "write \"\(wording.cut(value.raw))\", with quotes"
    }
    if allowed.contains(.array), value.kind != .array, !value.isNull {
      return "put it into a list: [\(wording.value(value))]"
    }
    if allowed.contains(.integer), value.kind == .number { return "write a whole number" }
    return value.isNull ? "leave the field out" : nil
  }

  /// The types that `type` or the variants of a union allow.
  private func allowedTypes(_ rule: JSONView) -> SchemaTypes {
    var types = SchemaTypes(word: rule)
    for element in wording.budget.elements(of: rule) where wording.budget.spend(passing: element) {
      types.formUnion(SchemaTypes(word: element))
      if let type = evaluator.resolver.resolve(element)["type"] { types.formUnion(SchemaTypes(word: type)) }
    }
    return types
  }

  private static func isNumber(_ text: UTF8Slice) -> Bool {
    guard let document = try? JSONDocument(text.memory) else { return false }
    return document.root.kind == .number
  }

  /// A required field may be present with a misspelt name.
  private func misspelt(_ problem: Problem) -> Words? {
    guard let name = problem.name, problem.place.kind == .object else { return nil }
    var unknown: [UTF8Slice] = []
    for member in evaluator.members(problem.place).list where problem.schema?.properties[member.name] == nil {
      guard unknown.count < NearestName.candidatesMax, wording.budget.spend(1) else { break }
      unknown.append(member.name)
    }
    guard let near = NearestName.nearest(to: name, among: unknown) else { return nil }
    return "is \(wording.quoted(near)) meant to be it?"
  }

  /// A field that is not allowed may be a misspelt one.
  private func knownName(_ problem: Problem) -> Words? {
    guard let name = problem.name else { return nil }
    let names = problem.schema?.properties.names(atMost: NearestName.candidatesMax) ?? []
    return question(name, among: names) ?? "leave it out"
  }
}
