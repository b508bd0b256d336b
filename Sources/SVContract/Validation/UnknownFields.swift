import SVText

/// Fields that pass because a schema is open, but that no schema which applies names: mostly slips of the
/// pen.
struct UnknownFields {
  let evaluator: Evaluator

  private static let listMax = 100

  /// In the order of the payload.
  func list(in payload: JSONNode) -> [UnknownField] {
    var objects: [Int: ObjectKnowledge] = [:]
    for declaration in evaluator.declarations {
      objects[declaration.object.identity, default: ObjectKnowledge(declaration.object)].add(declaration)
    }
    var unknown: [UnknownField] = []
    for identity in objects.keys.sorted() {
      guard let object = objects[identity], !object.schemas.isEmpty else { continue }
      let members = evaluator.members(object.node)
      for member in members.list where !object.known.contains(member.value.identity) {
        guard unknown.count < Self.listMax else { return unknown }
        let pointer = PayloadPointer.text(of: member.value, in: payload)
        unknown.append(
          UnknownField(
            pointer: pointer, name: member.name, nearest: object.nearest(to: member.name, besides: members)))
      }
    }
    return unknown
  }
}

/// What all schemas together know of one object.
private struct ObjectKnowledge {
  let node: JSONNode
  var known: Set<Int> = []
  var schemas: [Schema] = []
  private var listed: Set<Int> = []

  init(_ node: JSONNode) { self.node = node }

  mutating func add(_ declaration: Declaration) {
    if let member = declaration.member { known.insert(member.identity) }
    if let schema = declaration.schema, listed.insert(schema.node.identity).inserted {
      schemas.append(schema)
    }
  }

  /// The name nearest to this one that is not given already.
  func nearest(to name: String, besides members: ObjectMembers) -> String? {
    var names: [String] = []
    for schema in schemas {
      for property in schema.properties.list where members[property.name] == nil {
        names.append(property.name)
      }
    }
    return NearestName.nearest(to: name, among: names)
  }
}
