import SVJSON

/// Whether a value that was made satisfies its schema.
struct TemplateCheck {
  let document: OpenAPIDocument

  func accepts(_ value: PayloadValue, _ set: SchemaSet) -> Bool {
    let text = value.text
    guard let json = try? JSONDocument(text: text) else { return false }
    let reader = ShapeReader(document: document)
    return reader.contradiction(json.root, reader.shape(of: set, implicitVariants: false)) == nil
  }
}
