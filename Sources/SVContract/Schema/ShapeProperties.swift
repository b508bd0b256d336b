import SVText

/// Properties in order, indexed by name.
struct PropertyList {
  private(set) var list: [SchemaProperty] = []
  private var names = Places<UTF8Slice>()

  /// The place of the property with this name. A missing one is added.
  @inline(never)
  mutating func place(of name: UTF8Slice) -> (place: Int, isNew: Bool) {
    let found = names.add(name)
    if found.isNew { list.append(SchemaProperty(name: name, set: SchemaSet())) }
    return found
  }

  /// Marks a member as conditional. One that is new may satisfy any of the schemas that conditions state.
  @inline(never)
  mutating func addConditional(_ name: UTF8Slice, _ nodes: [JSONView], ownCount: Int) {
    let place = place(of: name).place
    list[place].isConditional = true
    if place >= ownCount { list[place].set.addChoice(nodes) }
  }

  subscript(place: Int) -> SchemaProperty {
    get { list[place] }
    _modify { yield &list[place] }
  }
}

extension ShapeReader {
  /// The members that a shape allows, without those of its variants and without read-only ones.
  @inline(never)
  func properties(of shape: SchemaShape) -> [SchemaProperty] {
    var found = PropertyList()
    for layer in shape.layers {
      guard let schemas = layer["properties"] else { continue }
      for (name, schema) in schemas.members {
        let (place, _) = found.place(of: name.name)
        found[place].set.nodes.append(schema)
      }
    }
    for name in requiredNames(of: shape) {
      let (place, isNew) = found.place(of: name)
      found[place].isRequired = true
      if isNew { found[place].set = additional(of: shape) }
    }
    var sent: [SchemaProperty] = []
    for property in found.list where !isReadOnly(property.set) { sent.append(property) }
    return sent
  }

  /// The names that all layers together require, without duplicates.
  func requiredNames(of shape: SchemaShape) -> [UTF8Slice] { requiredPlaces(of: shape).keys }

  @inline(never)
  private func requiredPlaces(of shape: SchemaShape) -> Places<UTF8Slice> {
    var names = Places<UTF8Slice>()
    for layer in shape.layers {
      guard let list = layer["required"] else { continue }
      for name in list.elementTexts { _ = names.add(name) }
    }
    return names
  }

  /// The schemas of members that are not listed.
  private func additional(of shape: SchemaShape) -> SchemaSet {
    var set = SchemaSet()
    for layer in shape.layers {
      if let node = layer["additionalProperties"], node.kind == .object { set.nodes.append(node) }
    }
    return set
  }

  /// Whether a member is read-only, so that only answers contain it.
  @inline(never)
  func isReadOnly(_ set: SchemaSet) -> Bool {
    for node in set.nodes {
      let isPlain = node["$ref"] == nil && node["allOf"] == nil
      if isPlain ? node["readOnly"]?.isTrue == true : plainShape(of: [node]).flag("readOnly") { return true }
    }
    return false
  }

  /// The members of a shape and of all its variants. A member is required if every way to satisfy the shape
  /// requires it.
  @inline(never)
  func mergedProperties(of shape: SchemaShape, variants: [SchemaVariant]) -> [SchemaProperty] {
    var merged = PropertyList()
    for property in properties(of: shape) {
      let (place, _) = merged.place(of: property.name)
      merged[place] = property
    }
    let ownCount = merged.list.count
    for (number, variant) in variants.enumerated() {
      for property in properties(of: variant.shape) {
        let (place, _) = merged.place(of: property.name)
        if place < ownCount {
          narrow(&merged[place], by: property, of: number)
        } else {
          merged[place].variants.append(number)
          merged[place].set.addChoice(property.set.nodes)
        }
      }
    }
    addConditional(of: shape, to: &merged)
    var properties = merged.list
    resolveChoices(&properties, ownCount: ownCount, variants: variants)
    return properties
  }

  /// A variant's schema for a member of the base is one of several alternatives.
  private func narrow(_ property: inout SchemaProperty, by other: SchemaProperty, of variant: Int) {
    var further: [JSONView] = []
    for node in other.set.nodes where !property.set.nodes.has(node) { further.append(node) }
    guard !further.isEmpty else { return }
    property.variants.append(variant)
    property.set.addChoice(further)
  }

  private func resolveChoices(_ merged: inout [SchemaProperty], ownCount: Int, variants: [SchemaVariant]) {
    let required = variants.map { requiredPlaces(of: $0.shape) }
    for index in merged.indices {
      // The variants of a group follow one another.
      var place = 0
      while place < variants.count, !merged[index].isRequired {
        let group = variants[place].group
        var isRequired = true
        while place < variants.count, variants[place].group == group {
          isRequired = isRequired && required[place].has(merged[index].name)
          place &+= 1
        }
        merged[index].isRequired = isRequired
      }
      if index < ownCount {
        // If only some variants have a schema for a member, the base's own schema alone is used.
        let isNamedOnly = merged[index].set.nodes.isEmpty
        if merged[index].variants.count < variants.count, !isNamedOnly { merged[index].set.choices = [] }
        merged[index].variants = []
      } else if merged[index].variants.count == variants.count {
        merged[index].variants = []
      }
      merged[index].set.settle()
    }
  }
}
