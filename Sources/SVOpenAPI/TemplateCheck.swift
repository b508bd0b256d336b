import SVJSON

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
