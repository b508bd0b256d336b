import SVText

extension UTF8Slice {
  /// The text without surrounding white space and without pairs of surrounding quotes.
  @inline(never)
  var unquoted: UTF8Slice {
    var text = self
    while !text.isEmpty {
      let (first, last) = (text.first, text.last)
      if first <= 0x20 {
        text = text.dropping(1)
      } else if last <= 0x20 {
        text = text.part(0, text.count &- 1)
      } else if text.count >= 2, first == last, first == 0x22 || first == 0x27 {
        text = text.part(1, text.count &- 1)
      } else {
        break
      }
    }
    return text
  }
}

extension [UTF8Slice] {
  mutating func appendNew(_ text: UTF8Slice) {
    if !contains(text) { append(text) }
  }
}
