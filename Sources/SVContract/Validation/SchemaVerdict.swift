/// What a schema says of a value, and which of its parts the schema has dealt with.
struct SchemaVerdict {
  var isValid = true
  /// Places of members and items; kept only where a document asks for what is unevaluated.
  var evaluated = PlaceSet()

  @inline(never)
  mutating func merge(_ other: SchemaVerdict) {
    isValid = isValid && other.isValid
    evaluated.formUnion(other.evaluated)
  }
}

/// A set of small whole numbers.
struct PlaceSet {
  private var words: [UInt64] = []

  func contains(_ place: Int) -> Bool {
    let word = place >> 6
    return word < words.count && words[word] & (1 << UInt64(place & 63)) != 0
  }

  @inline(never)
  mutating func insert(_ place: Int) {
    let word = place >> 6
    while words.count <= word { words.append(0) }
    words[word] |= 1 << UInt64(place & 63)
  }

  @inline(never)
  mutating func formUnion(_ other: PlaceSet) {
    while words.count < other.words.count { words.append(0) }
    for index in other.words.indices { words[index] |= other.words[index] }
  }
}
