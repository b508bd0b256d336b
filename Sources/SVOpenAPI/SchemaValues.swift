import SVJSON

extension SchemaShape {
  /// The values that `const` and `enum` of all layers leave, nil when no layer has one.
  var allowedValues: [JSONNode]? {
    var allowed: [JSONNode]?
    for layer in layers {
      var own: [JSONNode]?
      if let list = layer["enum"], list.kind == .array { own = Array(list.elements) }
      if let constant = layer["const"] { own = [constant] }
      guard let own else { continue }
      allowed = allowed.map { values in values.filter { value in own.contains { value.isSameValue(as: $0) } } } ?? own
    }
    return allowed
  }
}

extension ShapeReader {
  /// The values of a shape and of its unions together.
  func values(of shape: SchemaShape, depth: Int = 0) -> (all: [JSONNode]?, some: [JSONNode]) {
    if let own = shape.allowedValues { return (own, own) }
    guard depth < 8 else { return (nil, []) }
    for union in shape.unions {
      var some: [JSONNode] = []
      var isClosed = true
      for alternative in union.alternatives {
        let found = values(of: self.shape(of: SchemaSet(alternative), implicitVariants: false), depth: depth &+ 1)
        isClosed = isClosed && found.all != nil
        for value in found.some where !some.contains(where: { $0.isSameValue(as: value) }) { some.append(value) }
      }
      if !some.isEmpty { return (isClosed ? some : nil, some) }
    }
    return (nil, [])
  }
}

extension JSONNode {
  /// Whether two values are the same: numbers by what they mean, objects whatever their order.
  func isSameValue(as other: JSONNode) -> Bool {
    guard kind == other.kind else { return false }
    switch kind {
    case .null: return true
    case .boolean: return boolean == other.boolean
    case .number: return JSONNode.isSameNumber(self, other)
    case .string: return string.flatMap { other.isString($0) } ?? false
    case .array:
      var rest = other.elements
      for element in elements {
        guard let next = rest.next(), element.isSameValue(as: next) else { return false }
      }
      return rest.next() == nil
    case .object:
      var count = 0
      for (key, value) in members {
        guard let counterpart = other[key], value.isSameValue(as: counterpart) else { return false }
        count &+= 1
      }
      return count == other.members.reduce(0) { sum, _ in sum &+ 1 }
    }
  }

  private static func isSameNumber(_ one: JSONNode, _ other: JSONNode) -> Bool {
    if let whole = one.int { return other.int == whole }
    if other.int != nil { return false }
    return one.double == other.double
  }
}
