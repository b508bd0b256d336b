import SVText

extension SchemaShape {
  /// The values that `const` and `enum` of all layers leave, nil when no layer has one.
  var allowedValues: [JSONNode]? {
    var allowed: [JSONNode]?
    for layer in layers {
      var own: [JSONNode]?
      if let list = layer["enum"], list.kind == .array { own = Array(list.elements) }
      if let constant = layer["const"] { own = [constant] }
      guard let own else { continue }
      allowed =
        allowed.map { values in values.filter { value in own.contains { value.isSameValue(as: $0) } } } ?? own
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
        let found = values(
          of: self.shape(of: SchemaSet(alternative), implicitVariants: false), depth: depth &+ 1)
        isClosed = isClosed && found.all != nil
        for value in found.some where !some.contains(where: { $0.isSameValue(as: value) }) {
          some.append(value)
        }
      }
      if !some.isEmpty { return (isClosed ? some : nil, some) }
    }
    return (nil, [])
  }
}

extension JSONNode {
  private static let stepsOfComparison = 10_000

  /// Whether two values are the same as JSON Schema has it.
  func isSameValue(as other: JSONNode) -> Bool {
    JSONEquality.areEqual(self, other, Budget(steps: Self.stepsOfComparison))
  }
}
