import SVText

/// OpenAPI's discriminator: a member of the value names the schema that it is to be compared with.
extension Evaluator {
  /// What a discriminator says: the member's name, its value, and the variant if it names one.
  struct Choice {
    let property: String
    let value: JSONNode?
    let branch: JSONNode?
    /// True when every variant has a name and the value is none of them.
    var isDecided = false
  }

  /// Nil where there is no discriminator.
  func discriminate(_ schema: Schema, _ branches: JSONNode, _ value: JSONNode) -> Choice? {
    guard value.kind == .object, let rule = schema[.discriminator], let property = Self.property(rule) else {
      return nil
    }
    guard let tag = members(value)[property] else {
      return Choice(property: property, value: nil, branch: nil)
    }
    guard let text = tag.string else { return Choice(property: property, value: tag, branch: nil) }
    let branch =
      mapped(text, rule, branches) ?? tagged(tag, property, branches) ?? named(text, branches)
    guard branch == nil else { return Choice(property: property, value: tag, branch: branch) }
    let isMapped = mapping(rule)?[text] != nil
    return Choice(
      property: property, value: tag, branch: nil,
      isDecided: !isMapped && areNamed(branches, property, otherwise: tag))
  }

  /// Whether each variant can be told by name or by the values of a member, and none of these is the value.
  private func areNamed(_ branches: JSONNode, _ property: String, otherwise tag: JSONNode) -> Bool {
    for branch in branches.elements {
      let tags = tags(branch, property)
      if tags.isEmpty && SchemaResolver.reference(of: branch) == nil { return false }
      if tags.contains(where: { JSONEquality.areEqual($0, tag, budget) }) { return false }
    }
    return !budget.isSpent
  }

  /// Swagger 2.0 writes the name alone.
  static func property(_ rule: JSONNode) -> String? {
    rule.kind == .object ? rule["propertyName"]?.string : rule.string
  }

  private func mapping(_ rule: JSONNode) -> ObjectMembers? {
    guard let mapping = rule["mapping"], mapping.kind == .object else { return nil }
    return resolver.index.members(of: mapping)
  }

  /// The variant that the discriminator's mapping gives for a text.
  private func mapped(_ text: String, _ rule: JSONNode, _ branches: JSONNode) -> JSONNode? {
    guard let reference = mapping(rule)?[text]?.string,
      let target = schema(named: reference, from: rule)
    else { return nil }
    return branches.elements.first { leads($0, to: target) }
  }

  /// The only variant whose member of that name may have the value.
  private func tagged(_ tag: JSONNode, _ property: String, _ branches: JSONNode) -> JSONNode? {
    let fitting = branches.elements.filter { branch in
      tags(branch, property).contains { JSONEquality.areEqual($0, tag, budget) }
    }
    return fitting.count == 1 ? fitting.first : nil
  }

  /// The variant that refers to the schema of this name, unless its member's values are listed: then they
  /// count.
  private func named(_ text: String, _ branches: JSONNode) -> JSONNode? {
    branches.elements.first { branch in
      guard let reference = SchemaResolver.reference(of: branch),
        let name = JSONPointer(fragment: fragment(reference))?.tokens.last
      else { return false }
      return name.isSameText(as: text)
    }
  }

  private func leads(_ branch: JSONNode, to target: JSONNode) -> Bool {
    resolver.resolve(branch).chain.contains { $0.identity == target.identity }
  }

  /// A mapping names a schema by reference or by name.
  private func schema(named name: String, from rule: JSONNode) -> JSONNode? {
    resolver.schema(named: name) ?? resolver.lookUp(name, from: rule)
  }

  /// The values that a variant allows for a member, as far as they are listed.
  func tags(_ branch: JSONNode, _ property: String, depth: Int = 0) -> [JSONNode] {
    guard depth < 8, branch.kind == .object, budget.spend(1) else { return [] }
    var tags: [JSONNode] = []
    for layer in resolver.resolve(branch).layers {
      if layer.kind == .object, let member = self.schema(layer).properties[property], member.kind == .object {
        let member = resolver.resolve(member)
        if let constant = member["const"] { tags.append(constant) }
        if let choices = member["enum"] { tags += Array(choices.elements) }
      }
      guard let parts = layer["allOf"] else { continue }
      for part in parts.elements { tags += self.tags(part, property, depth: depth &+ 1) }
    }
    return tags
  }

  /// The values that a discriminator may have, for a reader.
  func discriminatorValues(_ schema: Schema, _ branches: JSONNode, _ property: String) -> [String] {
    if let mapping = schema[.discriminator]?["mapping"], mapping.kind == .object {
      return mapping.members.map { $0.key }
    }
    var values: [String] = []
    for branch in branches.elements {
      let texts = tags(branch, property).compactMap { $0.string }
      values += texts.isEmpty ? [variantName(branch, in: branches)] : texts
    }
    return values
  }

  /// A base schema whose discriminator names a derived one: the value must fit that, which in turn includes
  /// the base.
  func dispatch(_ schema: Schema, _ value: JSONNode) -> SchemaVerdict {
    guard value.kind == .object, let rule = schema[.discriminator], let property = Self.property(rule),
      let tag = members(value)[property], let text = tag.string
    else { return SchemaVerdict() }
    let pair = (schema: schema.node.identity, value: value.identity)
    guard !dispatching.contains(where: { $0.schema == pair.schema && $0.value == pair.value }) else {
      return SchemaVerdict()
    }
    guard let derived = self.schema(named: mapping(rule)?[text]?.string ?? text, from: rule) else {
      var outcome = SchemaVerdict()
      if let list = rule["mapping"], list.kind == .object {
        fail(&outcome, .discriminator, tag, schema, list, name: property)
      }
      return outcome
    }
    // The way from the derived schema leads through this one already.
    guard !following.contains(where: { $0.schema == derived.identity && $0.value == value.identity }),
      derived.identity != schema.node.identity
    else { return SchemaVerdict() }
    dispatching.append(pair)
    defer { dispatching.removeLast() }
    return evaluate(derived, value, as: .discriminator)
  }
}
