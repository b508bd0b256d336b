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

/// What ECMAScript writes otherwise than PCRE2: the long names of Unicode's properties.
enum PatternSyntax {
  /// The pattern as PCRE2 wants it.
  static func translate(_ pattern: String) -> String {
    let bytes = Array(pattern.utf8)
    guard bytes.contains(UInt8(ascii: "{")), bytes.contains(UInt8(ascii: "\\")) else { return pattern }
    var out: [UInt8] = []
    var at = 0
    while at < bytes.count {
      guard bytes[at] == UInt8(ascii: "\\"), at &+ 1 < bytes.count else {
        out.append(bytes[at])
        at &+= 1
        continue
      }
      out += bytes[at...(at &+ 1)]
      at &+= 2
      guard bytes[at &- 1] | 0x20 == UInt8(ascii: "p"), at < bytes.count, bytes[at] == UInt8(ascii: "{"),
        let end = bytes[at...].firstIndex(of: UInt8(ascii: "}"))
      else { continue }
      let name = short(withoutKind(bytes[(at &+ 1)..<end]))
      out += [UInt8(ascii: "{")] + name + [UInt8(ascii: "}")]
      at = end &+ 1
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// "Script=Greek" and "gc=Lu" without what stands before the sign.
  private static func withoutKind(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let sign = name.firstIndex(of: UInt8(ascii: "=")) else { return name }
    return name[(sign &+ 1)...]
  }

  private static func short(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    for (long, short) in categories where name.elementsEqual(long.utf8) { return Array(short.utf8)[...] }
    return name
  }

  private static var categories: [(String, String)] {
    [
      ("Letter", "L"), ("Cased_Letter", "L&"), ("Uppercase_Letter", "Lu"), ("Lowercase_Letter", "Ll"),
      ("Titlecase_Letter", "Lt"), ("Modifier_Letter", "Lm"), ("Other_Letter", "Lo"), ("Mark", "M"),
      ("Combining_Mark", "M"), ("Nonspacing_Mark", "Mn"), ("Spacing_Mark", "Mc"), ("Enclosing_Mark", "Me"),
      ("Number", "N"), ("Decimal_Number", "Nd"), ("digit", "Nd"), ("Letter_Number", "Nl"),
      ("Other_Number", "No"),
      ("Punctuation", "P"), ("punct", "P"), ("Connector_Punctuation", "Pc"), ("Dash_Punctuation", "Pd"),
      ("Open_Punctuation", "Ps"), ("Close_Punctuation", "Pe"), ("Initial_Punctuation", "Pi"),
      ("Final_Punctuation", "Pf"), ("Other_Punctuation", "Po"), ("Symbol", "S"), ("Math_Symbol", "Sm"),
      ("Currency_Symbol", "Sc"), ("Modifier_Symbol", "Sk"), ("Other_Symbol", "So"), ("Separator", "Z"),
      ("Space_Separator", "Zs"), ("Line_Separator", "Zl"), ("Paragraph_Separator", "Zp"), ("Other", "C"),
      ("Control", "Cc"), ("cntrl", "Cc"), ("Format", "Cf"), ("Surrogate", "Cs"), ("Private_Use", "Co"),
      ("Unassigned", "Cn"), ("LC", "L&"),
    ]
  }
}
