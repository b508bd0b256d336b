import SVText

/// `anyOf` and `oneOf`. If no variant is valid, the reported problems are those of the variant that was
/// probably meant.
extension Evaluator {
  func unite(_ schema: Schema, _ keyword: Keyword, _ branches: JSONView, _ value: JSONView) -> SchemaVerdict {
    let choice = discriminate(schema, branches, value)
    if let branch = choice?.branch {
      let trial = attempt(branch, value)
      keep(trial, variant: trial.outcome.isValid ? nil : Variant(branch: branch, branches: branches))
      return trial.outcome
    }
    var outcome = SchemaVerdict()
    if let choice, let tag = choice.value, choice.isDecided {
      fail(&outcome, .discriminator, tag, schema, branches, name: choice.property)
      return outcome
    }
    var fitting: [JSONView] = []
    var best: (trial: Trial, score: Int, branch: JSONView)?
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
      fail(&outcome, .oneOf, value, schema, branches, fitting: fitting)
    } else if let name = choice?.property, let tag = choice?.value {
      fail(&outcome, .discriminator, tag, schema, branches, name: name)
    } else if let best, best.score < Self.wrongType {
      keep(best.trial, variant: Variant(branch: best.branch, branches: branches))
    } else {
      fail(&outcome, best == nil ? keyword : .type, value, schema, branches)
    }
    return outcome
  }

  /// The result of comparing a value with one variant.
  struct Trial {
    let outcome: SchemaVerdict
    let problems: [Problem]
    let declarations: [Declaration]
  }

  /// Compares a value with a variant and restores the state.
  @inline(never)
  private func attempt(_ branch: JSONView, _ value: JSONView) -> Trial {
    let problemMark = problems.count
    let declarationMark = declarations.count
    let outcome = evaluate(branch, value, as: .anyOf)
    let trial = Trial(
      outcome: outcome, problems: Array(problems[problemMark...]),
      declarations: Array(declarations[declarationMark...]))
    problems.removeLast(problems.count &- problemMark)
    declarations.removeLast(declarations.count &- declarationMark)
    return trial
  }

  @inline(never)
  private func keep(_ trial: Trial, variant: Variant?) {
    for problem in trial.problems {
      var problem = problem
      problem.variant = problem.variant ?? variant
      problems.append(problem)
    }
    declarations += trial.declarations
  }

  static let wrongType = 1_000_000

  /// The distance of a value from a variant. Another type is farthest, then a discriminator of another
  /// variant; else the problems and the unknown members count.
  private func score(_ trial: Trial, _ value: JSONView) -> Int {
    var score = 0
    for problem in trial.problems {
      let isHere = problem.place.identity == value.identity
      switch problem.keyword {
      case .type where isHere, .const where isHere && value.kind == .null: score &+= Self.wrongType
      case .const where isMember(problem.place, of: value): score &+= 1000
      case .enum where isMember(problem.place, of: value):
        score &+= problem.rule.elementCount == 1 ? 1000 : 20
      case .required where isHere: score &+= 40
      case .additionalProperties, .unevaluatedProperties:
        score &+= isMember(problem.place, of: value) ? 30 : 2
      default: score &+= isHere || isMember(problem.place, of: value) ? 20 : 2
      }
    }
    return score &+ 30 &* unknownCount(trial, value)
  }

  private func isMember(_ place: JSONView, of value: JSONView) -> Bool {
    guard value.kind == .object, value.subtree.contains(place.identity) else { return false }
    let list = members(value).list
    guard budget.spend(list.count >> 4) else { return false }
    for member in list where member.value.identity == place.identity { return true }
    return false
  }

  private func unknownCount(_ trial: Trial, _ value: JSONView) -> Int {
    guard value.kind == .object else { return 0 }
    var known = Places<Int>()
    for declaration in trial.declarations where declaration.object.identity == value.identity {
      if let member = declaration.member { _ = known.add(member.identity) }
    }
    return members(value).count &- known.count
  }

  /// The name of a variant in messages: its title, the name of its schema, or its number.
  @inline(never)
  func variantName(_ branch: JSONView, in branches: JSONView) -> UTF8Slice {
    if branch.kind == .object {
      if let title = resolver.resolve(branch)["title"]?.text, !title.isEmpty { return title }
      if let name = referredName(branch) { return name }
    }
    var number = 1
    for element in branches.elements {
      if element.identity == branch.identity { break }
      number &+= 1
    }
    return texts.text("variant \(number)")
  }
}
