import CSimdJSON

/// A value of a document. It keeps the document alive.
public struct JSONNode: Sendable {
  public let document: JSONDocument
  let index: Int
  let node: csimdjson_node

  init(document: JSONDocument, index: Int) {
    self.document = document
    self.index = index
    node = document.node(index)
  }

  public var kind: JSONKind { JSONKind(token: node.kind) ?? .null }

  public var isNull: Bool { kind == .null }

  /// The value of a boolean; nil for anything else.
  public var boolean: Bool? {
    switch Int(node.kind) {
    case CSIMDJSON_TRUE: true
    case CSIMDJSON_FALSE: false
    default: nil
    }
  }

  /// The decoded text of a string; nil for anything else. Unpaired surrogates become U+FFFD.
  public var string: String? { kind == .string ? JSONText.decode(document.content(node)) : nil }

  /// Same as `string`, but nil if the text has more than `bytesMax` bytes. Use it for untrusted texts: Swift
  /// ends the process if memory for a copy is lacking.
  public func string(upTo bytesMax: Int) -> String? { Int(node.count) <= bytesMax ? string : nil }

  /// Writes the text of a string as UTF-8 to `target`, which must have room for `rawCount` bytes. Returns the
  /// number of bytes; nil for anything else.
  public func decodeString(to target: UnsafeMutableRawPointer) -> Int? {
    guard kind == .string else { return nil }
    let raw = document.content(node)
    guard let start = raw.baseAddress else { return 0 }
    return csimdjson_unescape(
      start.assumingMemoryBound(to: UInt8.self), raw.count, target.assumingMemoryBound(to: UInt8.self))
  }

  /// The length of the value's JSON text in bytes, without the quotes of a string.
  public var rawCount: Int { Int(node.count) }

  /// Whether the value is a string with exactly these code points.
  public func isString(_ text: String) -> Bool { kind == .string && document.content(node).isJSON(text) }

  /// The text of a number as written; nil for anything else.
  public var numberText: String? { kind == .number ? rawText : nil }

  /// The value of a number that is an integer and fits, in any notation: 1, 1.0 and 1e2 are, 1.5 and 1e400
  /// are not.
  public var int: Int64? {
    guard kind == .number else { return nil }
    var value: Int64 = 0
    let raw = document.content(node)
    guard let start = raw.baseAddress else { return nil }
    return csimdjson_int64(start.assumingMemoryBound(to: UInt8.self), raw.count, &value) ? value : nil
  }

  /// The Double nearest to a number; infinity if it is out of range. Nil for anything else.
  public var double: Double? {
    guard kind == .number else { return nil }
    var value = 0.0
    let raw = document.content(node)
    guard let start = raw.baseAddress else { return nil }
    return csimdjson_double(start.assumingMemoryBound(to: UInt8.self), raw.count, &value) ? value : nil
  }

  /// The member with this name, compared by code points. If there are several, the last one counts.
  public subscript(key: String) -> JSONNode? {
    var tree = document.tree
    let found = key.withSlice { csimdjson_member(&tree, index, csimdjson_name(text: $0)) }
    return found == 0 ? nil : JSONNode(document: document, index: found)
  }

  /// The values of an array in order; empty for anything else.
  public var elements: JSONElements { JSONElements(of: self) }

  /// The members of an object in the order of the text, including duplicates; empty for anything else.
  public var members: JSONMemberList { JSONMemberList(of: self) }

  /// A number that is unique in the document. Values inside this one have larger numbers, up to the end of
  /// `subtree`.
  public var identity: Int { index }

  /// The identities of this value and of everything inside it.
  public var subtree: Range<Int> { index..<max(Int(node.next), index &+ 1) }

  /// Whether this value is a matching object, or contains one at any depth. It does not recurse, so depth
  /// uses no stack.
  public func containsObject(where isWanted: (JSONNode) -> Bool) -> Bool {
    for index in subtree where Int(document.node(index).kind) == CSIMDJSON_OBJECT {
      if isWanted(JSONNode(document: document, index: index)) { return true }
    }
    return false
  }

  /// The range of the value's JSON text in the document, including the quotes of a string.
  public var rawRange: Range<Int> {
    let start = Int(node.start)
    let end = start &+ Int(node.count)
    return kind == .string ? (start &- 1)..<(end &+ 1) : start..<end
  }

  /// The JSON text of the value; valid as long as the document.
  public var raw: UnsafeRawBufferPointer {
    document.bytes.part(rawRange) ?? UnsafeRawBufferPointer(start: nil, count: 0)
  }

  public var rawText: String { String(decoding: raw, as: UTF8.self) }
}

public struct JSONElements: Sequence, IteratorProtocol {
  private let document: JSONDocument
  private var at: Int
  private let end: Int

  init(of node: JSONNode) {
    document = node.document
    at = node.index &+ 1
    end = node.kind == .array ? Int(node.node.next) : at
  }

  public mutating func next() -> JSONNode? {
    guard at < end else { return nil }
    let element = JSONNode(document: document, index: at)
    at = Int(element.node.next)
    return element
  }
}

public struct JSONMemberList: Sequence, IteratorProtocol {
  private let document: JSONDocument
  private var at: Int
  private let end: Int

  init(of node: JSONNode) {
    document = node.document
    at = node.index &+ 1
    end = node.kind == .object ? Int(node.node.next) : at
  }

  public mutating func next() -> (key: String, value: JSONNode)? {
    guard at < end else { return nil }
    let key = JSONText.decode(document.content(document.node(at)))
    let value = JSONNode(document: document, index: at &+ 1)
    at = Int(value.node.next)
    return (key, value)
  }

  /// Same as `next`, but a name of more than `nameBytesMax` bytes is returned as "". Use it for untrusted
  /// objects: Swift ends the process if memory for the copy of a name is lacking.
  public mutating func next(upTo nameBytesMax: Int) -> (key: String, value: JSONNode)? {
    nextNodes().map { ($0.string(upTo: nameBytesMax) ?? "", $1) }
  }

  /// The next member, with its name as an undecoded string value.
  public mutating func nextNodes() -> (key: JSONNode, value: JSONNode)? {
    guard at < end else { return nil }
    let key = JSONNode(document: document, index: at)
    let value = JSONNode(document: document, index: at &+ 1)
    at = Int(value.node.next)
    return (key, value)
  }
}

extension UnsafeRawBufferPointer {
  /// Whether these bytes, from between the quotes of a JSON string, decode to exactly this text.
  func isJSON(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { text in
      csimdjson_string_equals(
        baseAddress?.assumingMemoryBound(to: UInt8.self), count,
        csimdjson_name(bytes: text.baseAddress, count: text.count))
    }
  }
}

public enum JSONKind: UInt8, Sendable {
  case null, boolean, number, string, array, object
}
