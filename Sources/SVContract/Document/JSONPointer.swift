import SVText

/// A path into a JSON document (RFC 6901).
public struct JSONPointer {
  /// The decoded member names and array indices.
  var tokens: [UTF8Slice]

  /// Parses a pointer such as "" or "/a/0"; nil for any other text.
  init?(_ text: UTF8Slice, _ texts: TextMemory) {
    tokens = []
    if text.isEmpty { return }
    guard text.first == UInt8(ascii: "/") else { return nil }
    for token in text.dropping(1).parts(separatedBy: UInt8(ascii: "/")) {
      tokens.append(Self.unescaped(token, texts))
    }
  }

  /// Parses a pointer from the fragment of a URI, without the "#". Percent-encoding is decoded first.
  init?(fragment: UTF8Slice, _ texts: TextMemory) {
    self.init(PercentEncoding.decoded(fragment, texts), texts)
  }

  var text: String {
    var text = ""
    for token in tokens { Self.append(String(token), to: &text) }
    return text
  }

  /// Appends a token to a pointer's text.
  public static func append(_ token: String, to pointer: inout String) {
    var bytes: [UInt8] = []
    token.withSlice { append($0, to: &bytes) }
    pointer += String(decoding: bytes, as: UTF8.self)
  }

  @inline(never)
  static func append(_ token: UTF8Slice, to pointer: inout [UInt8]) {
    pointer.append(UInt8(ascii: "/"))
    for byte in token.bytes {
      let isEscaped = byte == UInt8(ascii: "~") || byte == UInt8(ascii: "/")
      pointer.append(isEscaped ? UInt8(ascii: "~") : byte)
      if isEscaped { pointer.append(byte == UInt8(ascii: "~") ? UInt8(ascii: "0") : UInt8(ascii: "1")) }
    }
  }

  /// The value at the pointer; nil if there is none.
  func node(in root: JSONView) -> JSONView? {
    var node = root
    for token in tokens {
      guard let next = Self.child(of: node, token) else { return nil }
      node = next
    }
    return node
  }

  static func child(of node: JSONView, _ token: UTF8Slice) -> JSONView? {
    if node.kind == .object { return node[token] }
    guard let index = arrayIndex(token) else { return nil }
    var at = 0
    for element in node.elements {
      if at == index { return element }
      at &+= 1
    }
    return nil
  }

  /// An index has no sign and no leading zero.
  static func arrayIndex(_ token: UTF8Slice) -> Int? {
    guard !token.isEmpty, token.count <= 10, token.first != UInt8(ascii: "0") || token.count == 1 else {
      return nil
    }
    return token.number
  }

  private static func unescaped(_ token: UTF8Slice, _ texts: TextMemory) -> UTF8Slice {
    guard token.has(UInt8(ascii: "~")) else { return token }
    return texts.text(ofAtMost: token.count) { target in
      var (place, count) = (0, 0)
      while place < token.count {
        // A tilde before any other character is invalid, but its meaning is clear, so it is kept as it is.
        let mark = token[place] == UInt8(ascii: "~") ? token[place &+ 1] : 0
        let isEscape = mark == UInt8(ascii: "0") || mark == UInt8(ascii: "1")
        target[count] =
          isEscape ? (mark == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/")) : token[place]
        place &+= isEscape ? 2 : 1
        count &+= 1
      }
      return count
    }
  }
}

/// Finds the JSON pointer of a value from its identity. Only the few invalid values need one, so pointers are
/// not tracked.
enum PayloadPointer {
  /// The pointer of a value, or of the member with this name.
  static func text(of place: JSONView, in root: JSONView) -> String {
    var pointer: [UInt8] = []
    var node = root
    while node.identity != place.identity, let (next, isName) = step(from: node, to: place, &pointer) {
      if isName { break }
      node = next
    }
    return String(decoding: pointer, as: UTF8.self)
  }

  private static func step(
    from node: JSONView, to place: JSONView, _ pointer: inout [UInt8]
  ) -> (JSONView, isName: Bool)? {
    for (key, value) in node.members {
      let isName = key.identity == place.identity
      guard isName || value.subtree.contains(place.identity) else { continue }
      JSONPointer.append(key.name, to: &pointer)
      return (value, isName)
    }
    var index = 0
    for element in node.elements {
      if element.subtree.contains(place.identity) {
        index.description.withSlice { JSONPointer.append($0, to: &pointer) }
        return (element, false)
      }
      index &+= 1
    }
    return nil
  }
}

extension UTF8Slice {
  /// The number of a text of at most 18 decimal digits; nil for any other text.
  var number: Int? {
    guard !isEmpty, count <= 18 else { return nil }
    var number = 0
    for byte in bytes {
      guard byte.isASCIIDigit else { return nil }
      number = number &* 10 &+ Int(byte &- UInt8(ascii: "0"))
    }
    return number
  }
}
