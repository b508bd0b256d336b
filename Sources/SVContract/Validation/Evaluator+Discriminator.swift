import SVText

/// OpenAPI's discriminator: a member of the value names the schema to compare with.
extension Evaluator {
  /// A discriminator of a value: the member's name and value, and the variant that it names, if any.
  struct Choice {
    let property: UTF8Slice
    let value: JSONView?
    let branch: JSONView?
    /// True if every variant has a name and the value names none of them.
    var isDecided = false
  }

  /// Nil if there is no discriminator.
  @inline(never)
  func discriminate(_ schema: Schema, _ branches: JSONView, _ value: JSONView) -> Choice? {
    guard value.kind == .object, let rule = schema[.discriminator], let property = Self.property(rule) else {
      return nil
    }
    let fallback = rule["defaultMapping"]?.text.flatMap { alternative($0, rule, branches) }
    guard let tag = members(value)[property] else {
      return Choice(property: property, value: nil, branch: fallback)
    }
    guard let text = tag.text else { return Choice(property: property, value: tag, branch: fallback) }
    let branch =
      mapped(text, rule, branches) ?? tagged(tag, property, branches) ?? named(text, branches) ?? fallback
    guard branch == nil else { return Choice(property: property, value: tag, branch: branch) }
    let isMapped = mapping(rule)?[text] != nil
    return Choice(
      property: property, value: tag, branch: nil,
      isDecided: !isMapped && areNamed(branches, property, otherwise: tag))
  }

  /// Whether each variant is identified by a name or by the allowed values of the member, and the value
  /// matches none.
  private func areNamed(_ branches: JSONView, _ property: UTF8Slice, otherwise tag: JSONView) -> Bool {
    for branch in branches.elements {
      let tags = tags(branch, property)
      if tags.isEmpty && SchemaResolver.reference(of: branch) == nil { return false }
      if has(tags, tag) { return false }
    }
    return !budget.isSpent
  }

  /// Swagger 2.0 writes the member's name alone.
  static func property(_ rule: JSONView) -> UTF8Slice? {
    rule.kind == .object ? rule["propertyName"]?.text : rule.text
  }

  private func mapping(_ rule: JSONView) -> ObjectMembers? {
    guard let mapping = rule["mapping"], mapping.kind == .object else { return nil }
    return resolver.index.members(of: mapping)
  }

  /// The variant that the discriminator's mapping assigns to a text.
  private func mapped(_ text: UTF8Slice, _ rule: JSONView, _ branches: JSONView) -> JSONView? {
    mapping(rule)?[text]?.text.flatMap { alternative($0, rule, branches) }
  }

  /// The variant that is or refers to a schema.
  private func alternative(_ reference: UTF8Slice, _ rule: JSONView, _ branches: JSONView) -> JSONView? {
    guard let target = schema(named: reference, from: rule) else { return nil }
    for branch in branches.elements {
      guard budget.spend(passing: branch) else { return nil }
      if resolver.resolve(branch).chain.has(target) { return branch }
    }
    return nil
  }

  /// The only variant that allows this value of the member.
  private func tagged(_ tag: JSONView, _ property: UTF8Slice, _ branches: JSONView) -> JSONView? {
    var fitting: [JSONView] = []
    for branch in branches.elements where has(tags(branch, property), tag) { fitting.append(branch) }
    return fitting.count == 1 ? fitting.first : nil
  }

  private func has(_ tags: [JSONView], _ tag: JSONView) -> Bool {
    for other in tags where JSONEquality.areEqual(other, tag, budget) { return true }
    return false
  }

  /// The variant that refers to the schema with this name. A variant that lists the member's values is
  /// selected by those instead.
  private func named(_ text: UTF8Slice, _ branches: JSONView) -> JSONView? {
    for branch in branches.elements {
      guard budget.spend(passing: branch) else { return nil }
      if texts.briefly({ referredName(branch) == text }) { return branch }
    }
    return nil
  }

  /// The last segment of a variant's reference; nil if it has none.
  @inline(never)
  func referredName(_ branch: JSONView) -> UTF8Slice? {
    guard let reference = SchemaResolver.reference(of: branch) else { return nil }
    return JSONPointer(fragment: URIReference(reference).fragment ?? "", texts)?.tokens.last
  }

  /// A mapping identifies a schema by reference or by name.
  private func schema(named name: UTF8Slice, from rule: JSONView) -> JSONView? {
    resolver.schema(named: name) ?? resolver.lookUp(name, from: rule)
  }

  /// The values that a variant lists for a member.
  @inline(never)
  func tags(_ branch: JSONView, _ property: UTF8Slice, depth: Int = 0) -> [JSONView] {
    guard depth < 8, branch.kind == .object, budget.spend(1) else { return [] }
    var tags: [JSONView] = []
    for layer in resolver.resolve(branch).layers {
      guard budget.spend(passing: layer) else { return tags }
      if layer.kind == .object, let member = resolver.schema(layer).properties[property],
        member.kind == .object
      {
        let member = resolver.resolve(member)
        if let constant = member["const"] { tags.append(constant) }
        if let choices = member["enum"] { tags += budget.elements(of: choices) }
      }
      guard let parts = layer["allOf"] else { continue }
      for part in parts.elements { tags += self.tags(part, property, depth: depth &+ 1) }
    }
    return tags
  }

  /// The allowed values of a discriminator, for messages.
  func discriminatorValues(_ schema: Schema, _ branches: JSONView, _ property: UTF8Slice) -> [UTF8Slice] {
    if let mapping = schema[.discriminator]?["mapping"], mapping.kind == .object {
      return budget.names(of: mapping)
    }
    var values: [UTF8Slice] = []
    for branch in branches.elements {
      let texts = tags(branch, property).compactMap { $0.text }
      values += texts.isEmpty ? [variantName(branch, in: branches)] : texts
    }
    return values
  }

  /// A base schema whose discriminator selects a derived schema. The value must be valid for the derived
  /// schema, which includes the base.
  func dispatch(_ schema: Schema, _ value: JSONView) -> SchemaVerdict {
    guard value.kind == .object, let rule = schema[.discriminator], let property = Self.property(rule) else {
      return SchemaVerdict()
    }
    let tag = members(value)[property]
    let step = Step(schema.node, value)
    guard !dispatching.contains(step) else { return SchemaVerdict() }
    let derived =
      tag?.text.flatMap { self.schema(named: mapping(rule)?[$0]?.text ?? $0, from: rule) }
      ?? rule["defaultMapping"]?.text.flatMap { self.schema(named: $0, from: rule) }
    guard let derived else {
      var outcome = SchemaVerdict()
      // A value that the document names is valid, even if it describes no variant for it.
      if let tag, let text = tag.text, let list = variants(rule), mapping(rule)?[text] == nil,
        !has(tags(schema.node, property), tag)
      {
        fail(&outcome, .discriminator, tag, schema, list, name: property)
      }
      return outcome
    }
    // The derived schema is already being evaluated and led here.
    guard !following.contains(Step(derived, value)), derived.identity != schema.node.identity else {
      return SchemaVerdict()
    }
    dispatching.append(step)
    defer { dispatching.removeLast() }
    return evaluate(derived, value, as: .discriminator)
  }

  /// The mapping of a discriminator; nil if it leads to no schema.
  private func variants(_ rule: JSONView) -> JSONView? {
    guard let list = rule["mapping"], list.kind == .object else { return nil }
    for (_, reference) in list.members where budget.spend(1) {
      if let text = reference.text, schema(named: text, from: rule) != nil { return list }
    }
    return nil
  }
}
