import CPcre2
import SVText

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

  /// Returns nil if the pattern is invalid or too large. This is not an initialiser, because a failing
  /// initialiser leaks the object in Embedded Swift.
  static func compile(_ text: UTF8Slice) -> Pattern? {
    let compiled = PatternSyntax.translated(text).withUnsafeBufferPointer {
      cpcre2_compile($0.baseAddress, $0.count)
    }
    return compiled.map { Pattern($0) }
  }

  deinit { cpcre2_free(compiled) }

  /// Whether the pattern matches in a text; nil if matching reached its limit.
  func occurs(in text: UTF8Slice) -> Bool? {
    switch Int(cpcre2_search(compiled, text.start, text.count)) {
    case CPCRE2_FOUND: true
    case CPCRE2_ABSENT: false
    default: nil
    }
  }
}

/// Translates ECMAScript's pattern syntax to PCRE2's: the long names of Unicode properties.
enum PatternSyntax {
  /// The pattern in PCRE2 syntax.
  static func translated(_ pattern: UTF8Slice) -> [UInt8] {
    var out: [UInt8] = []
    var rest = pattern
    while let slash = rest.place(of: UInt8(ascii: "\\")), slash &+ 1 < rest.count {
      let kind = rest[slash &+ 1]
      out += rest.part(0, slash &+ 2).bytes
      rest = rest.dropping(slash &+ 2)
      guard kind | 0x20 == UInt8(ascii: "p"), rest.first == UInt8(ascii: "{"),
        let end = rest.place(of: UInt8(ascii: "}"))
      else { continue }
      out.append(UInt8(ascii: "{"))
      out += short(withoutKind(rest.part(1, end))).bytes
      out.append(UInt8(ascii: "}"))
      rest = rest.dropping(end &+ 1)
    }
    out += rest.bytes
    return out
  }

  /// "Script=Greek" and "gc=Lu" without the part up to the equals sign.
  private static func withoutKind(_ name: UTF8Slice) -> UTF8Slice {
    name.cut(at: UInt8(ascii: "=")).rest ?? name
  }

  private static func short(_ name: UTF8Slice) -> UTF8Slice {
    var rest: UTF8Slice? = categories
    while let pairs = rest {
      let (pair, behind) = pairs.cut(at: 0x20)
      let (long, short) = pair.cut(at: UInt8(ascii: "="))
      if long == name { return short ?? name }
      rest = behind
    }
    return name
  }

  private static var categories: UTF8Slice {
    """
    Letter=L Cased_Letter=L& Uppercase_Letter=Lu Lowercase_Letter=Ll Titlecase_Letter=Lt Modifier_Letter=Lm \
    Other_Letter=Lo Mark=M Combining_Mark=M Nonspacing_Mark=Mn Spacing_Mark=Mc Enclosing_Mark=Me Number=N \
    Decimal_Number=Nd digit=Nd Letter_Number=Nl Other_Number=No Punctuation=P punct=P \
    Connector_Punctuation=Pc \
    Dash_Punctuation=Pd Open_Punctuation=Ps Close_Punctuation=Pe Initial_Punctuation=Pi Final_Punctuation=Pf \
    Other_Punctuation=Po Symbol=S Math_Symbol=Sm Currency_Symbol=Sc Modifier_Symbol=Sk Other_Symbol=So \
    Separator=Z \
    Space_Separator=Zs Line_Separator=Zl Paragraph_Separator=Zp Other=C Control=Cc cntrl=Cc Format=Cf \
    Surrogate=Cs \
    Private_Use=Co Unassigned=Cn LC=L&
    """
  }
}
