import SVText

/// Merges a set of schemas into a shape. Depth and number are bounded, because documents contain cycles.
struct ShapeReader {
  let document: OpenAPIDocument

  /// Memory for texts, in the document's workspace.
  var texts: TextMemory { document.texts }

  private static let deepest = 64
  private static let mostLayers = 512

  /// The shape of a set. With `implicitVariants`, a schema with a discriminator and no union is replaced by
  /// the schemas that extend it.
  @inline(never)
  func shape(of set: SchemaSet, implicitVariants: Bool = true) -> SchemaShape {
    var shape = SchemaShape()
    guard document.shapesLeft.spend(1) else {
      document.resolver.note("the schemas of this endpoint have too many variants to list all of them")
      return shape
    }
    var seen = Places<Int>()
    for (index, node) in set.nodes.enumerated() {
      add(node, to: &shape, &seen, depth: 0, namesShape: index == 0)
    }
    if !set.choices.isEmpty {
      shape.unions.append(SchemaUnion(alternatives: set.choices, discriminator: nil, isExclusive: false))
    }
    simplifyUnions(of: &shape, &seen)
    if implicitVariants, shape.unions.isEmpty, let node = set.nodes.first {
      addExtendingSchemas(of: node, to: &shape)
    }
    return shape
  }

  private func add(
    _ node: JSONView, to shape: inout SchemaShape, _ seen: inout Places<Int>, depth: Int, namesShape: Bool
  ) {
    guard node.kind == .object else {
      if node.isFalse { shape.isNever = true }
      return
    }
    guard depth < Self.deepest, shape.layers.count < Self.mostLayers else {
      document.resolver.note("schemas are nested too deeply within each other to be merged whole")
      return
    }
    let isReference = SchemaResolver.reference(of: node) != nil
    let resolved = isReference ? document.resolver.resolve(node) : nil
    if resolved?.isCyclic == true { shape.isCyclic = true }
    if namesShape, shape.name == nil, isReference { shape.name = name(ofReferenceIn: node) }
    for layer in resolved?.layers ?? [node]
    where layer.kind == .object && seen.add(layer.identity).isNew {
      shape.layers.append(layer)
      addParts(of: layer, to: &shape, &seen, depth: depth, namesShape: namesShape)
    }
    if resolved?.target.isFalse == true { shape.isNever = true }
  }

  private func addParts(
    of layer: JSONView, to shape: inout SchemaShape, _ seen: inout Places<Int>, depth: Int, namesShape: Bool
  ) {
    if document.dialect == .swagger2, layer["x-nullable"]?.isTrue == true { shape.hasNullAlternative = true }
    for isExclusive in [true, false] {
      guard let list = layer[isExclusive ? "oneOf" : "anyOf"], list.kind == .array else { continue }
      var alternatives: [[JSONView]] = []
      for element in list.elements { alternatives.append([element]) }
      guard !alternatives.isEmpty else { continue }
      shape.unions.append(
        SchemaUnion(
          alternatives: alternatives, discriminator: layer["discriminator"], isExclusive: isExclusive))
    }
    guard let parts = layer["allOf"], parts.kind == .array else { return }
    let elements = Array(parts.elements)
    // OpenAPI 3.0 needs a wrapper with one reference to add a description. The wrapper takes the referenced
    // schema's name.
    let isWrapper = elements.count == 1 && layer["properties"] == nil
    for part in elements {
      add(part, to: &shape, &seen, depth: depth &+ 1, namesShape: namesShape && isWrapper)
    }
  }

  /// Removes null from the unions, and merges unions that have one alternative left.
  private func simplifyUnions(of shape: inout SchemaShape, _ seen: inout Places<Int>) {
    var settled: [SchemaUnion] = []
    var rounds = 0
    while !shape.unions.isEmpty, rounds < Self.deepest {
      rounds &+= 1
      var union = shape.unions.removeFirst()
      var alternatives: [[JSONView]] = []
      for alternative in union.alternatives where !isNull(alternative) { alternatives.append(alternative) }
      if alternatives.count < union.alternatives.count { shape.hasNullAlternative = true }
      union.alternatives = alternatives
      if union.alternatives.count == 1, let only = union.alternatives.first {
        for node in only { add(node, to: &shape, &seen, depth: 1, namesShape: shape.name == nil) }
      } else if union.alternatives.isEmpty {
        shape.hasOnlyNull = true
      } else {
        settled.append(union)
      }
    }
    shape.unions = settled
  }

  /// Whether the schemas allow only null.
  private func isNull(_ nodes: [JSONView]) -> Bool {
    guard nodes.count == 1, let node = nodes.first, node.kind == .object else { return false }
    if node["type"]?.isString("null") == true { return true }
    if let constant = node["const"] { return constant.isNull }
    guard let list = node["enum"], list.kind == .array else { return false }
    for value in list.elements where !value.isNull { return false }
    return list.elementCount > 0
  }

  /// The last segment of a reference into a list of schemas.
  private func name(ofReferenceIn node: JSONView) -> UTF8Slice? {
    guard let parts = SchemaResolver.reference(of: node)?.parts(separatedBy: UInt8(ascii: "#")),
      parts.count == 2
    else { return nil }
    let fragment = parts[1]
    guard let tokens = JSONPointer(fragment: fragment, texts)?.tokens, let last = tokens.last else {
      return fragment
    }
    guard tokens.count >= 2, tokens[tokens.count &- 2].isOneOf("schemas definitions $defs") else {
      return nil
    }
    return last
  }
}

// MARK: Variants by inheritance

extension ShapeReader {
  /// Uses the mapping of a discriminator, or the named schemas that extend this one by `allOf`.
  private func addExtendingSchemas(of node: JSONView, to shape: inout SchemaShape) {
    let target = document.resolver.resolve(node).target
    guard let discriminator = target["discriminator"] else { return }
    var alternatives: [[JSONView]] = []
    for schema in document.discriminators.heirs(of: target, discriminator, self) {
      alternatives.append([schema])
    }
    guard !alternatives.isEmpty else { return }
    shape.unions.append(
      SchemaUnion(alternatives: alternatives, discriminator: discriminator, isExclusive: false))
  }

  /// The schema that a mapping's value names, by reference or by name.
  @inline(never)
  func mapped(_ text: UTF8Slice, from node: JSONView) -> JSONView? {
    document.namedSchema(text) ?? document.resolver.lookUp(text, from: node)
  }
}
