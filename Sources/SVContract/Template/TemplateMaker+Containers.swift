import SVText

extension TemplateMaker {
  private static let mostElements: Int64 = 256

  /// An object with its required members, and those that conditions require.
  func object(_ shape: SchemaShape, at place: Place) -> PayloadValue? {
    guard let value = plainObject(shape, at: place), case .object(let members) = value else { return nil }
    var open: [JSONView] = []
    reader.eachCondition(of: shape) { condition in
      // Names that a member requires are in the object already.
      guard condition.rule?.kind != .array,
        condition.test != nil || members.contains(where: { $0.name == condition.name }), triesLeft.spend(1)
      else { return }
      let isMet = condition.test.map { check.accepts(value, SchemaSet([$0])) } ?? true
      guard let rule = isMet ? condition.rule : condition.otherwise, rule.kind == .object else { return }
      if !check.accepts(value, SchemaSet([rule])) { open.append(rule) }
    }
    guard !open.isEmpty, place.depth < Self.deepest else { return value }
    let further = reader.plainShape(of: open)
    var (whole, next) = (shape, place)
    for layer in further.layers where !whole.layers.has(layer) { whole.layers.append(layer) }
    guard whole.layers.count > shape.layers.count else { return value }
    whole.unions = further.unions
    next.depth &+= 1
    return made(whole, at: next).first { check.accepts($0, SchemaSet(open)) } ?? value
  }

  /// An object with its required members.
  private func plainObject(_ shape: SchemaShape, at place: Place) -> PayloadValue? {
    if place.depth > 6 {
      for layer in shape.layers where layer["properties"] != nil && place.enclosing.contains(layer.identity) {
        return nil
      }
    }
    let properties = reader.properties(of: shape)
    var names = Places<UTF8Slice>()
    for property in properties where property.isRequired { _ = names.add(property.name) }
    addDependents(of: shape, to: &names)
    if includesDefaults {
      for property in properties where hasDefault(property) { _ = names.add(property.name) }
      addDependents(of: shape, to: &names)
    }
    let least = Int(clamping: min(shape.least("minProperties") ?? 0, Self.mostElements))
    for property in properties where names.count < least { _ = names.add(property.name) }
    var places = Places<UTF8Slice>()
    for property in properties { _ = places.add(property.name) }
    var members: [PayloadValue.Member] = []
    for name in names.keys {
      let property = places.place(of: name).map { properties[$0] }
      guard let value = value(of: property?.set ?? SchemaSet(), at: place.within(name, shape)) else {
        guard property?.isRequired == true else { continue }
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
      && check.accepts(.json(fallback.raw), property.set)
  }

  /// Adds members without a schema of their own, if the object needs more members than are defined.
  private func addFurther(
    _ least: Int, of shape: SchemaShape, at place: Place, to members: inout [PayloadValue.Member]
  ) {
    var schema =
      shape.additionalProperties.flatMap { $0.kind == .object ? SchemaSet([$0]) : nil } ?? SchemaSet()
    var pattern: UTF8Slice?
    var patterns = shape["patternProperties"]?.members
    if let first = patterns?.next() {
      (pattern, schema) = (first.key.name, SchemaSet([first.value]))
    } else if shape.additionalProperties?.boolean == false {
      return
    }
    var index = 0
    while members.count < least, index < 1000 {
      let made = pattern.flatMap {
        PatternSample.candidates($0, least: nil, most: nil, index: index, reader.texts, textLeft).first
      }
      let name = made ?? reader.texts.text("key\(index &+ 1)")
      index &+= 1
      if members.contains(where: { $0.name == name }) { continue }
      guard let value = value(of: schema, at: place.within(name, shape)) else { return }
      members.append(PayloadValue.Member(name: name, value: value))
    }
  }

  /// Adds the names that present members require.
  private func addDependents(of shape: SchemaShape, to names: inout Places<UTF8Slice>) {
    var place = 0
    while place < names.count {
      for layer in shape.layers {
        for keyword: UTF8Slice in ["dependentRequired", "dependencies"] {
          guard let rules = layer[keyword] else { continue }
          let wanted = reader.document.resolver.index.members(of: rules)[names.keys[place]]
          for name in wanted?.elementTexts ?? [] { _ = names.add(name) }
        }
      }
      place &+= 1
    }
  }

  /// A list with as few elements as allowed.
  func array(_ shape: SchemaShape, at place: Place) -> PayloadValue? {
    let first = shape.firstItems.map { SchemaSet([$0]) }
    let items = shape.items ?? SchemaSet()
    var count = Int(clamping: min(shape.least("minItems") ?? 0, Self.mostElements))
    let most = shape.most("maxItems") ?? Int64.max
    // An empty list shows nothing where the list is the whole body, or where an element is known.
    let isTelling =
      place.depth == 0 || (place.examples + shape.examples).contains { $0.elementCount > 0 }
      || isAddress(items)
    if count == 0, most > 0, first.isEmpty, isTelling { count = 1 }
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
          of: set, at: place.within(place.name, shape, index: elements.count))
      else {
        return nil
      }
      elements.append(value)
    }
    return .array(elements)
  }

  /// The schemas of `contains`, and how many elements must match each.
  private func wanted(of shape: SchemaShape) -> [(SchemaSet, Int)] {
    var wanted: [(SchemaSet, Int)] = []
    for layer in shape.layers {
      guard let schema = layer["contains"] else { continue }
      let least = min(layer["minContains"]?.int ?? 1, Self.mostElements)
      wanted.append((SchemaSet([schema] + (shape.items?.nodes ?? [])), Int(clamping: max(least, 0))))
    }
    return wanted
  }

  private func isAddress(_ items: SchemaSet) -> Bool {
    let shape = reader.shape(of: items, implicitVariants: false)
    let format = shape.text("format") ?? ""
    if format.isOneOf("uri url") { return true }
    return shape.unions.first?.alternatives.first?.first?["format"]?.isString("uri") == true
  }
}
