import CSimdJSON

/// A document for use by one thread, and memory for the texts made while it is read. Views and texts are
/// valid as long as the workspace.
public final class JSONWorkspace {
  public let document: JSONDocument
  public let texts: TextMemory

  public init(_ document: JSONDocument) {
    self.document = document
    let workspace = UnsafeMutablePointer<csimdjson_workspace>.allocate(capacity: 1)
    workspace.initialize(to: csimdjson_workspace())
    workspace.pointee.tree = document.tree
    texts = TextMemory(workspace: workspace, lasts: false)
  }

  deinit {
    csimdjson_workspace_free(texts.workspace)
    texts.workspace.deallocate()
  }

  /// The root value.
  public var root: JSONView { JSONView(workspace: texts.workspace, index: 0) }

  /// The view of a node of this document.
  public func view(_ node: JSONNode) -> JSONView { JSONView(workspace: texts.workspace, index: node.index) }
}

/// Memory for texts. They live as long as the workspace, unless they are made inside `briefly`.
public struct TextMemory {
  let workspace: UnsafeMutablePointer<csimdjson_workspace>
  let lasts: Bool

  /// Memory for texts that are cached: they live as long as the workspace, even inside `briefly`.
  public var lasting: TextMemory { TextMemory(workspace: workspace, lasts: true) }

  /// Whether an allocation failed, so that a text may be incomplete.
  public var hasFailed: Bool { workspace.pointee.failed }

  /// Calls a function that writes at most `bytesMax` bytes and returns how many. The result is empty if there
  /// is no memory.
  @inline(never)
  public func text(ofAtMost bytes: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int) -> UTF8Slice {
    guard let start = csimdjson_workspace_room(workspace, bytes, lasts) else { return "" }
    return UTF8Slice(start: start, count: write(start))
  }

  /// A copy of a text.
  @inline(never)
  public func text(_ text: UTF8Slice) -> UTF8Slice {
    self.text(ofAtMost: text.count) {
      $0.update(from: text.start, count: text.count)
      return text.count
    }
  }

  /// The words as one text.
  @inline(never)
  public func text(_ words: Words) -> UTF8Slice { words.read { text($0) } }

  /// The JSON text of a finite number. Swift's own description needs large tables.
  @inline(never)
  public func text(of number: Double) -> UTF8Slice { text(ofAtMost: 32) { csimdjson_number(number, $0) } }

  /// A copy of a `String`.
  @inline(never)
  public func text(copying string: String) -> UTF8Slice { string.withSlice { text($0) } }

  /// The text with ASCII letters in lower case.
  @inline(never)
  public func lowercased(_ text: UTF8Slice) -> UTF8Slice {
    self.text(ofAtMost: text.count) { target in
      for (place, byte) in text.bytes.enumerated() {
        target[place] = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
      }
      return text.count
    }
  }

  /// The text with ASCII letters in upper case.
  @inline(never)
  public func uppercased(_ text: UTF8Slice) -> UTF8Slice {
    self.text(ofAtMost: text.count) { target in
      for (place, byte) in text.bytes.enumerated() {
        target[place] = byte >= 0x61 && byte <= 0x7A ? byte & 0xDF : byte
      }
      return text.count
    }
  }

  /// The concatenation of the texts.
  @inline(never)
  public func joined(_ one: UTF8Slice, _ other: UTF8Slice) -> UTF8Slice {
    text(ofAtMost: one.count &+ other.count) {
      $0.update(from: one.start, count: one.count)
      ($0 + one.count).update(from: other.start, count: other.count)
      return one.count &+ other.count
    }
  }

  /// The texts, joined by a separator.
  @inline(never)
  public func joined(_ texts: [UTF8Slice], by separator: UTF8Slice) -> UTF8Slice {
    var room = 0
    for text in texts { room &+= text.count &+ separator.count }
    return text(ofAtMost: room) { target in
      var count = 0
      for (place, text) in texts.enumerated() {
        for part in [place == 0 ? "" : separator, text] {
          (target + count).update(from: part.start, count: part.count)
          count &+= part.count
        }
      }
      return count
    }
  }

  /// Calls a function and then frees the texts that it made, except those from `lasting`.
  public func briefly<Result>(_ body: () -> Result) -> Result {
    let mark = workspace.pointee.brief
    let result = body()
    csimdjson_workspace_take_back(workspace, mark)
    return result
  }
}
