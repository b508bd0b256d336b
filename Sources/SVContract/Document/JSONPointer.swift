import SVText

/// A path into a JSON document (RFC 6901).
public struct JSONPointer {
  /// The member names and array indices on the way, decoded.
  var tokens: [UTF8Slice]

  /// A pointer as text, "" or "/a/0"; nil for any other text.
  init?(_ text: UTF8Slice, _ texts: TextMemory) {
    tokens = []
    if text.isEmpty { return }
    guard text.first == UInt8(ascii: "/") else { return nil }
    for token in text.dropping(1).parts(separatedBy: UInt8(ascii: "/")) {
      tokens.append(Self.unescaped(token, texts))
    }
  }

  /// A pointer as the fragment of a URI, without the "#": percent-encoded bytes are decoded first.
  init?(fragment: UTF8Slice, _ texts: TextMemory) {
    self.init(PercentEncoding.decoded(fragment, texts), texts)
  }

  /// The pointer as text.
  var text: String {
    var text = ""
    for token in tokens { Self.append(String(token), to: &text) }
    return text
  }

  /// Adds a token to a pointer's text.
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

  /// The value that the pointer leads to, nil when there is none.
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

  /// Indices have no sign and no leading zero.
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
        // A tilde before anything else is not allowed, but there is only one thing that it can mean.
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

/// Finds the JSON pointer of a value from its identity: pointers are wanted for the few values that are wrong
/// only.
enum PayloadPointer {
  /// The pointer of a value, or of the member that a name belongs to.
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
  /// The number that decimal digits stand for, nil for any other text. There are 18 of them at most.
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
