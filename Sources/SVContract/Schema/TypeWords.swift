import SVText

extension ShapeReader {
  private static let deepestWords = 6

  /// The description of a type: "string", "array<string>", "integer | string", or the name of a schema.
  @inline(never)
  func typeWords(of shape: SchemaShape, inForm: Bool, depth: Int = 0) -> UTF8Slice {
    var words = alternativeWords(of: shape, inForm: inForm, depth: depth)
    if words.isEmpty { words = ownWords(of: shape, inForm: inForm, depth: depth) }
    if words.isEmpty { return shape.isOnlyNull ? "null" : "any" }
    if shape.isNullable { words.appendNew("null") }
    return texts.joined(words, by: " | ")
  }

  /// The descriptions of the types that unions add, unless the base is more specific.
  private func alternativeWords(of shape: SchemaShape, inForm: Bool, depth: Int) -> [UTF8Slice] {
    guard depth < Self.deepestWords, let union = shape.unions.first else { return [] }
    let stated = shape.statedTypes
    if let stated, stated.isDisjoint(with: [.array, .object]) { return [] }
    if stated?.contains(.object) == true, let name = shape.name { return [name] }
    var words: [UTF8Slice] = []
    for nodes in union.alternatives.prefix(64) {
      var alternative = plainShape(of: nodes)
      // An alternative that only restricts the base has its type.
      if alternative.types.isEmpty, alternative.unions.isEmpty, let stated {
        for word in stated.subtracting(.null).words { words.appendNew(word) }
        continue
      }
      if alternative.name == nil, alternative.types == .object, stated == .object {
        alternative.name = shape.name
      }
      let type = typeWords(of: alternative, inForm: inForm, depth: depth &+ 1)
      for word in type.parts(separatedBy: UInt8(ascii: "|")) { words.appendNew(word.unquoted) }
    }
    return words.count > 1 ? words.filter { $0 != "any" } : words
  }

  private func ownWords(of shape: SchemaShape, inForm: Bool, depth: Int) -> [UTF8Slice] {
    if isFile(shape, inForm: inForm) { return ["file"] }
    var words: [UTF8Slice] = []
    for word in shape.types.words where word != "null" {
      if word == "array" {
        words.append(arrayWords(of: shape, inForm: inForm, depth: depth))
      } else {
        words.append(word == "object" ? shape.name ?? word : word)
      }
    }
    return words
  }

  private func arrayWords(of shape: SchemaShape, inForm: Bool, depth: Int) -> UTF8Slice {
    guard depth < Self.deepestWords else { return "array" }
    var words = Places<UTF8Slice>()
    for set in shape.items.map({ [$0] }) ?? shape.firstItems.map({ SchemaSet([$0]) }) {
      let item = self.shape(of: set, implicitVariants: false)
      _ = words.add(typeWords(of: item, inForm: inForm, depth: depth &+ 1))
    }
    return texts.joined(
      ["array<", words.count == 0 ? "any" : texts.joined(words.keys, by: " | "), ">"], by: "")
  }

  /// Whether a value is sent as a file. In JSON bodies "binary" is only a string format.
  @inline(never)
  func isFile(_ shape: SchemaShape, inForm: Bool) -> Bool {
    if shape.types.contains(.file) { return true }
    guard inForm, shape.statedTypes.map({ $0.contains(.string) }) ?? true else { return false }
    if shape["format"]?.isString("binary") == true { return true }
    guard let type = shape["contentMediaType"], shape["contentEncoding"] == nil else { return false }
    return !type.isString("application/json")
  }
}
