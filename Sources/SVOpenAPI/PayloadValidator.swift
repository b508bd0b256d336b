import SVJSON

/// Compares payloads with the schemas of a document.
public struct PayloadValidator {
  private let resolver: SchemaResolver
  private let steps: Int

  /// How much work one validation may be unless told otherwise: some tenths of a second.
  public static let defaultSteps = 1_000_000
  static let findingsMax = 100

  /// A validator for one document, which follows references with `resolver`.
  public init(resolver: SchemaResolver, steps: Int = PayloadValidator.defaultSteps) {
    self.resolver = resolver
    self.steps = steps
  }

  /// Whether a value satisfies a schema, and why not.
  public func validate(_ payload: JSONNode, against schema: JSONNode) -> ValidationReport {
    let budget = Budget(steps: steps)
    let evaluator = Evaluator(resolver: resolver, budget: budget)
    var report = ValidationReport()
    report.isValid = evaluator.evaluate(schema, payload).isValid
    if budget.isSpent {
      resolver.note("the schema takes too much work; checking ended early and may have missed problems")
    }
    addFindings(evaluator, payload, &report)
    report.unknownFields = UnknownFields(evaluator: evaluator).list(in: payload)
    report.notes = resolver.notes
    return report
  }

  private func addFindings(_ evaluator: Evaluator, _ payload: JSONNode, _ report: inout ValidationReport) {
    let expectation = Expectation(evaluator: evaluator)
    let hint = Hint(evaluator: evaluator)
    for problem in evaluator.problems {
      guard report.problems.count < Self.findingsMax else {
        resolver.note("there are more problems than the \(Self.findingsMax) listed")
        return
      }
      let finding = Finding(
        pointer: PayloadPointer.text(of: problem.place, in: payload), keyword: problem.keyword.name.description,
        found: Self.found(problem), expected: expectation.text(problem), hint: hint.text(problem),
        variant: problem.variant)
      if !report.problems.contains(where: { $0.isSame(as: finding) }) { report.problems.append(finding) }
    }
  }

  private static func found(_ problem: Problem) -> String {
    switch problem.keyword {
    case .required, .dependentRequired, .dependencies: return "nothing"
    case .minLength, .maxLength:
      return Wording.count(problem.place.string?.unicodeScalars.count ?? 0, "character", "characters")
    default: return Wording.value(problem.place)
    }
  }
}
