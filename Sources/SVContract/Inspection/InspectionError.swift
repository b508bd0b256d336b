import SVText

/// Why nothing could be said about an endpoint.
public struct InspectionError: Error {
  /// Sorts of trouble, each a status of the C ABI.
  public enum Kind: UInt8, Sendable {
    /// What was given cannot be used.
    case argument
    /// The document has no such endpoint.
    case notFound
    /// There was no memory.
    case memory
  }

  /// What sort of trouble it is.
  public let kind: Kind
  /// What happened and what to do, in words.
  public let message: String

  /// A trouble in words.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// What keeps a text from being read, with line and column.
  init(_ error: JSONError, in bytes: UnsafeRawBufferPointer, of name: String) {
    guard error.reason != .memory else {
      self.init(.memory, "no memory to read \(name)")
      return
    }
    let (line, column) = error.position(in: bytes)
    var message = "\(name): line \(line), column \(column): \(error.message)."
    if error.reason == .syntax, Self.looksLikeYAML(bytes) {
      message += " It looks like YAML; convert it to JSON first."
    }
    self.init(.argument, message)
  }

  private static func looksLikeYAML(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let head = String(decoding: UnsafeRawBufferPointer(rebasing: bytes.prefix(2048)), as: UTF8.self)
    guard let first = bytes.first(where: { $0 > 0x20 }), first != UInt8(ascii: "{") else { return false }
    return ["openapi:", "swagger:", "navigation:"].contains { head.utf8Contains($0) }
  }
}
