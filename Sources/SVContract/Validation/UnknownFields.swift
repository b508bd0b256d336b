import SVText

/// Finds fields that an open schema allows but no applied schema defines. Most are misspelt.
struct UnknownFields {
  let evaluator: Evaluator

  private static let listMax = 100

  /// The unknown fields in the order of the payload.
  func list(in payload: JSONView) -> [UnknownField] {
    var places = Places<Int>()
    var objects: [ObjectKnowledge] = []
    for declaration in evaluator.declarations {
      let (place, isNew) = places.add(declaration.object.identity)
      if isNew { objects.append(ObjectKnowledge(declaration.object)) }
      objects[place].add(declaration)
    }
    var order = places.keys
    order.sortNumbers()
    var unknown: [UnknownField] = []
    for identity in order {
      guard let place = places.place(of: identity), !objects[place].schemas.isEmpty else { continue }
      let object = objects[place]
      let members = evaluator.members(object.node)
      for member in members.list where !object.known.has(member.value.identity) {
        guard unknown.count < Self.listMax else { return unknown }
        let pointer = PayloadPointer.text(of: member.value, in: payload)
        unknown.append(
          UnknownField(
            pointer: pointer, name: String(member.name),
            nearest: object.nearest(to: member.name, besides: members).map { String($0) }))
      }
    }
    return unknown
  }
}

/// The members of one object that all applied schemas know.
private struct ObjectKnowledge {
  let node: JSONView
  var known = Places<Int>()
  var schemas: [Schema] = []
  private var listed = Places<Int>()

  init(_ node: JSONView) { self.node = node }

  mutating func add(_ declaration: Declaration) {
    if let member = declaration.member { _ = known.add(member.identity) }
    if let schema = declaration.schema, listed.add(schema.node.identity).isNew {
      schemas.append(schema)
    }
  }

  /// The known name most similar to this one that the payload does not contain.
  func nearest(to name: UTF8Slice, besides members: ObjectMembers) -> UTF8Slice? {
    var names: [UTF8Slice] = []
    for schema in schemas {
      for property in schema.properties.list where members[property.name] == nil {
        names.append(property.name)
      }
    }
    return NearestName.nearest(to: name, among: names)
  }
}
