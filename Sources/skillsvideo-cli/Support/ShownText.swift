import Glibc
import SVText

/// Formats values for people.
enum ShownText {
  /// Makes untrusted text safe for a terminal, on one line: line ends become spaces, other control characters
  /// U+FFFD.
  static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      safe.append(scalar == "\n" ? " " : isControl(scalar) ? "\u{FFFD}" : scalar)
    }
    return String(safe)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// Quotes a word for POSIX shells, so that printed commands can be pasted.
  static func shellWord(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"): true
      default: false
      }
    }
    if plain && !text.isEmpty { return text }
    return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// A size in decimal units such as 812 KB or 3.4 MB, as file managers and `ls --si` show it.
  static func size(_ bytes: Int64) -> String {
    if bytes < 1000 { return "\(bytes) bytes" }
    var tenths = (bytes + 50) / 100
    for unit in ["KB", "MB", "GB"] {
      if tenths < 100 { return "\(tenths / 10).\(tenths % 10) \(unit)" }
      if tenths < 9995 { return "\((tenths + 5) / 10) \(unit)" }
      tenths = (tenths + 500) / 1000
    }
    return "\(tenths / 10) TB"
  }

  /// A duration such as 0:07, 12:03 or 1:00:00.
  static func clock(milliseconds: Int64) -> String {
    let seconds = max(0, milliseconds) / 1000
    let low = twoDigits(seconds % 60)
    if seconds < 3600 { return "\(seconds / 60):\(low)" }
    return "\(seconds / 3600):\(twoDigits(seconds / 60 % 60)):\(low)"
  }

  private static func twoDigits(_ value: Int64) -> String {
    value < 10 ? "0\(value)" : "\(value)"
  }

  /// The word of `known` most similar to `word`; nil if none is similar enough to be a typing error.
  static func nearest(to word: String, in known: [String]) -> String? {
    let measured = known.map { (name: $0, distance: NearestName.distance(Array(word.utf8), Array($0.utf8))) }
    guard let best = measured.min(by: { $0.distance < $1.distance }),
      best.distance <= max(1, word.utf8.count / 3)
    else { return nil }
    return best.name
  }
}
