import SVJSON

/// Whether a value that was made satisfies its schemas, by the validator's own rules.
struct TemplateCheck {
  let document: OpenAPIDocument

  /// A template is small, and a schema that takes more work than this is not worth it.
  private static let steps = 200_000

  func accepts(_ value: PayloadValue, _ set: SchemaSet) -> Bool {
    let text = value.text
    guard let json = try? JSONDocument(text: text) else { return false }
    let isValid = set.nodes.allSatisfy { satisfies(json.root, $0) }
    guard isValid, !set.choices.isEmpty else { return isValid }
    return set.choices.contains { choice in choice.allSatisfy { satisfies(json.root, $0) } }
  }

  private func satisfies(_ value: JSONNode, _ schema: JSONNode) -> Bool {
    let evaluator = Evaluator(resolver: document.resolver, budget: Budget(steps: Self.steps))
    evaluator.quiet = 1
    return evaluator.evaluate(schema, value).isValid
  }
}
