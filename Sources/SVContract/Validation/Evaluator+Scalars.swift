import SVText

/// The keywords that need only the value itself.
extension Evaluator {
  /// Returns false if the value has another type. Further checks would then add nothing.
  func checkType(_ schema: Schema, _ value: JSONView, _ outcome: inout SchemaVerdict) -> Bool {
    guard let rule = schema[.type] else { return true }
    var fits = rule.kind == .string ? has(value, type: rule) : rule.kind != .array
    for type in rule.elements {
      guard budget.spend(1) else { return true }
      if has(value, type: type) { fits = true }
    }
    if !fits { fail(&outcome, .type, value, schema, rule) }
    return fits
  }

  /// An unknown type name accepts every value.
  private func has(_ value: JSONView, type: JSONView) -> Bool {
    guard let word = type.text else { return true }
    if word == "integer" {
      return value.kind == .number
        && (!budget.spend(reading: value.raw) || ExactNumber(value)?.isWhole == true)
    }
    if word == "number" { return value.kind == .number }
    let known = SchemaTypes(word)
    guard known.isEmpty || known == .file && dialect != .swagger2 else {
      return known == SchemaTypes(of: value) || known == .file && value.kind == .string
    }
    resolver.note("the schema's type \"\(word)\" is unknown and was not checked")
    return true
  }

  func checkChoices(_ schema: Schema, _ value: JSONView, _ outcome: inout SchemaVerdict) {
    if let choices = schema[.enum], choices.kind == .array {
      var isFound = false
      for choice in choices.elements {
        isFound = JSONEquality.areEqual(choice, value, budget)
        if isFound || budget.isSpent { break }
      }
      if !isFound, !budget.isSpent { fail(&outcome, .enum, value, schema, choices) }
    }
    if let constant = schema[.const], !JSONEquality.areEqual(constant, value, budget), !budget.isSpent {
      fail(&outcome, .const, value, schema, constant)
    }
  }

  func checkNumber(_ schema: Schema, _ value: JSONView, _ outcome: inout SchemaVerdict) {
    let isLimited =
      schema.has(.minimum) || schema.has(.maximum) || schema.has(.exclusiveMinimum)
      || schema.has(.exclusiveMaximum)
    guard isLimited || schema.has(.multipleOf), budget.spend(reading: value.raw),
      let number = ExactNumber(value)
    else { return }
    checkLimit(schema, .minimum, .exclusiveMinimum, value, number, sign: 1, &outcome)
    checkLimit(schema, .maximum, .exclusiveMaximum, value, number, sign: -1, &outcome)
    guard let rule = schema[.multipleOf], budget.spend(rule.raw.count &+ value.raw.count >> 2),
      let divisor = ExactNumber(rule)
    else { return }
    if !number.isMultiple(of: divisor) { fail(&outcome, .multipleOf, value, schema, rule) }
  }

  /// In draft 4 and OpenAPI 3.0 the exclusive keyword is a boolean that modifies the limit; later it is a
  /// limit of its own. If `sign` is -1, the limit is an upper one.
  private func checkLimit(
    _ schema: Schema, _ inclusive: Keyword, _ exclusive: Keyword, _ value: JSONView, _ number: ExactNumber,
    sign: Int, _ outcome: inout SchemaVerdict
  ) {
    let excludes = schema[exclusive]?.isTrue == true
    for (keyword, isOpen) in [(inclusive, excludes), (exclusive, true)] {
      guard let rule = schema[keyword], budget.spend(reading: rule.raw), let limit = ExactNumber(rule) else {
        continue
      }
      guard sign &* number.compared(to: limit) < (isOpen ? 1 : 0) else { continue }
      fail(&outcome, isOpen ? exclusive : inclusive, value, schema, rule)
    }
  }

  func checkString(_ schema: Schema, _ value: JSONView, _ outcome: inout SchemaVerdict) {
    let looks =
      schema.has(.minLength) || schema.has(.maxLength) || schema.has(.pattern) || schema.has(.format)
    guard looks, let text = value.text else { return }
    if schema.has(.minLength) || schema.has(.maxLength), budget.spend(reading: text) {
      checkCount(schema, .minLength, .maxLength, text.scalarCount, value, &outcome)
    }
    if let rule = schema[.pattern], let pattern = rule.text, !occurs(pattern, in: text) {
      fail(&outcome, .pattern, value, schema, rule)
    }
    guard dialect.isOpenAPI, let rule = schema[.format], let format = rule.text else { return }
    if budget.spend(1 &+ text.count >> 8), !has(text, format: format) {
      fail(&outcome, .format, value, schema, rule)
    }
  }

  /// Checks the length of strings, the number of items or the number of members.
  @inline(never)
  func checkCount(
    _ schema: Schema, _ least: Keyword, _ most: Keyword, _ count: Int, _ value: JSONView,
    _ outcome: inout SchemaVerdict
  ) {
    if let rule = schema[least], let limit = limit(rule), count < limit {
      fail(&outcome, least, value, schema, rule)
    }
    if let rule = schema[most], let limit = limit(rule), count > limit {
      fail(&outcome, most, value, schema, rule)
    }
  }

  /// A limit of a length; nil for what is none.
  func limit(_ rule: JSONView) -> Int? {
    budget.spend(reading: rule.raw) ? ExactNumber(rule)?.clampedInt : nil
  }
}
