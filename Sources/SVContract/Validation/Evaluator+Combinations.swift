import SVText

/// The keywords that apply schemas to the value itself, except unions.
extension Evaluator {
  func combine(_ schema: Schema, _ value: JSONView, _ outcome: inout SchemaVerdict) {
    if let parts = schema[.allOf] {
      for part in parts.elements { outcome.merge(evaluate(part, value, as: .allOf)) }
    }
    if let branches = schema[.anyOf], branches.kind == .array {
      outcome.merge(unite(schema, .anyOf, branches, value))
    }
    if let branches = schema[.oneOf], branches.kind == .array {
      outcome.merge(unite(schema, .oneOf, branches, value))
    }
    if schema.has(.discriminator), !schema.has(.anyOf), !schema.has(.oneOf) {
      outcome.merge(dispatch(schema, value))
    }
    if let condition = schema[.if] { decide(schema, condition, value, &outcome) }
    if let rule = schema[.not] { refuse(schema, rule, value, &outcome) }
    followDynamically(schema, value, &outcome)
  }

  private func decide(
    _ schema: Schema, _ condition: JSONView, _ value: JSONView, _ outcome: inout SchemaVerdict
  ) {
    quiet &+= 1
    let met = undoingDeclarationsOnFailure { evaluate(condition, value) }
    quiet &-= 1
    if met.isValid { outcome.merge(met) }
    guard let rule = schema[met.isValid ? .then : .else] else { return }
    outcome.merge(evaluate(rule, value, as: met.isValid ? .then : .else))
  }

  private func refuse(_ schema: Schema, _ rule: JSONView, _ value: JSONView, _ outcome: inout SchemaVerdict) {
    let mark = declarations.count
    quiet &+= 1
    let matches = evaluate(rule, value).isValid
    quiet &-= 1
    declarations.removeLast(declarations.count &- mark)
    // A result that the budget cut short does not count.
    if matches, !budget.isSpent { fail(&outcome, .not, value, schema, rule) }
  }

  /// Runs a check whose failure may be ignored. On failure, what it declared about the value's members is
  /// removed.
  func undoingDeclarationsOnFailure(_ body: () -> SchemaVerdict) -> SchemaVerdict {
    let mark = declarations.count
    let outcome = body()
    if !outcome.isValid { declarations.removeLast(declarations.count &- mark) }
    return outcome
  }

  private func followDynamically(_ schema: Schema, _ value: JSONView, _ outcome: inout SchemaVerdict) {
    guard let reference = schema[.dynamicRef]?.text,
      let target = resolver.dynamicTarget(of: reference, in: schema.node, through: parts)
    else { return }
    let step = Step(target, value)
    guard !following.contains(step) else { return }
    following.append(step)
    outcome.merge(evaluate(target, value, as: .dynamicRef))
    following.removeLast()
  }

  func checkUnevaluated(_ schema: Schema, _ value: JSONView, _ outcome: inout SchemaVerdict) {
    if let rule = schema[.unevaluatedItems], value.kind == .array {
      for (place, item) in value.elements.enumerated() where !outcome.evaluated.contains(place) {
        guard budget.spend(1) else { return }
        outcome.isValid = evaluate(rule, item, as: .unevaluatedItems).isValid && outcome.isValid
        outcome.evaluated.insert(place)
      }
    }
    guard let rule = schema[.unevaluatedProperties], value.kind == .object else { return }
    for (place, member) in members(value).list.enumerated() where !outcome.evaluated.contains(place) {
      guard budget.spend(1) else { return }
      if rule.isFalse {
        fail(&outcome, .unevaluatedProperties, member.value, schema, rule, name: member.name)
        declare(value, member.value, nil)
      } else {
        outcome.isValid = evaluate(rule, member.value, as: .unevaluatedProperties).isValid && outcome.isValid
        if rule.kind == .object { declare(value, member.value, nil) }
      }
      outcome.evaluated.insert(place)
    }
  }
}
