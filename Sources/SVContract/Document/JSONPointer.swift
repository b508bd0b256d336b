import SVText

/// A path into a JSON document (RFC 6901).
public struct JSONPointer: Sendable {
  /// The member names and array indices on the way, decoded.
  public var tokens: [String]

  /// The whole document.
  public init() { tokens = [] }

  /// A pointer as text, "" or "/a/0"; nil for any other text.
  public init?(_ text: String) {
    guard let tokens = Self.tokens(of: Array(text.utf8)) else { return nil }
    self.tokens = tokens
  }

  /// A pointer as the fragment of a URI, without the "#": percent-encoded bytes are decoded first.
  public init?(fragment: String) {
    guard let tokens = Self.tokens(of: PercentEncoding.decode(Array(fragment.utf8))) else { return nil }
    self.tokens = tokens
  }

  /// The pointer as text.
  public var text: String {
    var text = ""
    for token in tokens { Self.append(token, to: &text) }
    return text
  }

  /// Adds a token to a pointer's text.
  public static func append(_ token: String, to pointer: inout String) {
    pointer.unicodeScalars.append("/")
    for scalar in token.unicodeScalars {
      switch scalar {
      case "~": pointer += "~0"
      case "/": pointer += "~1"
      default: pointer.unicodeScalars.append(scalar)
      }
    }
  }

  /// The value that the pointer leads to, nil when there is none.
  public func node(in root: JSONNode) -> JSONNode? {
    var node = root
    for token in tokens {
      guard let next = Self.child(of: node, token) else { return nil }
      node = next
    }
    return node
  }

  static func child(of node: JSONNode, _ token: String) -> JSONNode? {
    if node.kind == .object { return node[token] }
    guard node.kind == .array, let index = arrayIndex(token) else { return nil }
    var at = 0
    for element in node.elements {
      if at == index { return element }
      at &+= 1
    }
    return nil
  }

  /// Indices have no sign and no leading zero.
  static func arrayIndex(_ token: String) -> Int? {
    let digits = token.utf8
    guard let first = digits.first, digits.count <= 10, first != UInt8(ascii: "0") || digits.count == 1 else {
      return nil
    }
    var index = 0
    for digit in digits {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
      index = index &* 10 &+ Int(digit &- UInt8(ascii: "0"))
    }
    return index
  }

  private static func tokens(of bytes: [UInt8]) -> [String]? {
    guard let first = bytes.first else { return [] }
    guard first == UInt8(ascii: "/") else { return nil }
    return bytes.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(
      unescape)
  }

  private static func unescape(_ token: ArraySlice<UInt8>) -> String {
    var decoded: [UInt8] = []
    var tilde = false
    for byte in token {
      switch (tilde, byte) {
      case (true, UInt8(ascii: "0")): decoded.append(UInt8(ascii: "~"))
      case (true, UInt8(ascii: "1")): decoded.append(UInt8(ascii: "/"))
      // A tilde before anything else is not allowed, but there is only one thing that it can mean.
      case (true, _): decoded += [UInt8(ascii: "~")] + (byte == UInt8(ascii: "~") ? [] : [byte])
      case (false, UInt8(ascii: "~")): break
      case (false, _): decoded.append(byte)
      }
      tilde = byte == UInt8(ascii: "~")
    }
    if tilde { decoded.append(UInt8(ascii: "~")) }
    return String(decoding: decoded, as: UTF8.self)
  }
}

/// Finds the JSON pointer of a value from its identity: pointers are wanted for the few values that are wrong
/// only.
enum PayloadPointer {
  /// The pointer of a value, or of the member that a name belongs to.
  static func text(of place: JSONNode, in root: JSONNode) -> String {
    var pointer = ""
    var node = root
    while node.identity != place.identity, let (token, next, isName) = step(from: node, to: place) {
      JSONPointer.append(token, to: &pointer)
      if isName { break }
      node = next
    }
    return pointer
  }

  private static func step(from node: JSONNode, to place: JSONNode) -> (String, JSONNode, Bool)? {
    var members = node.members
    while let (key, value) = members.nextNodes() {
      let isName = key.identity == place.identity
      if isName || value.subtree.contains(place.identity) { return (key.string ?? "", value, isName) }
    }
    var index = 0
    for element in node.elements {
      if element.subtree.contains(place.identity) { return (index.description, element, false) }
      index &+= 1
    }
    return nil
  }
}
