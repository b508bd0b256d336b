import SVText

extension ShapeReader {
  private static let deepestWords = 6

  /// A type in words: "string", "array<string>", "integer | string", the name of a schema.
  func typeWords(of set: SchemaSet, inForm: Bool, depth: Int = 0) -> String {
    typeWords(of: shape(of: set, implicitVariants: false), inForm: inForm, depth: depth)
  }

  func typeWords(of shape: SchemaShape, inForm: Bool, depth: Int = 0) -> String {
    var words = alternativeWords(of: shape, inForm: inForm, depth: depth)
    if words.isEmpty { words = ownWords(of: shape, inForm: inForm, depth: depth) }
    if words.isEmpty { return "any" }
    if shape.isNullable { words.appendNew("null") }
    return words.joined(by: " | ")
  }

  /// The words of the types that unions add, unless the base says more than they do.
  private func alternativeWords(of shape: SchemaShape, inForm: Bool, depth: Int) -> [String] {
    guard depth < Self.deepestWords, let union = shape.unions.first else { return [] }
    let stated = shape.statedTypes
    if let stated, stated.isDisjoint(with: [.array, .object]) { return [] }
    if stated?.contains(.object) == true, let name = shape.name { return [name] }
    var words: [String] = []
    for nodes in union.alternatives.prefix(64) {
      var alternative = self.shape(of: SchemaSet(nodes), implicitVariants: false)
      // An alternative that only narrows has the base's type.
      if alternative.types.isEmpty, alternative.unions.isEmpty, let stated {
        for word in stated.subtracting(.null).words { words.appendNew(word) }
        continue
      }
      if alternative.name == nil, alternative.types == .object, stated == .object {
        alternative.name = shape.name
      }
      for word in typeWords(of: alternative, inForm: inForm, depth: depth &+ 1).parts(
        separatedBy: UInt8(ascii: "|"))
      {
        words.appendNew(word.unquotedASCII)
      }
    }
    return words.count > 1 ? words.filter { !$0.isWord("any") || words.count == 1 } : words
  }

  private func ownWords(of shape: SchemaShape, inForm: Bool, depth: Int) -> [String] {
    if isFile(shape, inForm: inForm) { return ["file"] }
    var words: [String] = []
    for word in shape.types.words {
      if word.isWord("array") {
        words.append(arrayWords(of: shape, inForm: inForm, depth: depth))
      } else if word.isWord("object") {
        words.append(shape.name ?? "object")
      } else if !word.isWord("null") {
        words.append(word)
      }
    }
    return words
  }

  private func arrayWords(of shape: SchemaShape, inForm: Bool, depth: Int) -> String {
    guard depth < Self.deepestWords else { return "array" }
    if let items = shape.items {
      return "array<" + typeWords(of: items, inForm: inForm, depth: depth &+ 1) + ">"
    }
    var words: [String] = []
    for item in shape.firstItems { words.appendNew(typeWords(of: item, inForm: inForm, depth: depth &+ 1)) }
    return "array<" + (words.isEmpty ? "any" : words.joined(by: " | ")) + ">"
  }

  /// Whether a value is sent as a file. In JSON there are none: "binary" is only a format of strings there.
  func isFile(_ shape: SchemaShape, inForm: Bool) -> Bool {
    if shape.types.contains(.file) { return true }
    guard inForm, shape.statedTypes.map({ $0.contains(.string) }) ?? true else { return false }
    if shape["format"]?.isString("binary") == true { return true }
    return shape["contentMediaType"] != nil && shape["contentEncoding"] == nil
      && shape["contentMediaType"]?.isString("application/json") != true
  }
}
