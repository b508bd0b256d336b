import SVText

/// What was probably meant, or how to put a problem right.
struct Hint {
  let evaluator: Evaluator

  func text(_ problem: Problem) -> String? {
    switch problem.keyword {
    case .enum: return choice(problem.place, Array(problem.rule.elements))
    case .const: return "write \(FindingWording.value(problem.rule))"
    case .type: return conversion(problem)
    case .minimum, .maximum: return "the nearest allowed value is \(problem.rule.rawText)"
    case .required, .dependentRequired, .dependencies: return misspelt(problem)
    case .additionalProperties, .unevaluatedProperties: return knownName(problem)
    case .discriminator:
      let values = Expectation(evaluator: evaluator).discriminatorValues(problem)
      return problem.place.string.flatMap { NearestName.nearest(to: $0, among: values) }.map(Self.question)
    case .oneOf where problem.name != nil:
      return "leave out what only one of these variants has, or add what tells them apart"
    case .uniqueItems: return "leave out the repetition"
    default: return nil
    }
  }

  private static func question(_ text: String) -> String { "did you mean \(FindingWording.quoted(text))?" }

  private func choice(_ value: JSONNode, _ choices: [JSONNode]) -> String? {
    if let text = value.string {
      if let other = choices.first(where: { $0.kind != .string && $0.rawText.isSameText(as: text) }) {
        return "write \(other.rawText) without quotes"
      }
      return NearestName.nearest(to: text, among: choices.compactMap { $0.string }).map(Self.question)
    }
    if let other = choices.first(where: { $0.isString(value.rawText) }) {
      return "write \(FindingWording.value(other)), with quotes"
    }
    guard let number = value.double else { return nil }
    let numbers = choices.compactMap { choice in choice.double.map { (choice, ($0 - number).magnitude) } }
    return numbers.min { $0.1 < $1.1 }.map { "the nearest allowed value is \($0.0.rawText)" }
  }

  /// The value is there, but written as another type.
  private func conversion(_ problem: Problem) -> String? {
    let rule = problem.rule
    let wanted = rule.kind == .string ? [rule] : Array(rule.elements)
    func allows(_ word: StaticString) -> Bool {
      wanted.contains { $0.isWord(word) || evaluator.resolver.resolve($0)["type"]?.isWord(word) == true }
    }
    let value = problem.place
    if let text = value.string {
      let isNumber = Self.isNumber(text)
      if isNumber && (allows("number") || allows("integer"))
        || text.isOneOf(["true", "false"]) && allows("boolean")
      {
        return "write \(text) without quotes"
      }
    }
    if allows("string"), value.kind == .number || value.kind == .boolean {
      return "write \"\(FindingWording.cut(value.rawText))\", with quotes"
    }
    if allows("array"), value.kind != .array, !value.isNull {
      return "put it into a list: [\(FindingWording.value(value))]"
    }
    if allows("integer"), value.kind == .number { return "write a whole number" }
    return value.isNull ? "leave the field out" : nil
  }

  private static func isNumber(_ text: String) -> Bool {
    guard let document = try? JSONDocument(text: text) else { return false }
    return document.root.kind == .number
  }

  /// A missing field may be there under a name that is nearly right.
  private func misspelt(_ problem: Problem) -> String? {
    guard let name = problem.name, problem.place.kind == .object else { return nil }
    let known = problem.schema?.properties
    let unknown = evaluator.members(problem.place).list.map { $0.name }.filter { known?[$0] == nil }
    return NearestName.nearest(to: name, among: unknown).map {
      "is \(FindingWording.quoted($0)) meant to be it?"
    }
  }

  /// A field that is not allowed may be a misspelt one that is.
  private func knownName(_ problem: Problem) -> String? {
    guard let name = problem.name else { return nil }
    let names = problem.schema?.properties.list.map { $0.name } ?? []
    return NearestName.nearest(to: name, among: names).map(Self.question) ?? "leave it out"
  }
}
