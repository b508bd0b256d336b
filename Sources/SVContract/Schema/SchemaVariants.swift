import SVText

/// One of the forms that a value may have.
struct SchemaVariant {
  let name: String
  /// What this form adds to the base.
  let shape: SchemaShape
  /// The value of the discriminator that chooses it.
  let value: String?
  /// Which union it comes from.
  let group: Int
  let isExclusive: Bool
}

extension ShapeReader {
  private static let mostVariants = 256

  /// The forms of a shape, named; none when its unions only list values or types.
  func variants(of shape: SchemaShape) -> [SchemaVariant] {
    var found: [SchemaVariant] = []
    for (group, union) in shape.unions.enumerated() {
      let alternatives = expanded(union, depth: 0)
      let hasForm = alternatives.contains { isForm($0.shape) }
      guard alternatives.count > 1, hasForm else { continue }
      let consts = constantProperty(of: alternatives.map({ $0.shape }))
      for (number, alternative) in alternatives.enumerated() where found.count < Self.mostVariants {
        let value = discriminatorValue(of: alternative, among: union)
        let name =
          alternative.shape.text("title") ?? alternative.shape.name ?? value
          ?? consts.flatMap { constant($0, of: alternative.shape) } ?? described(alternative.shape)
          ?? "variant \((number &+ 1).description)"
        found.append(
          SchemaVariant(
            name: name, shape: alternative.shape, value: value, group: group, isExclusive: union.isExclusive))
      }
    }
    return withUniqueNames(found)
  }

  /// What a variant is together with its base.
  func whole(_ base: SchemaShape, _ variant: SchemaVariant) -> SchemaShape {
    var shape = base
    let known = Set(base.layers.map({ $0.identity }))
    shape.layers += variant.shape.layers.filter { !known.contains($0.identity) }
    shape.unions =
      variant.shape.unions
      + base.unions.enumerated().filter { $0.offset != variant.group }.map({ $0.element })
    shape.hasNullAlternative = variant.shape.hasNullAlternative
    return shape
  }

  /// Arrays and objects have a form worth telling; the rest is told by the words for the type.
  private func isForm(_ shape: SchemaShape) -> Bool {
    if !shape.types.isDisjoint(with: [.object]) { return true }
    return shape.layers.contains { $0["not"] != nil || $0["items"] != nil }
  }

  struct Alternative {
    let nodes: [JSONNode]
    let shape: SchemaShape
  }

  /// The alternatives of a union; those that are nothing but a union themselves give theirs.
  private func expanded(_ union: SchemaUnion, depth: Int) -> [Alternative] {
    var found: [Alternative] = []
    for nodes in union.alternatives {
      let shape = shape(of: SchemaSet(nodes), implicitVariants: false)
      if shape.isNever { continue }
      if depth < 4, let inner = shape.unions.first, shape.unions.count == 1,
        shape.layers.allSatisfy(Self.isOnlyUnion)
      {
        found += expanded(inner, depth: depth &+ 1)
      } else {
        found.append(Alternative(nodes: nodes, shape: shape))
      }
      if found.count > Self.mostVariants { break }
    }
    return found
  }

  private static func isOnlyUnion(_ layer: JSONNode) -> Bool {
    let saying: [StaticString] = [
      "oneOf", "anyOf", "$ref", "title", "description", "discriminator", "$schema", "$id", "example",
      "examples",
    ]
    return layer.members.allSatisfy { $0.key.isOneOf(saying) || $0.key.hasStart("x-") }
  }

  /// The name of the discriminator's property.
  static func discriminatorProperty(_ node: JSONNode?) -> String? {
    node?["propertyName"]?.string ?? node?.string
  }

  func discriminatorValue(of alternative: Alternative, among union: SchemaUnion) -> String? {
    guard let discriminator = union.discriminator, let property = Self.discriminatorProperty(discriminator)
    else {
      return nil
    }
    let identities = Set(alternative.shape.layers.map({ $0.identity }))
    if let mapping = discriminator["mapping"], let first = alternative.nodes.first {
      let target = document.resolver.resolve(first).target.identity
      for (value, reference) in mapping.members {
        guard let schema = reference.string.flatMap({ mapped($0, from: discriminator) }) else { continue }
        if schema.identity == target { return value }
        if document.resolver.resolve(schema).target.identity == target { return value }
      }
    }
    if let stated = constant(property, of: alternative.shape) { return stated }
    if let name = alternative.shape.name { return name }
    // Without a reference the name of the schema is its key in the document's list.
    return document.namedSchemas?.members.first { identities.contains($0.value.identity) }?.key
  }

  /// The only value that a property may have, as text.
  private func constant(_ property: String, of shape: SchemaShape) -> String? {
    guard let property = properties(of: shape).first(where: { $0.name.isSameText(as: property) }) else {
      return nil
    }
    let values = self.shape(of: property.set).allowedValues
    guard let values, values.count == 1 else { return nil }
    return values.first?.string
  }

  /// The first property that has one value in each of several shapes, which tells them apart.
  private func constantProperty(of shapes: [SchemaShape]) -> String? {
    guard let first = shapes.first else { return nil }
    for property in properties(of: first) {
      let values = shapes.compactMap { constant(property.name, of: $0) }
      if values.count == shapes.count, Set(values.map { TextKey($0) }).count == values.count {
        return property.name
      }
    }
    return nil
  }

  private func described(_ shape: SchemaShape) -> String? {
    let required = requiredNames(of: shape)
    if !required.isEmpty { return "with " + required.joined(by: ", ") }
    let words = shape.types.words
    return words.isEmpty || shape.types.contains(.object) ? nil : words.joined(by: " or ")
  }

  private func withUniqueNames(_ variants: [SchemaVariant]) -> [SchemaVariant] {
    var counts: [TextKey: Int] = [:]
    for variant in variants { counts[TextKey(variant.name), default: 0] &+= 1 }
    var used: [TextKey: Int] = [:]
    return variants.map { variant in
      guard counts[TextKey(variant.name), default: 0] > 1 else { return variant }
      used[TextKey(variant.name), default: 0] &+= 1
      let number = used[TextKey(variant.name), default: 0]
      return SchemaVariant(
        name: variant.value.flatMap { value in
          variants.filter { $0.value.isSameText(as: value) }.count == 1 ? "\(variant.name) (\(value))" : nil
        } ?? "\(variant.name) \(number.description)", shape: variant.shape, value: variant.value,
        group: variant.group, isExclusive: variant.isExclusive)
    }
  }
}
