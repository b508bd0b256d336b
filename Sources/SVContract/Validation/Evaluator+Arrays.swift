import SVText

/// The keywords for arrays.
extension Evaluator {
  func checkArray(_ schema: Schema, _ value: JSONView, _ outcome: inout SchemaVerdict) {
    if schema.has(.minItems) || schema.has(.maxItems) {
      checkCount(schema, .minItems, .maxItems, value.elementCount, value, &outcome)
    }
    checkItems(schema, value, &outcome)
    checkContains(schema, value, &outcome)
    if schema[.uniqueItems]?.isTrue == true, let twin = repeatedItem(value) {
      fail(&outcome, .uniqueItems, twin, schema, schema.node)
    }
  }

  /// In draft 4 a list of schemas is `items`, and the schema of further items is `additionalItems`. In
  /// 2020-12 these are `prefixItems` and `items`.
  private func checkItems(_ schema: Schema, _ value: JSONView, _ outcome: inout SchemaVerdict) {
    let isOldList = schema[.items]?.kind == .array
    let list = isOldList ? schema[.items] : schema[.prefixItems]
    let rest = isOldList ? schema[.additionalItems] : schema[.items]
    let restKeyword: Keyword = isOldList ? .additionalItems : .items
    guard list != nil || rest != nil else { return }
    var rules = list?.elements
    var place = 0
    for item in value.elements {
      let rule = rules?.next()
      guard let applied = rule ?? rest, budget.spend(1) else { return }
      outcome.isValid =
        evaluate(applied, item, as: rule == nil ? restKeyword : .prefixItems).isValid && outcome.isValid
      if tracksEvaluated { outcome.evaluated.insert(place) }
      if !outcome.isValid, quiet > 0 { return }
      place &+= 1
    }
  }

  private func checkContains(_ schema: Schema, _ value: JSONView, _ outcome: inout SchemaVerdict) {
    guard let rule = schema[.contains] else { return }
    var count = 0
    var place = 0
    quiet &+= 1
    for item in value.elements {
      if undoingDeclarationsOnFailure({ evaluate(rule, item) }).isValid {
        count &+= 1
        if tracksEvaluated { outcome.evaluated.insert(place) }
      }
      place &+= 1
    }
    quiet &-= 1
    let least = schema[.minContains].flatMap(limit) ?? 1
    // A count that the budget cut short proves nothing.
    guard !budget.isSpent else { return }
    if count < least {
      fail(&outcome, schema.has(.minContains) ? .minContains : .contains, value, schema, rule)
    }
    guard let most = schema[.maxContains], let limit = limit(most), count > limit else { return }
    fail(&outcome, .maxContains, value, schema, most)
  }

  /// The first item that equals an earlier one.
  private func repeatedItem(_ value: JSONView) -> JSONView? {
    var seen = ValueSet(budget: budget)
    for item in value.elements where seen.add(item) != nil { return item }
    return nil
  }
}
