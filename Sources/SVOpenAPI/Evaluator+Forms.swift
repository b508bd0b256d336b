import SVJSON

/// The forms of Swagger 2.0, whose fields are parameters and no schema.
extension Evaluator {
  func evaluate(form: [ResolvedNode], _ value: JSONNode) -> Outcome {
    var outcome = Outcome()
    let fields = ObjectMembers(form.compactMap { Self.member($0.target) })
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
      } else if let rule = field.value["required"], rule.boolean == true {
        fail(&outcome, .required, value, schema, rule, name: field.name)
      }
    }
    return outcome
  }

  private static func member(_ parameter: JSONNode) -> ObjectMembers.Member? {
    guard let key = parameter["name"], let name = key.string else { return nil }
    return ObjectMembers.Member(name: name, key: key, value: parameter)
  }
}
