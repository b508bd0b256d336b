import SVText

extension ShapeReader {
  /// Notes members that are required although the object may not have them.
  @inline(never)
  func noteContradictions(of shape: SchemaShape, _ properties: [SchemaProperty]) {
    for layer in shape.layers where layer["additionalProperties"]?.isFalse == true {
      guard layer["patternProperties"] == nil else { continue }
      let listed = layer["properties"].map { document.resolver.index.members(of: $0) }
      for property in properties where property.isRequired && listed?[property.name] == nil {
        document.resolver.note("the document requires \"\(property.name)\" and forbids it, in one object")
      }
    }
  }
}
