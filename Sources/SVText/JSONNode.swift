import CSimdJSON

/// A value in a document, which it keeps alive.
public struct JSONNode: Sendable {
  /// The document that the value belongs to.
  public let document: JSONDocument
  let index: Int
  let node: csimdjson_node

  init(document: JSONDocument, index: Int) {
    self.document = document
    self.index = index
    node = document.node(index)
  }

  /// What the value is.
  public var kind: JSONKind { JSONKind(token: node.kind) ?? .null }

  /// True for null.
  public var isNull: Bool { kind == .null }

  /// The value of a boolean, nil for anything else.
  public var boolean: Bool? {
    switch Int(node.kind) {
    case CSIMDJSON_TRUE: true
    case CSIMDJSON_FALSE: false
    default: nil
    }
  }

  /// The decoded text of a string, nil for anything else. Surrogates without partner read as U+FFFD.
  public var string: String? { kind == .string ? JSONText.decode(document.content(node)) : nil }

  /// As `string`, nil also for one of more bytes than these: for texts from outside that are copied into
  /// memory whose lack ends the process.
  public func string(upTo bytesMax: Int) -> String? { Int(node.count) <= bytesMax ? string : nil }

  /// The text of a string as UTF-8 at `target`, which has room for `rawCount` bytes; how many bytes it has,
  /// nil for anything else.
  public func decodeString(to target: UnsafeMutableRawPointer) -> Int? {
    guard kind == .string else { return nil }
    let raw = document.content(node)
    guard let start = raw.baseAddress else { return 0 }
    return csimdjson_unescape(
      start.assumingMemoryBound(to: UInt8.self), raw.count, target.assumingMemoryBound(to: UInt8.self))
  }

  /// The length of the value's JSON text, without the quotes of a string.
  public var rawCount: Int { Int(node.count) }

  /// Whether the value is a string that begins with this text. What is escaped in it does not count.
  public func stringStarts(with text: StaticString) -> Bool {
    let start = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    return kind == .string && document.content(node).starts(with: start)
  }

  /// Whether the value is a string with just these code points.
  public func isString(_ text: String) -> Bool { kind == .string && document.content(node).isJSON(text) }

  /// The text of a number as it stands in the document, nil for anything else.
  public var numberText: String? { kind == .number ? rawText : nil }

  /// The value of a number that is whole and fits, however it is written: 1, 1.0 and 1e2 do, 1.5 and 1e400 do
  /// not.
  public var int: Int64? {
    guard kind == .number else { return nil }
    var value: Int64 = 0
    let raw = document.content(node)
    guard let start = raw.baseAddress else { return nil }
    return csimdjson_int64(start.assumingMemoryBound(to: UInt8.self), raw.count, &value) ? value : nil
  }

  /// The Double nearest to a number; infinity when that lies beyond its range. Nil for anything else.
  public var double: Double? {
    guard kind == .number else { return nil }
    var value = 0.0
    let raw = document.content(node)
    guard let start = raw.baseAddress else { return nil }
    return csimdjson_double(start.assumingMemoryBound(to: UInt8.self), raw.count, &value) ? value : nil
  }

  /// The member of an object with this name, compared by code points; the last if there are several.
  public subscript(key: String) -> JSONNode? {
    var tree = document.tree
    let found = key.withSlice { csimdjson_member(&tree, index, csimdjson_name(text: $0)) }
    return found == 0 ? nil : JSONNode(document: document, index: found)
  }

  /// The values of an array in order; none for anything else.
  public var elements: JSONElements { JSONElements(of: self) }

  /// The members of an object in the order of the text, those with the same name too; none for anything else.
  public var members: JSONMemberList { JSONMemberList(of: self) }

  /// A number that no other value of the document has. Values within this one have larger ones, up to
  /// `subtree`'s end.
  public var identity: Int { index }

  /// The identities of this value and of everything within it.
  public var subtree: Range<Int> { index..<max(Int(node.next), index &+ 1) }

  /// Whether the value is such an object, or holds one at any depth. Depth costs no stack.
  public func containsObject(where isWanted: (JSONNode) -> Bool) -> Bool {
    for index in subtree where Int(document.node(index).kind) == CSIMDJSON_OBJECT {
      if isWanted(JSONNode(document: document, index: index)) { return true }
    }
    return false
  }

  /// Where the JSON text of the value lies in the document, the quotes of a string included.
  public var rawRange: Range<Int> {
    let start = Int(node.start)
    let end = start &+ Int(node.count)
    return kind == .string ? (start &- 1)..<(end &+ 1) : start..<end
  }

  /// The JSON text of the value, valid as long as the document.
  public var raw: UnsafeRawBufferPointer {
    document.bytes.part(rawRange) ?? UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// The JSON text of the value.
  public var rawText: String { String(decoding: raw, as: UTF8.self) }
}

/// The values of an array.
public struct JSONElements: Sequence, IteratorProtocol {
  private let document: JSONDocument
  private var at: Int
  private let end: Int

  init(of node: JSONNode) {
    document = node.document
    at = node.index &+ 1
    end = node.kind == .array ? Int(node.node.next) : at
  }

  /// The next value, nil behind the last.
  public mutating func next() -> JSONNode? {
    guard at < end else { return nil }
    let element = JSONNode(document: document, index: at)
    at = Int(element.node.next)
    return element
  }
}

/// The members of an object.
public struct JSONMemberList: Sequence, IteratorProtocol {
  private let document: JSONDocument
  private var at: Int
  private let end: Int

  init(of node: JSONNode) {
    document = node.document
    at = node.index &+ 1
    end = node.kind == .object ? Int(node.node.next) : at
  }

  /// The next member, nil behind the last.
  public mutating func next() -> (key: String, value: JSONNode)? {
    guard at < end else { return nil }
    let key = JSONText.decode(document.content(document.node(at)))
    let value = JSONNode(document: document, index: at &+ 1)
    at = Int(value.node.next)
    return (key, value)
  }

  /// As `next`, but with an empty name for one of more bytes than these, which is not decoded: for objects
  /// from outside, since a name is copied into memory whose lack ends the process.
  public mutating func next(upTo nameBytesMax: Int) -> (key: String, value: JSONNode)? {
    nextNodes().map { ($0.string(upTo: nameBytesMax) ?? "", $1) }
  }

  /// The next member with its name as a string value, which costs no decoding.
  public mutating func nextNodes() -> (key: JSONNode, value: JSONNode)? {
    guard at < end else { return nil }
    let key = JSONNode(document: document, index: at)
    let value = JSONNode(document: document, index: at &+ 1)
    at = Int(value.node.next)
    return (key, value)
  }
}

extension UnsafeRawBufferPointer {
  /// Whether these bytes, as they stand between the quotes of a JSON string, mean just this text.
  func isJSON(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { text in
      csimdjson_string_equals(
        baseAddress?.assumingMemoryBound(to: UInt8.self), count,
        csimdjson_name(bytes: text.baseAddress, count: text.count))
    }
  }
}

/// What a JSON value is.
public enum JSONKind: UInt8, Sendable {
  case null, boolean, number, string, array, object
}
