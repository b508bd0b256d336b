import CSimdJSON

/// A document that one thread reads, and the texts that are made meanwhile. Views of it and texts from it are
/// there as long as this is.
public final class JSONWorkspace {
  /// The document.
  public let document: JSONDocument
  /// Memory for texts.
  public let texts: TextMemory

  /// A document that one thread is going to read.
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

  /// The document's value.
  public var root: JSONView { JSONView(workspace: texts.workspace, index: 0) }

  /// A value of the document.
  public func view(_ node: JSONNode) -> JSONView { JSONView(workspace: texts.workspace, index: node.index) }
}

/// Memory for texts, which last as long as their workspace unless they are made `briefly`.
public struct TextMemory {
  let workspace: UnsafeMutablePointer<csimdjson_workspace>
  let lasts: Bool

  /// For what is remembered: texts that last as long as their workspace in any case.
  public var lasting: TextMemory { TextMemory(workspace: workspace, lasts: true) }

  /// True once memory was lacking, so that a text is not what it should be.
  public var hasFailed: Bool { workspace.pointee.failed }

  /// A text to which a function writes at most so many bytes, and says how many it wrote. Empty without
  /// memory.
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

  /// Words as a text that lasts.
  @inline(never)
  public func text(_ words: Words) -> UTF8Slice { words.read { text($0) } }

  /// A string as a text that lasts.
  @inline(never)
  public func text(copying string: String) -> UTF8Slice { string.withSlice { text($0) } }

  /// A text with capital ASCII letters made small.
  @inline(never)
  public func lowercased(_ text: UTF8Slice) -> UTF8Slice {
    self.text(ofAtMost: text.count) { target in
      for (place, byte) in text.bytes.enumerated() {
        target[place] = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
      }
      return text.count
    }
  }

  /// A text with small ASCII letters made capital.
  @inline(never)
  public func uppercased(_ text: UTF8Slice) -> UTF8Slice {
    self.text(ofAtMost: text.count) { target in
      for (place, byte) in text.bytes.enumerated() {
        target[place] = byte >= 0x61 && byte <= 0x7A ? byte & 0xDF : byte
      }
      return text.count
    }
  }

  /// The texts one behind the other.
  @inline(never)
  public func joined(_ one: UTF8Slice, _ other: UTF8Slice) -> UTF8Slice {
    text(ofAtMost: one.count &+ other.count) {
      $0.update(from: one.start, count: one.count)
      ($0 + one.count).update(from: other.start, count: other.count)
      return one.count &+ other.count
    }
  }

  /// The texts with something between them.
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

  /// What a function makes; the texts that are made meanwhile are gone afterwards, but for lasting ones.
  public func briefly<Result>(_ body: () -> Result) -> Result {
    let mark = workspace.pointee.brief
    let result = body()
    csimdjson_workspace_take_back(workspace, mark)
    return result
  }
}
