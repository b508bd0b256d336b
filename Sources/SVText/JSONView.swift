import CSimdJSON

/// A value of a document in a workspace. It is cheap to copy, and valid only while the workspace lives.
public struct JSONView {
  let workspace: UnsafeMutablePointer<csimdjson_workspace>
  let index: Int

  private var node: csimdjson_node { csimdjson_workspace_node(workspace, index) }

  /// Memory for texts, in the value's workspace.
  public var texts: TextMemory { TextMemory(workspace: workspace, lasts: false) }

  public var kind: JSONKind { JSONKind(token: node.kind) ?? .null }

  public var isNull: Bool { Int(node.kind) == CSIMDJSON_NULL }

  /// The value of a boolean; nil for anything else.
  public var boolean: Bool? {
    switch Int(node.kind) {
    case CSIMDJSON_TRUE: true
    case CSIMDJSON_FALSE: false
    default: nil
    }
  }

  public var isTrue: Bool { Int(node.kind) == CSIMDJSON_TRUE }

  public var isFalse: Bool { Int(node.kind) == CSIMDJSON_FALSE }

  /// The decoded text of a string; nil for anything else. Unpaired surrogates become U+FFFD.
  @inline(never)
  public var text: UTF8Slice? { Int(node.kind) == CSIMDJSON_STRING ? name : nil }

  /// The decoded text of a key.
  @inline(never)
  public var name: UTF8Slice {
    UTF8Slice(csimdjson_workspace_text(workspace, index))
  }

  /// Whether the value is a string that equals this text.
  @inline(never)
  public func isString(_ text: UTF8Slice) -> Bool {
    let content = content
    return Int(node.kind) == CSIMDJSON_STRING
      && csimdjson_string_equals(content.start, content.count, csimdjson_name(text: text))
  }

  /// The undecoded text between the quotes of a string, or the JSON text of any other value.
  public var content: UTF8Slice {
    UTF8Slice(csimdjson_workspace_content(workspace, index))
  }

  public var raw: UTF8Slice {
    let content = content
    guard Int(node.kind) == CSIMDJSON_STRING else { return content }
    return UTF8Slice(start: content.start - 1, count: content.count &+ 2)
  }

  /// The text of a number as written; nil for anything else.
  public var numberText: UTF8Slice? { Int(node.kind) == CSIMDJSON_NUMBER ? content : nil }

  /// The value of a number that is an integer and fits, in any notation: 1, 1.0 and 1e2 are, 1.5 and 1e400
  /// are not.
  @inline(never)
  public var int: Int64? {
    var value: Int64 = 0
    guard let text = numberText, csimdjson_int64(text.start, text.count, &value) else { return nil }
    return value
  }

  /// The Double nearest to a number; infinity if it is out of range. Nil for anything else.
  @inline(never)
  public var double: Double? {
    var value = 0.0
    guard let text = numberText, csimdjson_double(text.start, text.count, &value) else { return nil }
    return value
  }

  /// The member with this name. If there are several, the last one counts.
  @inline(never)
  public subscript(name: UTF8Slice) -> JSONView? {
    let found = csimdjson_member(&workspace.pointee.tree, index, csimdjson_name(text: name))
    return found == 0 ? nil : JSONView(workspace: workspace, index: found)
  }

  /// The values of an array in order; empty for anything else.
  public var elements: JSONViewElements { JSONViewElements(of: self) }

  /// The number of values in an array.
  @inline(never)
  public var elementCount: Int {
    var count = 0
    for _ in elements { count &+= 1 }
    return count
  }

  /// The members of an object in the order of the text, including duplicates; empty for anything else.
  public var members: JSONViewMembers { JSONViewMembers(of: self) }

  /// A number that is unique in the document. Values inside this one have larger numbers, up to the end of
  /// `subtree`.
  public var identity: Int { index }

  /// The identities of this value and of everything inside it.
  public var subtree: Range<Int> { index..<end }

  fileprivate var end: Int { max(Int(node.next), index &+ 1) }

  /// False if the document has no key that begins with "$", other than "$ref".
  public var mayHaveDollarKeys: Bool { workspace.pointee.tree.marks & UInt32(CSIMDJSON_MARK_DOLLAR) != 0 }

  /// False if the document has no key that begins with "unevaluated".
  public var mayHaveUnevaluatedKeys: Bool {
    workspace.pointee.tree.marks & UInt32(CSIMDJSON_MARK_UNEVALUATED) != 0
  }

  /// The whole text of the document.
  public var documentText: UTF8Slice {
    UTF8Slice(
      UnsafeRawBufferPointer(start: workspace.pointee.tree.bytes, count: workspace.pointee.tree.count))
  }
}

public struct JSONViewElements: Sequence, IteratorProtocol {
  private var at: JSONView
  private let end: Int

  init(of array: JSONView) {
    at = JSONView(workspace: array.workspace, index: array.index &+ 1)
    end = array.kind == .array ? array.end : 0
  }

  public mutating func next() -> JSONView? {
    guard at.index < end else { return nil }
    let element = at
    at = JSONView(workspace: at.workspace, index: element.end)
    return element
  }
}

public struct JSONViewMembers: Sequence, IteratorProtocol {
  private var at: JSONView
  private let end: Int

  init(of object: JSONView) {
    at = JSONView(workspace: object.workspace, index: object.index &+ 1)
    end = object.kind == .object ? object.end : 0
  }

  /// The next member, with its name as an undecoded string value.
  public mutating func next() -> (key: JSONView, value: JSONView)? {
    guard at.index < end else { return nil }
    let key = at
    let value = JSONView(workspace: at.workspace, index: at.index &+ 1)
    at = JSONView(workspace: at.workspace, index: value.end)
    return (key, value)
  }
}

extension csimdjson_name {
  init(text: UTF8Slice) { self.init(bytes: text.start, count: text.count) }
}

extension UTF8Slice {
  init(_ name: csimdjson_name) { self.init(UnsafeRawBufferPointer(start: name.bytes, count: name.count)) }
}
