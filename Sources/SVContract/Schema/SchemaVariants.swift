import SVText

/// One variant of a union.
struct SchemaVariant {
  var name: UTF8Slice
  /// What this variant adds to the base.
  let shape: SchemaShape
  /// The discriminator's value that selects it.
  let value: UTF8Slice?
  /// The number of the union that contains it.
  let group: Int
  let isExclusive: Bool
}

extension ShapeReader {
  private static let mostVariants = 256

  /// The variants of a shape, with names; empty if its unions only list values or types.
  @inline(never)
  func variants(of shape: SchemaShape) -> [SchemaVariant] {
    var found: [SchemaVariant] = []
    for (group, union) in shape.unions.enumerated() {
      let alternatives = expanded(union, depth: 0)
      guard alternatives.count > 1, alternatives.contains(where: { isForm($0.shape) }) else { continue }
      let property = constantProperty(of: alternatives)
      for (number, alternative) in alternatives.enumerated() where found.count < Self.mostVariants {
        let value = discriminatorValue(of: alternative, among: union)
        let name = name(of: alternative.shape, value, property) ?? texts.text("variant \(number &+ 1)")
        found.append(
          SchemaVariant(
            name: name, shape: alternative.shape, value: value, group: group, isExclusive: union.isExclusive))
      }
    }
    makeNamesUnique(&found)
    return found
  }

  private func name(of shape: SchemaShape, _ value: UTF8Slice?, _ property: UTF8Slice?) -> UTF8Slice? {
    if let name = shape.text("title") ?? shape.name ?? value { return name }
    return property.flatMap { constant($0, of: shape) } ?? described(shape)
  }

  /// A variant merged with its base.
  @inline(never)
  func whole(_ base: SchemaShape, _ variant: SchemaVariant) -> SchemaShape {
    var shape = base
    for layer in variant.shape.layers where !base.layers.has(layer) { shape.layers.append(layer) }
    shape.unions = variant.shape.unions
    for (group, union) in base.unions.enumerated() where group != variant.group { shape.unions.append(union) }
    shape.hasNullAlternative = variant.shape.hasNullAlternative
    return shape
  }

  /// Only arrays and objects are described as variants. For the rest the name of the type is enough.
  private func isForm(_ shape: SchemaShape) -> Bool {
    shape.types.contains(.object) || shape["not"] != nil || shape["items"] != nil
  }

  struct Alternative {
    let nodes: [JSONView]
    let shape: SchemaShape
  }

  /// The alternatives of a union. An alternative that is only a union itself is replaced by its alternatives.
  private func expanded(_ union: SchemaUnion, depth: Int) -> [Alternative] {
    var found: [Alternative] = []
    for nodes in union.alternatives {
      let shape = plainShape(of: nodes)
      if shape.isNever { continue }
      if depth < 4, let inner = shape.unions.first, shape.unions.count == 1, Self.isOnlyUnion(shape) {
        found += expanded(inner, depth: depth &+ 1)
      } else {
        found.append(Alternative(nodes: nodes, shape: shape))
      }
      if found.count > Self.mostVariants { break }
    }
    return found
  }

  private static var unionWords: UTF8Slice {
    "oneOf anyOf $ref title description discriminator $schema $id example examples"
  }

  private static func isOnlyUnion(_ shape: SchemaShape) -> Bool {
    for layer in shape.layers {
      for (key, _) in layer.members {
        guard key.name.isOneOf(unionWords) || key.name.hasStart("x-") else { return false }
      }
    }
    return true
  }

  /// The name of the discriminator's property.
  @inline(never)
  static func discriminatorProperty(_ node: JSONView?) -> UTF8Slice? {
    node?["propertyName"]?.text ?? node?.text
  }

  @inline(never)
  func discriminatorValue(of alternative: Alternative, among union: SchemaUnion) -> UTF8Slice? {
    guard let discriminator = union.discriminator, let property = Self.discriminatorProperty(discriminator)
    else { return nil }
    if let first = alternative.nodes.first {
      let target = document.resolver.resolve(first).target
      if let value = document.discriminators.value(of: target, in: discriminator, self) { return value }
    }
    if let stated = constant(property, of: alternative.shape) ?? alternative.shape.name { return stated }
    // Without a reference, the schema's name is its key in the document's list.
    return document.namedSchemas.flatMap {
      document.discriminators.name(of: alternative.shape.layers, in: $0)
    }
  }

  /// The only allowed value of a property, as text.
  @inline(never)
  private func constant(_ name: UTF8Slice, of shape: SchemaShape) -> UTF8Slice? {
    for property in properties(of: shape) where property.name == name { return constant(property) }
    return nil
  }

  @inline(never)
  private func constant(_ property: SchemaProperty) -> UTF8Slice? {
    guard let values = self.shape(of: property.set).allowedValues, values.count == 1 else { return nil }
    return values.first?.text
  }

  /// The first property that has a different constant value in each of several shapes.
  private func constantProperty(of alternatives: [Alternative]) -> UTF8Slice? {
    var names = Places<UTF8Slice>()
    var values: [Places<UTF8Slice>] = []
    for (number, alternative) in alternatives.enumerated() {
      for property in properties(of: alternative.shape) {
        // After the first shape, only its properties count.
        guard let place = number == 0 ? names.add(property.name).place : names.place(of: property.name) else {
          continue
        }
        if number == 0 { values.append(Places()) }
        // Each shape must add one value.
        guard values[place].count == number, let value = constant(property) else { continue }
        _ = values[place].add(value)
      }
    }
    for (place, name) in names.keys.enumerated() where values[place].count == alternatives.count {
      return name
    }
    return nil
  }

  private func described(_ shape: SchemaShape) -> UTF8Slice? {
    let required = requiredNames(of: shape)
    if !required.isEmpty { return texts.joined("with ", texts.joined(required, by: ", ")) }
    let types = shape.types
    return types.isEmpty || types.contains(.object) ? nil : texts.joined(types.words, by: " or ")
  }

  /// Makes equal names unique by adding the discriminator's value, else a number.
  private func makeNamesUnique(_ variants: inout [SchemaVariant]) {
    let known = variants
    for place in variants.indices {
      let name = known[place].name
      var (alike, before, equal) = (0, 0, 0)
      for (other, variant) in known.enumerated() {
        if variant.name == name { alike &+= 1 }
        if variant.name == name, other < place { before &+= 1 }
        if variant.value == known[place].value { equal &+= 1 }
      }
      guard alike > 1 else { continue }
      if let value = known[place].value, equal == 1 {
        variants[place].name = texts.text("\(name) (\(value))")
      } else {
        variants[place].name = texts.text("\(name) \(before &+ 1)")
      }
    }
  }
}
