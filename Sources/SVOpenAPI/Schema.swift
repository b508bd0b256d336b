import CBytes
import SVJSON

/// The keywords of one schema object, found once: looking a member up by name costs a comparison with each.
final class Schema {
  let node: JSONNode
  private let present: UInt64
  private let entries: [(keyword: Keyword, value: JSONNode)]
  /// The schemas of `properties` by name.
  private(set) lazy var properties: ObjectMembers = self[.properties].map { ObjectMembers($0) } ?? ObjectMembers()

  init(_ node: JSONNode, dialect: SchemaDialect) {
    var entries: [(keyword: Keyword, value: JSONNode)] = []
    var present: UInt64 = 0
    var members = node.members
    while let (key, value) = members.nextNodes() {
      guard let keyword = Self.keyword(key), keyword.isKnown(in: dialect) else { continue }
      entries.append((keyword, value))
      present |= 1 << UInt64(keyword.rawValue)
    }
    self.node = node
    self.entries = entries
    self.present = present
  }

  /// A schema that is not written as one: its fields are listed elsewhere.
  init(_ node: JSONNode, fields: ObjectMembers) {
    self.node = node
    entries = []
    present = 0
    properties = fields
  }

  func has(_ keyword: Keyword) -> Bool { present & (1 << UInt64(keyword.rawValue)) != 0 }

  /// The keyword's value; the last, if a document has it twice.
  subscript(keyword: Keyword) -> JSONNode? {
    has(keyword) ? entries.last { $0.keyword == keyword }?.value : nil
  }

  private static func keyword(_ key: JSONNode) -> Keyword? {
    let raw = key.content
    let isEscaped = raw.contains(UInt8(ascii: "\\"))
    var code: UInt8 = 0
    while code < Keyword.count {
      if let keyword = Keyword(rawValue: code), isEscaped ? key.isWord(keyword.name) : raw.isWord(keyword.name) {
        return keyword
      }
      code &+= 1
    }
    return nil
  }
}

extension JSONNode {
  /// Whether the value is a string with just this word. Nobody writes keywords with escapes, but they may be.
  func isWord(_ word: StaticString) -> Bool {
    let raw = content
    if raw.contains(UInt8(ascii: "\\")) { return isString(word.description) }
    return kind == .string && raw.isWord(word)
  }

  /// Of a string what stands between its quotes, of other values their text.
  var content: UnsafeRawBufferPointer {
    let raw = raw
    guard kind == .string, raw.count >= 2 else { return raw }
    return UnsafeRawBufferPointer(rebasing: raw[1..<(raw.count &- 1)])
  }
}

extension UnsafeRawBufferPointer {
  func isWord(_ word: StaticString) -> Bool {
    guard count == word.utf8CodeUnitCount, let start = baseAddress else { return false }
    return cbytes_equal(start, word.utf8Start, count)
  }
}
