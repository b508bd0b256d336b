import SVText

/// The keywords that look at one value alone.
extension Evaluator {
  /// False when the value has another type, so that nothing else about it is worth saying.
  func checkType(_ schema: Schema, _ value: JSONNode, _ outcome: inout SchemaVerdict) -> Bool {
    guard let rule = schema[.type] else { return true }
    var fits = rule.kind == .string ? has(value, type: rule) : rule.kind != .array
    for type in rule.elements where has(value, type: type) { fits = true }
    if !fits { fail(&outcome, .type, value, schema, rule) }
    return fits
  }

  /// A word that is no type says nothing.
  private func has(_ value: JSONNode, type: JSONNode) -> Bool {
    if type.isWord("string") { return value.kind == .string }
    if type.isWord("number") { return value.kind == .number }
    if type.isWord("integer") { return ExactNumber(value)?.isWhole ?? false }
    if type.isWord("boolean") { return value.kind == .boolean }
    if type.isWord("array") { return value.kind == .array }
    if type.isWord("object") { return value.kind == .object }
    if type.isWord("null") { return value.kind == .null }
    if type.isWord("file"), dialect == .swagger2 { return value.kind == .string }
    if let word = type.string {
      resolver.note("the schema's type \"\(word)\" is unknown and was not checked")
    }
    return true
  }

  func checkChoices(_ schema: Schema, _ value: JSONNode, _ outcome: inout SchemaVerdict) {
    if let choices = schema[.enum], choices.kind == .array {
      let found = choices.elements.contains { JSONEquality.areEqual($0, value, budget) }
      if !found, !budget.isSpent { fail(&outcome, .enum, value, schema, choices) }
    }
    if let constant = schema[.const], !JSONEquality.areEqual(constant, value, budget), !budget.isSpent {
      fail(&outcome, .const, value, schema, constant)
    }
  }

  func checkNumber(_ schema: Schema, _ value: JSONNode, _ outcome: inout SchemaVerdict) {
    let isLimited =
      schema.has(.minimum) || schema.has(.maximum) || schema.has(.exclusiveMinimum)
      || schema.has(.exclusiveMaximum)
    guard isLimited || schema.has(.multipleOf), let number = ExactNumber(value) else { return }
    checkLimit(schema, .minimum, .exclusiveMinimum, value, &outcome) { number.compared(to: $0) }
    checkLimit(schema, .maximum, .exclusiveMaximum, value, &outcome) { -number.compared(to: $0) }
    guard let rule = schema[.multipleOf], let divisor = ExactNumber(rule) else { return }
    if !number.isMultiple(of: divisor) { fail(&outcome, .multipleOf, value, schema, rule) }
  }

  /// In draft 4 and OpenAPI 3.0 the exclusive keyword says how the other one is meant, later it is a limit of
  /// its own.
  private func checkLimit(
    _ schema: Schema, _ inclusive: Keyword, _ exclusive: Keyword, _ value: JSONNode,
    _ outcome: inout SchemaVerdict,
    _ distance: (ExactNumber) -> Int
  ) {
    let excludes = schema[exclusive]?.boolean == true
    if let rule = schema[inclusive], let limit = ExactNumber(rule), distance(limit) < (excludes ? 1 : 0) {
      fail(&outcome, excludes ? exclusive : inclusive, value, schema, rule)
    }
    if let rule = schema[exclusive], let limit = ExactNumber(rule), distance(limit) < 1 {
      fail(&outcome, exclusive, value, schema, rule)
    }
  }

  func checkString(_ schema: Schema, _ value: JSONNode, _ outcome: inout SchemaVerdict) {
    let looks =
      schema.has(.minLength) || schema.has(.maxLength) || schema.has(.pattern) || schema.has(.format)
    guard looks, let text = value.string else { return }
    if schema.has(.minLength) || schema.has(.maxLength) {
      checkCount(schema, .minLength, .maxLength, text.unicodeScalars.count, value, &outcome)
    }
    if let rule = schema[.pattern], let pattern = rule.string, !occurs(pattern, in: text) {
      fail(&outcome, .pattern, value, schema, rule)
    }
    guard dialect.isOpenAPI, let rule = schema[.format], let format = rule.string else { return }
    if Formats.check(text, format) == false { fail(&outcome, .format, value, schema, rule) }
  }

  /// Length of strings, number of items, number of members.
  func checkCount(
    _ schema: Schema, _ least: Keyword, _ most: Keyword, _ count: Int, _ value: JSONNode,
    _ outcome: inout SchemaVerdict
  ) {
    if let rule = schema[least], let limit = ExactNumber(rule), count < limit.clampedInt {
      fail(&outcome, least, value, schema, rule)
    }
    if let rule = schema[most], let limit = ExactNumber(rule), count > limit.clampedInt {
      fail(&outcome, most, value, schema, rule)
    }
  }
}
