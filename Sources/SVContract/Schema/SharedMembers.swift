import SVText

/// What all alternatives of a union state alike holds for every value of the union.
extension ShapeReader {
  private static var sharedKeys: UTF8Slice {
    """
    title description default example format deprecated writeOnly minimum maximum exclusiveMinimum \
    exclusiveMaximum multipleOf minLength maxLength minItems maxItems minProperties maxProperties \
    uniqueItems pattern contentMediaType contentEncoding
    """
  }

  private static let mostAlternatives = 256

  /// Adds the annotations and limits that all alternatives of one of its unions state alike.
  @inline(never)
  func addShared(to shape: inout SchemaShape) {
    for union in shape.unions where union.alternatives.count <= Self.mostAlternatives {
      var all: [[JSONView]] = []
      for nodes in union.alternatives { all.append(plainShape(of: nodes).layers) }
      for key in Self.sharedKeys.parts(separatedBy: 0x20) {
        guard let holder = holder(of: key, in: all) else { continue }
        shape.sharedKeys.append(key)
        shape.sharedLayers.append(holder)
      }
    }
  }

  /// The schema of the first alternative that contains a member, if all state it alike.
  private func holder(of key: UTF8Slice, in all: [[JSONView]]) -> JSONView? {
    var holder: JSONView?
    for layers in all {
      guard let stated = layers.nearest(key) else { return nil }
      if let known = holder?[key], known.raw != stated.raw { return nil }
      for layer in layers where holder == nil && layer[key] != nil { holder = layer }
    }
    return holder
  }
}
