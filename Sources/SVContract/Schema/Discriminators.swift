import SVText

/// What the discriminators of a document name, indexed on first use. Each alternative of a union asks.
final class Discriminators {
  private var discriminators = Places<Int>()
  private var mappings: [Names] = []
  private var schemas: Names?
  private var bases = Places<Int>()
  private var heirs: [[JSONView]] = []

  /// Names by the identities of schemas. The first name of a schema counts.
  private final class Names {
    var identities = Places<Int>()
    var names: [UTF8Slice] = []

    @inline(never)
    func add(_ schema: JSONView, _ name: UTF8Slice) {
      if identities.add(schema.identity).isNew { names.append(name) }
    }
  }

  /// The first value that a discriminator's mapping assigns to a schema.
  func value(of schema: JSONView, in discriminator: JSONView, _ reader: ShapeReader) -> UTF8Slice? {
    guard let mapping = discriminator["mapping"] else { return nil }
    let (place, isNew) = discriminators.add(discriminator.identity)
    if isNew {
      let names = Names()
      for (value, reference) in mapping.members {
        guard let found = reference.text.flatMap({ reader.mapped($0, from: discriminator) }) else { continue }
        names.add(found, value.name)
        names.add(reader.document.resolver.resolve(found).target, value.name)
      }
      mappings.append(names)
    }
    return mappings[place].identities.place(of: schema.identity).map { mappings[place].names[$0] }
  }

  /// The name of the first schema in the document's list that is one of these.
  func name(of layers: [JSONView], in list: JSONView) -> UTF8Slice? {
    if schemas == nil {
      let names = Names()
      for (key, schema) in list.members { names.add(schema, key.name) }
      schemas = names
    }
    var first: Int?
    for layer in layers {
      guard let place = schemas?.identities.place(of: layer.identity) else { continue }
      first = min(place, first ?? place)
    }
    return first.flatMap { schemas?.names[$0] }
  }

  /// The schemas that a base's discriminator may select: those in its mapping, else the named schemas that
  /// extend the base by `allOf`.
  func heirs(of base: JSONView, _ discriminator: JSONView, _ reader: ShapeReader) -> [JSONView] {
    let (place, isNew) = bases.add(base.identity)
    if isNew { heirs.append(findHeirs(of: base, discriminator, reader)) }
    return heirs[place]
  }

  private func findHeirs(of base: JSONView, _ discriminator: JSONView, _ reader: ShapeReader) -> [JSONView] {
    var found: [JSONView] = []
    var known = Places<Int>()
    if let mapping = discriminator["mapping"], mapping.kind == .object {
      for (_, value) in mapping.members {
        guard let schema = value.text.flatMap({ reader.mapped($0, from: discriminator) }),
          schema.identity != base.identity, known.add(schema.identity).isNew
        else { continue }
        found.append(schema)
      }
    } else if let schemas = reader.document.namedSchemas {
      for (_, schema) in schemas.members where extends(schema, base, reader) { found.append(schema) }
    }
    return found
  }

  private func extends(_ schema: JSONView, _ base: JSONView, _ reader: ShapeReader) -> Bool {
    guard let parts = schema["allOf"] else { return false }
    for part in parts.elements where SchemaResolver.reference(of: part) != nil {
      if reader.document.resolver.resolve(part).target.identity == base.identity { return true }
    }
    return false
  }
}
