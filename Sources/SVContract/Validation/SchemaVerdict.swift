/// The result of a schema for a value, and the parts of the value that the schema evaluated.
struct SchemaVerdict {
  var isValid = true
  /// The places of members and items. Recorded only if the document uses an `unevaluated...` keyword.
  var evaluated = PlaceSet()

  @inline(never)
  mutating func merge(_ other: SchemaVerdict) {
    isValid = isValid && other.isValid
    evaluated.formUnion(other.evaluated)
  }
}

/// A set of small integers.
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
