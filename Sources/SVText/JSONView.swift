import CSimdJSON

/// A value in a document that a workspace keeps. Copies cost nothing.
public struct JSONView {
  let workspace: UnsafeMutablePointer<csimdjson_workspace>
  let index: Int

  private var node: csimdjson_node { csimdjson_workspace_node(workspace, index) }

  /// Memory for texts, that of the value's workspace.
  public var texts: TextMemory { TextMemory(workspace: workspace, lasts: false) }

  /// What the value is.
  public var kind: JSONKind { JSONKind(token: node.kind) ?? .null }

  /// True for null.
  public var isNull: Bool { Int(node.kind) == CSIMDJSON_NULL }

  /// The value of a boolean, nil for anything else.
  public var boolean: Bool? {
    switch Int(node.kind) {
    case CSIMDJSON_TRUE: true
    case CSIMDJSON_FALSE: false
    default: nil
    }
  }

  /// Whether the value is true.
  public var isTrue: Bool { Int(node.kind) == CSIMDJSON_TRUE }

  /// Whether the value is false.
  public var isFalse: Bool { Int(node.kind) == CSIMDJSON_FALSE }

  /// The decoded text of a string, nil for anything else. Surrogates without partner read as U+FFFD.
  @inline(never)
  public var text: UTF8Slice? { Int(node.kind) == CSIMDJSON_STRING ? name : nil }

  /// The decoded text of a key.
  @inline(never)
  public var name: UTF8Slice {
    UTF8Slice(csimdjson_workspace_text(workspace, index))
  }

  /// Whether the value is a string with just this text.
  @inline(never)
  public func isString(_ text: UTF8Slice) -> Bool {
    let content = content
    return Int(node.kind) == CSIMDJSON_STRING
      && csimdjson_string_equals(content.start, content.count, csimdjson_name(text: text))
  }

  /// Of a string what stands between its quotes, of other values their text; undecoded.
  public var content: UTF8Slice {
    UTF8Slice(csimdjson_workspace_content(workspace, index))
  }

  /// The JSON text of the value.
  public var raw: UTF8Slice {
    let content = content
    guard Int(node.kind) == CSIMDJSON_STRING else { return content }
    return UTF8Slice(start: content.start - 1, count: content.count &+ 2)
  }

  /// The text of a number as it stands in the document, nil for anything else.
  public var numberText: UTF8Slice? { Int(node.kind) == CSIMDJSON_NUMBER ? content : nil }

  /// The value of a number that is whole and fits, however it is written: 1, 1.0 and 1e2 do, 1.5 and 1e400 do
  /// not.
  @inline(never)
  public var int: Int64? {
    var value: Int64 = 0
    guard let text = numberText, csimdjson_int64(text.start, text.count, &value) else { return nil }
    return value
  }

  /// The Double nearest to a number; infinity when that lies beyond its range. Nil for anything else.
  @inline(never)
  public var double: Double? {
    var value = 0.0
    guard let text = numberText, csimdjson_double(text.start, text.count, &value) else { return nil }
    return value
  }

  /// The member of an object with this name; the last if there are several.
  @inline(never)
  public subscript(name: UTF8Slice) -> JSONView? {
    let found = csimdjson_member(&workspace.pointee.tree, index, csimdjson_name(text: name))
    return found == 0 ? nil : JSONView(workspace: workspace, index: found)
  }

  /// The values of an array in order; none for anything else.
  public var elements: JSONViewElements { JSONViewElements(of: self) }

  /// How many values an array has.
  @inline(never)
  public var elementCount: Int {
    var count = 0
    for _ in elements { count &+= 1 }
    return count
  }

  /// The members of an object in the order of the text, those with the same name too; none for anything else.
  public var members: JSONViewMembers { JSONViewMembers(of: self) }

  /// A number that no other value of the document has. Values within this one have larger ones, up to
  /// `subtree`'s end.
  public var identity: Int { index }

  /// The identities of this value and of everything within it.
  public var subtree: Range<Int> { index..<end }

  fileprivate var end: Int { max(Int(node.next), index &+ 1) }

  /// False when no key of the document begins with "$" but those that are "$ref".
  public var mayHaveDollarKeys: Bool { workspace.pointee.tree.marks & UInt32(CSIMDJSON_MARK_DOLLAR) != 0 }

  /// False when no key of the document begins with "unevaluated".
  public var mayHaveUnevaluatedKeys: Bool {
    workspace.pointee.tree.marks & UInt32(CSIMDJSON_MARK_UNEVALUATED) != 0
  }

  /// The whole text that the document was read from.
  public var documentText: UTF8Slice {
    UTF8Slice(
      UnsafeRawBufferPointer(start: workspace.pointee.tree.bytes, count: workspace.pointee.tree.count))
  }
}

/// The values of an array.
public struct JSONViewElements: Sequence, IteratorProtocol {
  private var at: JSONView
  private let end: Int

  init(of array: JSONView) {
    at = JSONView(workspace: array.workspace, index: array.index &+ 1)
    end = array.kind == .array ? array.end : 0
  }

  /// The next value, nil behind the last.
  public mutating func next() -> JSONView? {
    guard at.index < end else { return nil }
    let element = at
    at = JSONView(workspace: at.workspace, index: element.end)
    return element
  }
}

/// The members of an object.
public struct JSONViewMembers: Sequence, IteratorProtocol {
  private var at: JSONView
  private let end: Int

  init(of object: JSONView) {
    at = JSONView(workspace: object.workspace, index: object.index &+ 1)
    end = object.kind == .object ? object.end : 0
  }

  /// The next member with its name as a string value, nil behind the last.
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
