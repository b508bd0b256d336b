import SVText

/// Why a query could not be answered.
public struct InspectionError: Error {
  /// The kinds of errors. Each one maps to a status of the C ABI.
  public enum Kind: UInt8, Sendable {
    /// An argument is invalid.
    case argument
    /// The document has no such endpoint.
    case notFound
    /// The document has no such endpoint, but one of which the name is a part.
    case misspelt
    /// There was no memory.
    case memory
  }

  public let kind: Kind
  /// What happened and what to do next.
  public var message: String { words.text }

  private let words: Words

  @inline(never)
  public init(_ kind: Kind, _ words: Words) {
    self.kind = kind
    self.words = words
  }

  /// A syntax error with line and column.
  @inline(never)
  init(_ error: JSONError, in bytes: UnsafeRawBufferPointer, of name: String) {
    guard error.reason != .memory else {
      self.init(.memory, "no memory to read \(name)")
      return
    }
    let (line, column) = error.position(in: bytes)
    let advice: UTF8Slice =
      error.reason == .syntax && Self.looksLikeYAML(bytes)
      ? " It looks like YAML; convert it to JSON first." : ""
    self.init(.argument, "\(name): line \(line), column \(column): \(error.message).\(advice)")
  }

  private static func looksLikeYAML(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let head = UTF8Slice(bytes).part(0, 2048)
    for byte in bytes where byte > 0x20 {
      guard byte != UInt8(ascii: "{") else { return false }
      return head.has("openapi:") || head.has("swagger:") || head.has("navigation:")
    }
    return false
  }
}
