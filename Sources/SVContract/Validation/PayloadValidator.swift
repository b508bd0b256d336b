import SVText

/// Compares payloads with the schemas of a document.
struct PayloadValidator {
  private let resolver: SchemaResolver
  private let steps: Int

  /// The default limit for the work of one validation: some tenths of a second.
  static let defaultSteps = 1_000_000
  static let findingsMax = 100

  /// `resolver` resolves the references of the document.
  init(resolver: SchemaResolver, steps: Int = PayloadValidator.defaultSteps) {
    self.resolver = resolver
    self.steps = steps
  }

  /// Compares a payload with a schema.
  func validate(_ payload: JSONView, against schema: JSONView) -> ValidationReport {
    report(payload) { $0.evaluate(schema, payload) }
  }

  /// Compares a payload with the fields of a Swagger 2.0 form.
  func validate(_ payload: JSONView, form: [ResolvedNode]) -> ValidationReport {
    report(payload) { $0.evaluate(form: form, payload) }
  }

  /// The report if the document has no schema for the body.
  func nothingToCompare() -> ValidationReport {
    var report = ValidationReport()
    report.notes = resolver.notes.map { String($0) }
    return report
  }

  private func report(_ payload: JSONView, _ evaluate: (Evaluator) -> SchemaVerdict) -> ValidationReport {
    let budget = Budget(steps: steps)
    let evaluator = Evaluator(resolver: resolver, budget: budget)
    var report = ValidationReport()
    report.isValid = evaluate(evaluator).isValid
    if budget.isSpent {
      report.isIncomplete = true
      resolver.note("the schema takes too much work; checking ended early and may have missed problems")
    }
    addFindings(evaluator, payload, &report)
    report.unknownFields = UnknownFields(evaluator: evaluator).list(in: payload)
    report.notes = resolver.notes.map { String($0) }
    return report
  }

  private func addFindings(_ evaluator: Evaluator, _ payload: JSONView, _ report: inout ValidationReport) {
    let wording = FindingWording(texts: evaluator.texts, budget: Budget(steps: steps))
    let expectation = Expectation(evaluator, wording)
    let hint = Hint(evaluator, wording)
    for problem in evaluator.problems {
      guard report.problems.count < Self.findingsMax else {
        resolver.note("there are more problems than the \(Self.findingsMax) listed")
        return
      }
      let finding = Finding(
        pointer: PayloadPointer.text(of: problem.place, in: payload),
        keyword: String(problem.keyword.name),
        found: String(Self.found(problem, wording)), expected: expectation.text(problem).text,
        hint: hint.text(problem)?.text,
        variant: problem.variant.map { String(evaluator.variantName($0.branch, in: $0.branches)) },
        isAssumed: Self.isAssumed(problem))
      if !report.problems.contains(where: { $0.isSame(as: finding) }) { report.problems.append(finding) }
    }
  }

  /// A catalogue that was compiled from documentation marks the rules that are guesses. Documents often write
  /// oneOf where anyOf is meant, so a value that fits several alternatives is no sure fault.
  private static func isAssumed(_ problem: Problem) -> Bool {
    if problem.keyword == .oneOf, !problem.fitting.isEmpty { return true }
    guard let schema = problem.schema else { return false }
    if problem.keyword == .required, let name = problem.name, let property = schema.properties[name],
      property.isMarked("x-skillsvideo-required-assumed")
        || property.isMarked("x-skillsvideo-required-doubtful")
    {
      return true
    }
    return schema.node.isMarked("x-skillsvideo-unverified")
      || problem.keyword == .type && schema.node.isMarked("x-skillsvideo-type-assumed")
  }

  private static func found(_ problem: Problem, _ wording: FindingWording) -> UTF8Slice {
    switch problem.keyword {
    case .required, .dependentRequired, .dependencies: return Finding.absent
    case .minLength, .maxLength:
      let text = problem.place.text ?? ""
      guard wording.budget.spend(reading: text) else { return wording.value(problem.place) }
      return wording.texts.text(FindingWording.count(text.scalarCount, "character", "characters"))
    default: return wording.value(problem.place)
    }
  }
}

extension JSONView {
  fileprivate func isMarked(_ name: UTF8Slice) -> Bool { self[name]?.isTrue == true }
}
