import SVJSON

extension String {
  /// Whether this is one of some words.
  func isOneOf(_ words: [StaticString]) -> Bool {
    for word in words where isWord(word) { return true }
    return false
  }

  /// Whether this is a word.
  func isWord(_ word: StaticString) -> Bool {
    guard word.hasPointerRepresentation else { return isSameText(as: word.description) }
    return utf8.elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }
}
