import SVText

/// Makes strings that describe what belongs in their place.
struct StringSample {
  let name: UTF8Slice
  let index: Int
  let texts: TextMemory

  /// Texts to try, the most suitable first.
  func candidates(format: UTF8Slice?) -> [UTF8Slice] {
    if let format, let made = ofFormat(texts.lowercased(format)) { return [texts.text(made)] }
    var found: [UTF8Slice] = []
    if texts.lowercased(name).has("prompt") {
      found.append(
        texts.text(index == 0 ? "Describe what to generate" : "Describe what to generate \(number)"))
    }
    return found + [texts.text("<\(name)\(suffix)>"), texts.text("\(name)\(suffix)")]
  }

  /// Counted from 1.
  private var number: Int { index &+ 1 }

  /// A suffix that makes the texts of several elements different.
  private var suffix: Words { index == 0 ? "" : "-\(number)" }

  /// A text that is valid for a format; nil for formats that accept every text.
  private func ofFormat(_ format: UTF8Slice) -> Words? {
    let formats: UTF8Slice =
      """
      date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uuid byte base64 \
      json-pointer relative-json-pointer regex uri-template int32 int64 decimal uri url iri uri-reference \
      iri-reference http-url https-url
      """
    guard let place = format.place(among: formats) else { return nil }
    switch place {
    case 0: return "2025-01-0\(index % 9 &+ 1)T00:00:00Z"
    case 1: return "2025-01-0\(index % 9 &+ 1)"
    case 2: return "00:00:0\(index % 10)Z"
    case 3: return "P\(number)D"
    case 4...5: return "user\(suffix)@example.com"
    case 6...7: return "example\(suffix).com"
    case 8: return "192.0.2.\(number)"
    case 9: return "2001:db8::\(number)"
    case 10: return "00000000-0000-4000-8000-00000000000\(index % 10)"
    case 11...12: return "AA=="
    case 13: return "/\(name)"
    case 14: return "0"
    case 15: return ".*"
    case 16: return "https://example.com/{id}"
    case 17...19: return "\(number)"
    default: return "https://example.com/\(plainName)\(suffix).png"
    }
  }

  /// The name without the characters that a host name cannot contain.
  private var plainName: UTF8Slice {
    if name.isEmpty { return "input" }
    return texts.text(ofAtMost: name.count) { target in
      for (place, byte) in name.bytes.enumerated() {
        let isSign = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        target[place] = isSign || byte.isASCIILetter || byte.isASCIIDigit ? byte : UInt8(ascii: "_")
      }
      return name.count
    }
  }

  private static let longestPadding: Int64 = 100_000

  /// A text padded or truncated to the limits, in code points.
  func fitted(_ text: UTF8Slice, least: Int64?, most: Int64?) -> UTF8Slice {
    let cut = most.map { text.prefix(scalars: Int(clamping: max($0, 0))) } ?? text
    let missing = min(least ?? 0, Self.longestPadding) &- Int64(cut.scalarCount)
    guard missing > 0 else { return cut }
    return texts.text(ofAtMost: cut.count &+ Int(clamping: missing)) { target in
      target.update(from: cut.start, count: cut.count)
      (target + cut.count).update(repeating: UInt8(ascii: "x"), count: Int(clamping: missing))
      return cut.count &+ Int(clamping: missing)
    }
  }
}
