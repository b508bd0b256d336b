import SVText

extension ShapeReader {
  /// The members that a shape says an object may have, without those of its variants and without those that
  /// only the platform writes.
  func properties(of shape: SchemaShape) -> [SchemaProperty] {
    var found: [SchemaProperty] = []
    var places: [TextKey: Int] = [:]
    for layer in shape.layers {
      for schemas in [layer["properties"], layer["then"]?["properties"], layer["else"]?["properties"]] {
        guard let schemas, schemas.kind == .object else { continue }
        for (name, schema) in schemas.members {
          if let place = places[TextKey(name)] {
            found[place].set.nodes.append(schema)
          } else {
            places[TextKey(name)] = found.count
            found.append(SchemaProperty(name: name, set: SchemaSet([schema])))
          }
        }
      }
    }
    for name in requiredNames(of: shape) {
      if let place = places[TextKey(name)] {
        found[place].isRequired = true
      } else {
        places[TextKey(name)] = found.count
        found.append(SchemaProperty(name: name, set: additional(of: shape), isRequired: true))
      }
    }
    return found.filter { !isReadOnly($0.set) }
  }

  /// The names that every layer together requires, each once.
  func requiredNames(of shape: SchemaShape) -> [String] {
    var names: [String] = []
    var known: Set<TextKey> = []
    for layer in shape.layers {
      guard let list = layer["required"], list.kind == .array else { continue }
      for element in list.elements {
        if let name = element.string, known.insert(TextKey(name)).inserted { names.append(name) }
      }
    }
    return names
  }

  /// What a member without a schema of its own must satisfy.
  private func additional(of shape: SchemaShape) -> SchemaSet {
    SchemaSet(shape.layers.compactMap { $0["additionalProperties"] }.filter { $0.kind == .object })
  }

  /// Whether a member is in answers only.
  func isReadOnly(_ set: SchemaSet) -> Bool {
    set.nodes.contains { node in
      let isPlain = node["$ref"] == nil && node["allOf"] == nil
      return isPlain
        ? node["readOnly"]?.boolean == true
        : shape(of: SchemaSet([node]), implicitVariants: false).flag("readOnly")
    }
  }

  /// The members of a shape and of all its variants. A member is required when every way to satisfy the shape
  /// requires it.
  func mergedProperties(of shape: SchemaShape, variants: [SchemaVariant]) -> [SchemaProperty] {
    var merged = properties(of: shape)
    var places: [TextKey: Int] = [:]
    for (index, property) in merged.enumerated() { places[TextKey(property.name)] = index }
    let ownCount = merged.count
    for (number, variant) in variants.enumerated() {
      for property in properties(of: variant.shape) {
        guard let place = places[TextKey(property.name)] else {
          places[TextKey(property.name)] = merged.count
          var added = SchemaProperty(name: property.name, set: SchemaSet(), variants: [number])
          added.set.addChoice(property.set.nodes)
          merged.append(added)
          continue
        }
        if place < ownCount {
          narrow(&merged[place], by: property, base: shape)
        } else {
          merged[place].variants.append(number)
          merged[place].set.addChoice(property.set.nodes)
        }
      }
    }
    settle(&merged, ownCount: ownCount, variants: variants)
    return merged
  }

  /// A variant's own words about a member of the base are one of the possibilities.
  private func narrow(_ property: inout SchemaProperty, by other: SchemaProperty, base: SchemaShape) {
    let own = property.set.nodes.map({ $0.identity })
    let further = other.set.nodes.filter { !own.contains($0.identity) }
    if !further.isEmpty { property.set.addChoice(further) }
  }

  private func settle(_ merged: inout [SchemaProperty], ownCount: Int, variants: [SchemaVariant]) {
    let groups = Set(variants.map({ $0.group }))
    let required = variants.map { Set(requiredNames(of: $0.shape).map { TextKey($0) }) }
    for index in merged.indices {
      let name = TextKey(merged[index].name)
      for group in groups where !merged[index].isRequired {
        let members = variants.indices.filter { variants[$0].group == group }
        merged[index].isRequired = members.allSatisfy { required[$0].contains(name) }
      }
      if index < ownCount {
        // Choices that only some variants make leave the base's own words standing.
        let isNamedOnly = merged[index].set.nodes.isEmpty
        if merged[index].set.choices.count < variants.count, !isNamedOnly { merged[index].set.choices = [] }
      } else {
        if merged[index].variants.count == variants.count { merged[index].variants = [] }
        if merged[index].set.choices.count == 1 {
          merged[index].set = SchemaSet(merged[index].set.choices[0])
        }
      }
    }
  }
}
