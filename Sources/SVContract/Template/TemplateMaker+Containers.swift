import SVText

extension TemplateMaker {
  private static let mostElements: Int64 = 256

  /// An object with what is required.
  func object(_ shape: SchemaShape, at place: Place) -> PayloadValue? {
    let own = shape.layers.filter { $0["properties"] != nil }
    if own.contains(where: { place.around.contains($0.identity) }), place.depth > 6 { return nil }
    let properties = reader.properties(of: shape)
    var names: [String] = properties.filter({ $0.isRequired }).map({ $0.name })
    addDependents(of: shape, to: &names)
    if includesDefaults {
      for property in properties where hasDefault(property) { names.appendNew(property.name) }
      addDependents(of: shape, to: &names)
    }
    let least = Int(clamping: min(shape.least("minProperties") ?? 0, Self.mostElements))
    for property in properties where names.count < least { names.appendNew(property.name) }
    var members: [PayloadValue.Member] = []
    for name in names {
      let set = properties.first { $0.name.isSameText(as: name) }?.set ?? SchemaSet()
      guard let value = value(of: set, at: place.within(name, shape)) else {
        guard properties.contains(where: { $0.isRequired && $0.name.isSameText(as: name) }) else { continue }
        reader.document.resolver.note("no value could be made for the required field \"\(name)\"")
        return nil
      }
      members.append(PayloadValue.Member(name: name, value: value))
    }
    addFurther(least, of: shape, at: place, to: &members)
    return .object(members)
  }

  private func hasDefault(_ property: SchemaProperty) -> Bool {
    let shape = reader.shape(of: property.set, implicitVariants: false)
    guard let fallback = shape["default"], !fallback.isNull else { return false }
    return reader.contradiction(fallback, shape) == nil
      && check.accepts(.json(fallback.rawText), property.set)
  }

  /// Members without a schema of their own, for an object that has to have more than it names.
  private func addFurther(
    _ least: Int, of shape: SchemaShape, at place: Place, to members: inout [PayloadValue.Member]
  ) {
    var schema =
      shape.additionalProperties.flatMap { $0.kind == .object ? SchemaSet([$0]) : nil } ?? SchemaSet()
    var pattern: String?
    if let first = shape["patternProperties"]?.members.first(where: { _ in true }) {
      (pattern, schema) = (first.key, SchemaSet([first.value]))
    } else if shape.additionalProperties?.boolean == false {
      return
    }
    var index = 0
    while members.count < least, index < 1000 {
      let made = pattern.flatMap { PatternSample.candidates($0, least: nil, most: nil, index: index).first }
      let name = made ?? "key" + (index &+ 1).description
      index &+= 1
      if members.contains(where: { $0.name.isSameText(as: name) }) { continue }
      guard let value = value(of: schema, at: place.within(name, shape)) else { return }
      members.append(PayloadValue.Member(name: name, value: value))
    }
  }

  /// Names that others, being there, require.
  private func addDependents(of shape: SchemaShape, to names: inout [String]) {
    var place = 0
    while place < names.count {
      for layer in shape.layers {
        for keyword in ["dependentRequired", "dependencies"] {
          guard let list = layer[keyword]?[names[place]], list.kind == .array else { continue }
          for name in list.elements.compactMap({ $0.string }) { names.appendNew(name) }
        }
      }
      place &+= 1
    }
  }

  /// A list with as few elements as may be.
  func array(_ shape: SchemaShape, at place: Place) -> PayloadValue? {
    let first = shape.firstItems
    let items = shape.items ?? SchemaSet()
    var count = Int(clamping: min(shape.least("minItems") ?? 0, Self.mostElements))
    let most = shape.most("maxItems") ?? Int64.max
    if count == 0, most > 0, first.isEmpty, isAddress(items) { count = 1 }
    var elements: [PayloadValue] = []
    for (set, number) in wanted(of: shape) where elements.count < count || number > 0 {
      for _ in 0..<number {
        guard let value = value(of: set, at: place.within(place.name, shape, index: elements.count)) else {
          return nil
        }
        elements.append(value)
      }
    }
    while elements.count < count {
      let set = elements.count < first.count ? first[elements.count] : items
      guard
        let value = value(
          of: set, at: place.within(Self.elementName(place.name), shape, index: elements.count))
      else {
        return nil
      }
      elements.append(value)
    }
    return .array(elements)
  }

  /// What `contains` asks for, and how many of it.
  private func wanted(of shape: SchemaShape) -> [(SchemaSet, Int)] {
    shape.layers.compactMap { layer in
      guard let schema = layer["contains"] else { return nil }
      let least = min(layer["minContains"]?.int ?? 1, Self.mostElements)
      return (SchemaSet([schema] + (shape.items?.nodes ?? [])), Int(clamping: max(least, 0)))
    }
  }

  private func isAddress(_ items: SchemaSet) -> Bool {
    let shape = reader.shape(of: items, implicitVariants: false)
    let format = shape.text("format") ?? ""
    if format.isOneOf(["uri", "url"]) { return true }
    return shape.unions.first.map { union in
      union.alternatives.prefix(1).contains { nodes in nodes.first?["format"]?.isString("uri") == true }
    } ?? false
  }

  private static func elementName(_ name: String) -> String { name }
}
