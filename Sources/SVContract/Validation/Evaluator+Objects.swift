import SVText

/// The keywords for objects.
extension Evaluator {
  func checkObject(_ schema: Schema, _ value: JSONView, _ outcome: inout SchemaVerdict) {
    let members = members(value)
    checkRequired(schema, members, value, &outcome)
    checkCount(schema, .minProperties, .maxProperties, members.count, value, &outcome)
    if schema.has(.properties) || schema.has(.patternProperties) || schema.has(.additionalProperties) {
      checkMembers(schema, members, value, &outcome)
    }
    if let rule = schema[.propertyNames] { checkNames(schema, rule, members, &outcome) }
    checkDependencies(schema, members, value, &outcome)
  }

  /// A request should not contain read-only members, so they are not required.
  private func checkRequired(
    _ schema: Schema, _ members: ObjectMembers, _ value: JSONView, _ outcome: inout SchemaVerdict
  ) {
    guard let rule = schema[.required], rule.kind == .array else { return }
    for element in rule.elements {
      guard budget.spend(1), let name = element.text, members[name] == nil else { continue }
      if let property = schema.properties[name], isReadOnly(property) { continue }
      fail(&outcome, .required, value, schema, rule, name: name)
    }
  }

  private func isReadOnly(_ property: JSONView) -> Bool {
    guard dialect.isOpenAPI, property.kind == .object else { return false }
    return resolver.resolve(property)["readOnly"]?.isTrue == true
  }

  private func checkMembers(
    _ schema: Schema, _ members: ObjectMembers, _ value: JSONView, _ outcome: inout SchemaVerdict
  ) {
    if schema.has(.properties) { declare(value, nil, schema) }
    let rest = schema[.additionalProperties]
    // Each of many small schemas in an allOf concerns few members.
    let isPartial =
      rest == nil && !schema.has(.patternProperties) && schema.properties.count < members.count >> 2
    for place in isPartial ? members.places(of: schema.properties) : Array(members.list.indices) {
      guard budget.spend(1) else { return }
      let member = members.list[place]
      var isNamed = false
      if let property = schema.properties[member.name] {
        isNamed = true
        outcome.isValid = evaluate(property, member.value, as: .properties).isValid && outcome.isValid
        noteReadOnly(property, member)
      }
      if checkPatterns(schema, member, &outcome) { isNamed = true }
      if !isNamed, let rest { checkAdditional(schema, rest, member, value, &outcome) }
      if isNamed { declare(value, member.value, nil) }
      if tracksEvaluated, isNamed || rest != nil { outcome.evaluated.insert(place) }
      if !outcome.isValid, quiet > 0 { return }
    }
  }

  private func noteReadOnly(_ property: JSONView, _ member: ObjectMembers.Member) {
    guard quiet == 0, isReadOnly(property) else { return }
    resolver.note("\"\(member.name)\" is read-only: it is part of answers and need not be sent")
  }

  /// Whether a pattern matches the member's name.
  private func checkPatterns(_ schema: Schema, _ member: ObjectMembers.Member, _ outcome: inout SchemaVerdict)
    -> Bool
  {
    guard let patterns = schema[.patternProperties] else { return false }
    var isNamed = false
    for (pattern, rule) in patterns.members where occurs(pattern.name, in: member.name) {
      isNamed = true
      outcome.isValid = evaluate(rule, member.value, as: .patternProperties).isValid && outcome.isValid
    }
    return isNamed
  }

  private func checkAdditional(
    _ schema: Schema, _ rest: JSONView, _ member: ObjectMembers.Member, _ value: JSONView,
    _ outcome: inout SchemaVerdict
  ) {
    if rest.isFalse {
      fail(&outcome, .additionalProperties, member.value, schema, rest, name: member.name)
      declare(value, member.value, nil)
      return
    }
    outcome.isValid = evaluate(rest, member.value, as: .additionalProperties).isValid && outcome.isValid
    // If the schema is empty, the member is allowed but remains unknown.
    var said = rest.members
    if said.next() != nil { declare(value, member.value, nil) }
  }

  private func checkNames(
    _ schema: Schema, _ rule: JSONView, _ members: ObjectMembers, _ outcome: inout SchemaVerdict
  ) {
    for member in members.list {
      quiet &+= 1
      let fits = undoingDeclarationsOnFailure { evaluate(rule, member.key) }.isValid
      quiet &-= 1
      if !fits { fail(&outcome, .propertyNames, member.key, schema, rule, name: member.name) }
    }
  }

  private func checkDependencies(
    _ schema: Schema, _ members: ObjectMembers, _ value: JSONView, _ outcome: inout SchemaVerdict
  ) {
    for keyword in [Keyword.dependentRequired, .dependentSchemas, .dependencies] {
      guard let rules = schema[keyword] else { continue }
      for (name, rule) in rules.members {
        guard budget.spend(1) else { return }
        guard members[name.name] != nil else { continue }
        if rule.kind == .array {
          for wanted in rule.elements {
            guard budget.spend(1) else { return }
            guard let other = wanted.text, members[other] == nil else { continue }
            fail(&outcome, keyword, value, schema, rule, name: other)
          }
        } else {
          outcome.merge(evaluate(rule, value, as: keyword))
        }
      }
    }
  }

  func declare(_ object: JSONView, _ member: JSONView?, _ schema: Schema?) {
    declarations.append(Declaration(object: object, member: member, schema: schema))
  }
}

/// Swagger 2.0 forms, whose fields are parameters and not a schema.
extension Evaluator {
  func evaluate(form: [ResolvedNode], _ value: JSONView) -> SchemaVerdict {
    var outcome = SchemaVerdict()
    let fields = ObjectMembers()
    for field in form {
      guard let key = field.target["name"], let name = key.text else { continue }
      fields.add(ObjectMembers.Member(name: name, key: key, value: field.target))
    }
    guard value.kind == .object, let first = form.first?.target else {
      if let first = form.first?.target { fail(&outcome, .type, value, nil, first) }
      return outcome
    }
    let schema = Schema(first, fields: fields)
    declare(value, nil, schema)
    let members = members(value)
    for field in fields.list {
      if let given = members[field.name] {
        outcome.merge(evaluate(field.value, given, as: .properties))
        declare(value, given, nil)
      } else if let rule = field.value["required"], rule.isTrue {
        fail(&outcome, .required, value, schema, rule, name: field.name)
      }
    }
    return outcome
  }
}
