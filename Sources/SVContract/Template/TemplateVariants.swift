import SVText

extension ShapeReader {
  /// An alternative as a variant. Its name is not needed to make values.
  func variant(_ shape: SchemaShape, _ nodes: [JSONView], of union: SchemaUnion) -> SchemaVariant {
    SchemaVariant(
      name: "", shape: shape,
      value: discriminatorValue(of: Alternative(nodes: nodes, shape: shape), among: union),
      group: 0, isExclusive: union.isExclusive)
  }

  /// A value with the discriminator's member of the variant.
  @inline(never)
  func discriminated(_ value: PayloadValue, _ variant: SchemaVariant, _ union: SchemaUnion) -> PayloadValue {
    guard case .object(var members) = value, let word = variant.value,
      let property = Self.discriminatorProperty(union.discriminator)
    else { return value }
    let member = PayloadValue.Member(name: property, value: .string(word))
    if let place = members.firstIndex(where: { $0.name == property }) {
      members[place] = member
    } else {
      members.insert(member, at: 0)
    }
    return .object(members)
  }
}

extension TemplateMaker {
  private static let mostTries = 64

  /// An object that satisfies several alternatives of which only one may hold. An optional member is added
  /// that decides it.
  @inline(never)
  func withDecidingMember(
    _ value: PayloadValue, _ properties: [SchemaProperty], _ shape: SchemaShape, _ set: SchemaSet,
    at place: Place
  ) -> PayloadValue? {
    guard case .object(let members) = value, shape.unions.contains(where: { $0.isExclusive }) else {
      return nil
    }
    for property in properties.prefix(Self.mostTries)
    where !members.contains(where: { $0.name == property.name }) {
      guard let further = self.value(of: property.set, at: place.within(property.name, shape)) else {
        continue
      }
      let fuller = PayloadValue.object(members + [PayloadValue.Member(name: property.name, value: further)])
      if check.accepts(fuller, set) { return fuller }
    }
    return nil
  }
}

extension BodyReader {
  /// Writes the payload to start from.
  func writeTemplate(_ options: TemplateOptions, to json: inout JSONWriter) throws(InspectionError) {
    let check = TemplateCheck(document: reader.document)
    var maker = TemplateMaker(reader: reader, inForm: content.isForm, check: check)
    guard !content.formFields.isEmpty || content.schema != nil else {
      let shown = content.examples.first.map { PayloadValue.json($0.raw) }
      return (shown ?? .object([])).write(to: &json)
    }
    let start = try chosen(options.variant)
    var value = template(maker, start)
    if value.map({ !check.accepts($0, set) }) ?? true {
      // Examples can contradict each other.
      maker.usesExamples = false
      value = template(maker, start)
    }
    if options.includesDefaults {
      maker.includesDefaults = true
      let fuller = template(maker, start)
      if let fuller, value == nil || check.accepts(fuller, set) { value = fuller }
    }
    if !content.formFields.isEmpty { value = formTemplate(maker) }
    if maker.isSpent {
      reader.document.resolver.note(
        "the schema takes too much work for a whole template; check it before use")
    } else if let value, !check.accepts(value, set) {
      reader.document.resolver.note(
        "the template does not satisfy its schema in every point; check it before use")
    }
    (value ?? .object([])).write(to: &json)
  }

  private var set: SchemaSet { content.schema.map { SchemaSet([$0]) } ?? SchemaSet() }

  @inline(never)
  private func template(_ maker: TemplateMaker, _ start: SchemaVariant?) -> PayloadValue? {
    let place = TemplateMaker.Place(name: "", examples: content.examples)
    return start.flatMap { made($0, maker, place) } ?? maker.value(of: set, at: place)
  }

  private func formTemplate(_ maker: TemplateMaker) -> PayloadValue {
    var members: [PayloadValue.Member] = []
    for field in formProperties {
      let hasDefault = maker.includesDefaults && reader.shape(of: field.set)["default"]?.isNull == false
      guard field.isRequired || hasDefault else { continue }
      let value = maker.value(of: field.set, at: TemplateMaker.Place(name: field.name)) ?? .null
      members.append(PayloadValue.Member(name: field.name, value: value))
    }
    return .object(members)
  }

  private func chosen(_ wanted: UTF8Slice?) throws(InspectionError) -> SchemaVariant? {
    guard let wanted else { return nil }
    let variants = reader.variants(of: shape)
    for variant in variants where variant.name == wanted || variant.value == wanted { return variant }
    let digits = wanted.first == UInt8(ascii: "+") ? wanted.dropping(1) : wanted
    if let number = digits.number, number >= 1, number <= variants.count { return variants[number &- 1] }
    let texts = reader.texts
    let plain = texts.lowercased(wanted)
    for variant in variants where texts.lowercased(variant.name) == plain { return variant }
    let names = texts.joined(variants.map { $0.name }, by: ", ")
    let known: Words = variants.isEmpty ? "this endpoint has none" : "it has: \(names)"
    throw InspectionError(.argument, "there is no variant \"\(wanted)\"; \(known).")
  }

  private func made(_ variant: SchemaVariant, _ maker: TemplateMaker, _ place: TemplateMaker.Place)
    -> PayloadValue?
  {
    let whole = reader.whole(shape, variant)
    let candidates = maker.made(whole, at: place).map { value in
      variant.group < shape.unions.count
        ? reader.discriminated(value, variant, shape.unions[variant.group]) : value
    }
    if let found = candidates.first(where: { maker.check.accepts($0, set) }) { return found }
    return candidates.first.flatMap {
      maker.withDecidingMember($0, reader.properties(of: whole), shape, set, at: place)
    }
      ?? candidates.first
  }
}
