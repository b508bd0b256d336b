import CSimdJSON

/// A JSON document that was validated completely (RFC 8259). It owns a copy of its text, unless that is
/// borrowed. It is immutable, so threads may share it.
public final class JSONDocument: @unchecked Sendable {
  let tree: csimdjson_tree

  /// The default limit for the nesting of arrays and objects.
  public static let defaultDepthMax = 256

  /// The default limit for the number of values and keys. The nodes then take 64 MiB.
  public static let defaultNodesMax = 1 << 22

  /// Reads a document. Numbers of any size, unpaired surrogates in strings and a leading byte order mark are
  /// accepted. More than `depthMax` levels of nesting, or more than `nodesMax` values and keys, are an error.
  public init(
    _ bytes: UnsafeRawBufferPointer, depthMax: Int = JSONDocument.defaultDepthMax,
    nodesMax: Int = JSONDocument.defaultNodesMax
  ) throws(JSONError) {
    let (tree, error) = Self.parse(bytes, depthMax: depthMax, nodesMax: nodesMax)
    self.tree = tree
    if let error { throw error }
  }

  /// Reads a document with the default limits, without copying its text. The text must outlive the document
  /// and be followed by `JSONReader.padding` readable bytes.
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

  /// The root value.
  public var root: JSONNode { JSONNode(document: self, index: 0) }

  /// The node for a view of this document.
  public func node(_ view: JSONView) -> JSONNode { JSONNode(document: self, index: view.index) }

  /// The text that was read; valid as long as the document.
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: tree.bytes, count: tree.count) }

  /// The node with this index. Any index that comes from the tree is valid.
  func node(_ index: Int) -> csimdjson_node {
    guard index >= 0, index < tree.node_count, let nodes = tree.nodes else { return csimdjson_node() }
    return nodes[index]
  }

  /// The bytes of a node; for strings and keys, the bytes between the quotes.
  func content(_ node: csimdjson_node) -> UnsafeRawBufferPointer {
    let start = Int(node.start)
    return bytes.part(start..<(start &+ Int(node.count))) ?? UnsafeRawBufferPointer(start: nil, count: 0)
  }
}
