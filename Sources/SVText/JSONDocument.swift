import CSimdJSON

/// A whole JSON document, checked whole (RFC 8259). Owns a copy of its text, unless that is borrowed.
/// Immutable, so threads may share it.
public final class JSONDocument: @unchecked Sendable {
  let tree: csimdjson_tree

  /// How deep arrays and objects may be nested unless told otherwise.
  public static let defaultDepthMax = 256

  /// How many values and keys a document may have unless told otherwise: 64 MiB of nodes.
  public static let defaultNodesMax = 1 << 22

  /// Reads a document. Numbers of any size, lone surrogates in strings and a leading byte order mark are
  /// accepted; nesting beyond `depthMax` arrays and objects and more than `nodesMax` values and keys are not.
  public init(
    _ bytes: UnsafeRawBufferPointer, depthMax: Int = JSONDocument.defaultDepthMax,
    nodesMax: Int = JSONDocument.defaultNodesMax
  ) throws(JSONError) {
    let (tree, error) = Self.parse(bytes, depthMax: depthMax, nodesMax: nodesMax)
    self.tree = tree
    if let error { throw error }
  }

  /// Reads a document with the default limits, without a copy of its text: that must outlive the document,
  /// and have `JSONReader.padding` readable bytes behind it.
  public init(borrowing bytes: UnsafeRawBufferPointer) throws(JSONError) {
    var tree = csimdjson_tree()
    var offset = 0
    var code = Int32(CSIMDJSON_TRUNCATED)
    if let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) {
      code = csimdjson_tree_borrow(
        start, bytes.count, Self.defaultDepthMax, Self.defaultNodesMax, &tree, &offset)
    }
    self.tree = tree
    if let error = JSONError(code: code, offset: offset) { throw error }
  }

  /// Reads a document with the default limits.
  public init(text: String) throws(JSONError) {
    var text = text
    let (tree, error) = text.withUTF8 { utf8 in
      Self.parse(UnsafeRawBufferPointer(utf8), depthMax: Self.defaultDepthMax, nodesMax: Self.defaultNodesMax)
    }
    self.tree = tree
    if let error { throw error }
  }

  private static func parse(
    _ bytes: UnsafeRawBufferPointer, depthMax: Int, nodesMax: Int
  ) -> (tree: csimdjson_tree, error: JSONError?) {
    var tree = csimdjson_tree()
    var offset = 0
    let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let code = csimdjson_tree_parse(start, bytes.count, max(depthMax, 0), max(nodesMax, 0), &tree, &offset)
    return (tree, JSONError(code: code, offset: offset))
  }

  deinit {
    var tree = tree
    csimdjson_tree_free(&tree)
  }

  /// The document's value.
  public var root: JSONNode { JSONNode(document: self, index: 0) }

  /// A value that a view shows. The view is of this document.
  public func node(_ view: JSONView) -> JSONNode { JSONNode(document: self, index: view.index) }

  /// The text that was read, valid as long as the document.
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: tree.bytes, count: tree.count) }

  /// A node by its index. The tree is complete, so that an index taken from it always names one.
  func node(_ index: Int) -> csimdjson_node {
    guard index >= 0, index < tree.node_count, let nodes = tree.nodes else { return csimdjson_node() }
    return nodes[index]
  }

  /// What a node covers of the text: of strings and keys what stands between the quotes.
  func content(_ node: csimdjson_node) -> UnsafeRawBufferPointer {
    let start = Int(node.start)
    return bytes.part(start..<(start &+ Int(node.count))) ?? UnsafeRawBufferPointer(start: nil, count: 0)
  }
}
