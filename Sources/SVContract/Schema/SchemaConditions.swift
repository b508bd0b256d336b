import SVText

/// A rule that holds only for some values: `if` with `then` and `else`, or what a member requires.
struct SchemaCondition {
  /// The schema of `if`; nil if the presence of a member decides.
  let test: JSONView?
  /// The member whose presence decides.
  let name: UTF8Slice
  /// What must hold then: a schema, or a list of names.
  let rule: JSONView?
  let otherwise: JSONView?
}

extension ShapeReader {
  /// Passes the conditions of a shape to `use`, without those of its unions.
  @inline(never)
  func eachCondition(of shape: SchemaShape, _ use: (SchemaCondition) -> Void) {
    for layer in shape.layers {
      let (rule, otherwise) = (layer["then"], layer["else"])
      if let test = layer["if"], rule != nil || otherwise != nil {
        use(SchemaCondition(test: test, name: "", rule: rule, otherwise: otherwise))
      }
      for keyword: UTF8Slice in ["dependentSchemas", "dependentRequired", "dependencies"] {
        guard let rules = layer[keyword] else { continue }
        for (name, rule) in rules.members {
          use(SchemaCondition(test: nil, name: name.name, rule: rule, otherwise: nil))
        }
      }
    }
  }

  /// Marks the members that conditions concern, and adds those that only conditions mention.
  @inline(never)
  func addConditional(of shape: SchemaShape, to merged: inout PropertyList) {
    let ownCount = merged.list.count
    eachCondition(of: shape) { condition in
      for rule in [condition.rule, condition.otherwise] {
        guard let rule else { continue }
        for name in rule.elementTexts { merged.addConditional(name, [], ownCount: ownCount) }
        for property in properties(of: plainShape(of: [rule])) {
          merged.addConditional(property.name, property.set.nodes, ownCount: ownCount)
        }
      }
    }
  }
}
