import SVText

/// `anyOf` and `oneOf`. When no variant fits, the problems are those of the variant that the value means.
extension Evaluator {
  func unite(_ schema: Schema, _ keyword: Keyword, _ branches: JSONNode, _ value: JSONNode) -> SchemaVerdict {
    let choice = discriminate(schema, branches, value)
    if let branch = choice?.branch {
      let trial = attempt(branch, value)
      keep(trial, variant: trial.outcome.isValid ? nil : variantName(branch, in: branches))
      return trial.outcome
    }
    var outcome = SchemaVerdict()
    if let choice, let tag = choice.value, choice.isDecided {
      fail(&outcome, .discriminator, tag, schema, branches, name: choice.property)
      return outcome
    }
    var fitting: [JSONNode] = []
    var best: (trial: Trial, score: Int, branch: JSONNode)?
    for branch in branches.elements {
      guard budget.spend(1) else { return SchemaVerdict() }
      let trial = attempt(branch, value)
      if trial.outcome.isValid {
        keep(trial, variant: nil)
        outcome.evaluated.formUnion(trial.outcome.evaluated)
        fitting.append(branch)
        if quiet > 0, keyword == .anyOf, !tracksEvaluated { return outcome }
      } else if fitting.isEmpty, quiet == 0 {
        let score = score(trial, value)
        if best.map({ score < $0.score }) ?? true { best = (trial, score, branch) }
      }
    }
    if fitting.count == 1 || fitting.count > 1 && keyword == .anyOf || budget.isSpent { return outcome }
    outcome.isValid = false
    if fitting.count > 1 {
      failAsMany(schema, fitting, branches, value, &outcome)
    } else if let name = choice?.property, let tag = choice?.value {
      fail(&outcome, .discriminator, tag, schema, branches, name: name)
    } else if let best, best.score < Self.wrongType {
      keep(best.trial, variant: variantName(best.branch, in: branches))
    } else {
      fail(&outcome, best == nil ? keyword : .type, value, schema, branches)
    }
    return outcome
  }

  private func failAsMany(
    _ schema: Schema, _ fitting: [JSONNode], _ branches: JSONNode, _ value: JSONNode,
    _ outcome: inout SchemaVerdict
  ) {
    let names = fitting.prefix(5).map { "\"\(variantName($0, in: branches))\"" }
    fail(&outcome, .oneOf, value, schema, branches, name: names.joined(separator: ", "))
  }

  /// What comparing a value with one variant gave.
  struct Trial {
    let outcome: SchemaVerdict
    let problems: ArraySlice<Problem>
    let declarations: ArraySlice<Declaration>
  }

  /// Compares a value with a variant and leaves no trace.
  private func attempt(_ branch: JSONNode, _ value: JSONNode) -> Trial {
    let problemMark = problems.count
    let declarationMark = declarations.count
    let outcome = evaluate(branch, value, as: .anyOf)
    let trial = Trial(
      outcome: outcome, problems: ArraySlice(Array(problems[problemMark...])),
      declarations: ArraySlice(Array(declarations[declarationMark...])))
    problems.removeLast(problems.count &- problemMark)
    declarations.removeLast(declarations.count &- declarationMark)
    return trial
  }

  private func keep(_ trial: Trial, variant: String?) {
    for problem in trial.problems {
      var problem = problem
      problem.variant = problem.variant ?? variant
      problems.append(problem)
    }
    declarations += trial.declarations
  }

  static let wrongType = 1_000_000

  /// How far a value is from a variant. A value of another type is farthest, then one whose tag says another
  /// variant; otherwise what is wrong counts, and members that the variant does not know.
  private func score(_ trial: Trial, _ value: JSONNode) -> Int {
    var score = 0
    for problem in trial.problems {
      let isHere = problem.place.identity == value.identity
      switch problem.keyword {
      case .type where isHere, .const where isHere && value.kind == .null: score &+= Self.wrongType
      case .const where isMember(problem.place, of: value): score &+= 1000
      case .enum where isMember(problem.place, of: value): score &+= isSingle(problem.rule) ? 1000 : 20
      case .required where isHere: score &+= 40
      case .additionalProperties, .unevaluatedProperties:
        score &+= isMember(problem.place, of: value) ? 30 : 2
      default: score &+= isHere || isMember(problem.place, of: value) ? 20 : 2
      }
    }
    return score &+ 30 &* unknownCount(trial, value)
  }

  private func isSingle(_ choices: JSONNode) -> Bool {
    var count = 0
    for _ in choices.elements { count &+= 1 }
    return count == 1
  }

  private func isMember(_ place: JSONNode, of value: JSONNode) -> Bool {
    guard value.kind == .object, value.subtree.contains(place.identity) else { return false }
    let list = members(value).list
    return budget.spend(list.count >> 4) && list.contains { $0.value.identity == place.identity }
  }

  private func unknownCount(_ trial: Trial, _ value: JSONNode) -> Int {
    guard value.kind == .object else { return 0 }
    var known: Set<Int> = []
    for declaration in trial.declarations where declaration.object.identity == value.identity {
      if let member = declaration.member { known.insert(member.identity) }
    }
    return members(value).count &- known.count
  }

  /// What a reader may call a variant: its title, the name of its schema, or its number.
  func variantName(_ branch: JSONNode, in branches: JSONNode) -> String {
    if branch.kind == .object {
      let resolved = resolver.resolve(branch)
      if let title = resolved["title"]?.string, !title.isEmpty { return title }
      if let reference = SchemaResolver.reference(of: branch),
        let pointer = JSONPointer(fragment: fragment(reference)),
        let name = pointer.tokens.last
      {
        return name
      }
    }
    var number = 1
    for element in branches.elements {
      if element.identity == branch.identity { break }
      number &+= 1
    }
    return "variant \(number)"
  }

  func fragment(_ reference: String) -> String {
    String(decoding: URIReference(reference).fragment ?? [], as: UTF8.self)
  }
}
