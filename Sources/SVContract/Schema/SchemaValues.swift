import SVText

extension SchemaShape {
  /// The values that satisfy `const` and `enum` of all layers; nil if no layer has one.
  @inline(never)
  var allowedValues: [JSONView]? {
    var allowed: [JSONView]?
    for layer in layers {
      guard let own = Self.values(of: layer) else { continue }
      guard let known = allowed else {
        allowed = own
        continue
      }
      var set = ValueSet(own)
      var both: [JSONView] = []
      for value in known where set.add(value) != nil { both.append(value) }
      allowed = both
    }
    return allowed
  }

  private static func values(of layer: JSONView) -> [JSONView]? {
    if let constant = layer["const"] { return [constant] }
    guard let list = layer["enum"], list.kind == .array else { return nil }
    return Array(list.elements)
  }
}

extension ShapeReader {
  /// The values of a shape and of its unions.
  @inline(never)
  func values(of shape: SchemaShape, depth: Int = 0) -> (all: [JSONView]?, some: [JSONView]) {
    if let own = shape.allowedValues { return (own, own) }
    guard depth < 8 else { return (nil, []) }
    for union in shape.unions {
      var some: [JSONView] = []
      var set = ValueSet()
      var isClosed = true
      for alternative in union.alternatives {
        let found = values(of: plainShape(of: alternative), depth: depth &+ 1)
        isClosed = isClosed && found.all != nil
        for value in found.some where set.add(value) == nil { some.append(value) }
      }
      if set.budget.isSpent {
        document.resolver.note("there are too many values to compare all; some may be listed twice")
      }
      if !some.isEmpty { return (isClosed ? some : nil, some) }
    }
    return (nil, [])
  }

  /// The shape of schemas that must all hold, without variants by inheritance.
  @inline(never)
  func plainShape(of nodes: [JSONView]) -> SchemaShape {
    shape(of: SchemaSet(nodes), implicitVariants: false)
  }
}
