import CPcre2

public enum PatternLibrary {
  /// PCRE2's version, for example "10.42".
  public static var version: String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CPCRE2_VERSION_ROOM)) { text in
      guard let start = text.baseAddress else { return "" }
      cpcre2_version(start)
      return String(cString: start)
    }
  }
}

/// A compiled pattern of a schema.
final class Pattern {
  private let compiled: OpaquePointer

  private init(_ compiled: OpaquePointer) { self.compiled = compiled }

  /// Nil for a text that is no pattern, or too large a one.
  static func compile(_ text: String) -> Pattern? {
    var text = PatternSyntax.translate(text)
    let compiled = text.withUTF8 { cpcre2_compile($0.baseAddress, $0.count) }
    return compiled.map { Pattern($0) }
  }

  deinit { cpcre2_free(compiled) }

  /// Whether it occurs in a text; nil when finding out would cost too much.
  func occurs(in text: String) -> Bool? {
    var text = text
    switch Int(text.withUTF8 { cpcre2_search(compiled, $0.baseAddress, $0.count) }) {
    case CPCRE2_FOUND: return true
    case CPCRE2_ABSENT: return false
    default: return nil
    }
  }
}
