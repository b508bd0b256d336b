import SVText

/// Makes texts that match a regular expression. It gives up on syntax that it does not support. The caller
/// checks the result.
struct PatternSample {
  private let bytes: [Unicode.Scalar]
  private var at = 0
  private var depth = 0
  /// How many extra repetitions are left for parts that may repeat. The first parts use them first.
  private var extra: Int
  private let index: Int

  private let budget: Budget

  private static let deepest = 32
  private static let longest = 4096

  private init(_ pattern: [Unicode.Scalar], extra: Int, index: Int, _ budget: Budget) {
    bytes = pattern
    self.budget = budget
    self.extra = extra
    self.index = index
  }

  /// Matching texts within the length limits, shortest first. An empty text comes last, because it is the
  /// least useful.
  @inline(never)
  static func candidates(
    _ pattern: UTF8Slice, least: Int64?, most: Int64?, index: Int, _ texts: TextMemory, _ budget: Budget
  ) -> [UTF8Slice] {
    guard budget.spend(pattern.count &* 8) else { return [] }
    var found: [UTF8Slice] = []
    var takesEmpty = false
    let wanted = Int(clamping: min(least ?? 1, 2048))
    let scalars = scalars(pattern)
    for extra in [0, 1, 2, 4, 8, 16, 32, wanted, wanted &+ 8] {
      var sample = PatternSample(scalars, extra: extra, index: index, budget)
      guard let text = sample.alternation() else { continue }
      let count = Int64(text.count)
      if count < least ?? 0 || count > most ?? Int64.max { continue }
      takesEmpty = takesEmpty || text.isEmpty
      if !text.isEmpty { found.appendNew(utf8(text, texts)) }
    }
    return takesEmpty ? found + [""] : found
  }

  /// The code points of a text. The standard library's decoder is long, because it takes any text.
  private static func scalars(_ text: UTF8Slice) -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    var value: UInt32 = 0
    for (place, byte) in text.bytes.enumerated() {
      let isFirst = byte & 0xC0 != 0x80
      value =
        isFirst
        ? UInt32(byte) & (0xFF >> UInt32((~byte).leadingZeroBitCount)) : value << 6 | UInt32(byte & 0x3F)
      if text[place &+ 1] & 0xC0 != 0x80, let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
    }
    return scalars
  }

  private static func utf8(_ scalars: [Unicode.Scalar], _ texts: TextMemory) -> UTF8Slice {
    texts.text(ofAtMost: 4 &* scalars.count) { target in
      var count = 0
      for scalar in scalars {
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
          target[count] = byte
          count &+= 1
        }
      }
      return count
    }
  }

  private mutating func alternation() -> [Unicode.Scalar]? {
    guard depth < Self.deepest else { return nil }
    depth &+= 1
    defer { depth &-= 1 }
    var first: [Unicode.Scalar]?
    repeat {
      guard let text = sequence() else { return nil }
      first = first ?? text
    } while take("|")
    return first
  }

  private mutating func sequence() -> [Unicode.Scalar]? {
    var text: [Unicode.Scalar] = []
    while let next = peek, next != "|", next != ")" {
      guard let part = repeated(), text.count &+ part.count <= Self.longest else { return nil }
      text += part
    }
    return text
  }

  /// One atom, repeated as its quantifier requires.
  private mutating func repeated() -> [Unicode.Scalar]? {
    let start = at
    guard let first = atom() else { return nil }
    let (least, most) = quantifier()
    var count = least
    if most > least, extra > 0, !first.isEmpty {
      let more = min(most &- least, extra)
      count = least &+ more
      extra &-= more
    }
    guard count <= Self.longest, first.count &* count <= Self.longest else { return nil }
    if first.isEmpty { return [] }
    let end = at
    var text: [Unicode.Scalar] = []
    for turn in 0..<count {
      guard turn > 0 else {
        text += first
        continue
      }
      at = start
      // A group in a group is read again as often as both say.
      guard budget.spend(end &- start), let again = atom() else { return nil }
      text += again
    }
    at = end
    return text
  }

  private mutating func atom() -> [Unicode.Scalar]? {
    guard let next = peek else { return nil }
    at &+= 1
    switch next {
    case "^", "$": return []
    case ".": return ["a"]
    case "(": return group()
    case "[": return set().map { [$0] }
    case "\\": return escape(inSet: false)
    default: return [next]
    }
  }

  private mutating func group() -> [Unicode.Scalar]? {
    var isLook = false
    if take("?") {
      if take("<") {
        if take("=") || take("!") { isLook = true } else { while let next = peek, next != ">" { skip(next) } }
        if !isLook { _ = take(">") }
      } else if take("=") || take("!") {
        isLook = true
      } else {
        while let next = peek, next != ":", next != ")" { skip(next) }
        _ = take(":")
      }
    }
    let text = alternation()
    guard take(")") else { return nil }
    return isLook ? [] : text
  }

  private mutating func skip(_: Unicode.Scalar) { at &+= 1 }

  /// A member of a character set: preferably a letter, then a digit, then another character.
  private mutating func set() -> Unicode.Scalar? {
    let isNegated = take("^")
    var ranges: [(Unicode.Scalar, Unicode.Scalar)] = []
    var isFirst = true
    while let next = peek, next != "]" || isFirst {
      isFirst = false
      at &+= 1
      if next == "\\" {
        guard let low = escape(inSet: true)?.first else { continue }
        ranges.append((low, rangeEnd() ?? low))
      } else {
        ranges.append((next, rangeEnd() ?? next))
      }
    }
    guard take("]") else { return nil }
    let liked: [Unicode.Scalar] = [
      "a", "A", "0", "1", "b", "-", "_", "/", " ", "z", "Z", "9", "!", "~", "\u{e9}",
    ]
    if isNegated { return liked.first { char in !ranges.contains { $0.0 <= char && char <= $0.1 } } }
    guard let first = ranges.first else { return nil }
    let shifted = Unicode.Scalar(first.0.value &+ UInt32(clamping: index)) ?? first.0
    if index > 0, shifted <= first.1 { return shifted }
    return liked.first { char in ranges.contains { $0.0 <= char && char <= $0.1 } } ?? first.0
  }

  private mutating func rangeEnd() -> Unicode.Scalar? {
    guard peek == "-", at &+ 1 < bytes.count, bytes[at &+ 1] != "]" else { return nil }
    at &+= 1
    guard let end = peek else { return nil }
    at &+= 1
    return end == "\\" ? escape(inSet: true)?.first : end
  }

  private mutating func escape(inSet: Bool) -> [Unicode.Scalar]? {
    guard let next = peek else { return nil }
    at &+= 1
    switch next {
    case "d": return [Unicode.Scalar(UInt8(ascii: "0") &+ UInt8(clamping: (index &+ 1) % 10))]
    case "w": return ["a"]
    case "s": return [" "]
    case "S", "D": return ["a"]
    case "W": return ["-"]
    case "b", "B", "A", "z", "Z": return inSet ? ["\u{8}"] : []
    case "n": return ["\n"]
    case "r": return ["\r"]
    case "t": return ["\t"]
    case "p", "P": return property()
    case "u": return code(digits: 4)
    case "x": return code(digits: 2)
    default:
      // An escaped letter or digit that is not supported has a special meaning, so give up.
      guard let byte = UInt8(exactly: next.value) else { return [next] }
      return byte.isASCIILetter || byte.isASCIIDigit ? nil : [next]
    }
  }

  private mutating func property() -> [Unicode.Scalar]? {
    guard take("{") else { return nil }
    var name: [Unicode.Scalar] = []
    while let next = peek, next != "}" {
      name.append(next)
      at &+= 1
    }
    guard take("}"), let first = name.first else { return nil }
    switch first {
    case "N": return ["1"]
    case "P", "S": return ["-"]
    case "Z": return [" "]
    default: return name.starts(with: ["L", "u"]) ? ["A"] : ["a"]
    }
  }

  private mutating func code(digits: Int) -> [Unicode.Scalar]? {
    let braced = take("{")
    var value: UInt32 = 0
    var count = 0
    while let next = peek, count < (braced ? 6 : digits), let byte = UInt8(exactly: next.value),
      let digit = PercentEncoding.digit(byte)
    {
      value = value << 4 | UInt32(digit)
      count &+= 1
      at &+= 1
    }
    if braced { _ = take("}") }
    return Unicode.Scalar(value).map { [$0] }
  }

  private mutating func quantifier() -> (least: Int, most: Int) {
    var bounds = (least: 1, most: 1)
    if take("*") {
      bounds = (0, Int.max)
    } else if take("+") {
      bounds = (1, Int.max)
    } else if take("?") {
      bounds = (0, 1)
    } else if peek == "{" {
      bounds = counted() ?? bounds
    }
    _ = take("?") || take("+")
    return bounds
  }

  private mutating func counted() -> (least: Int, most: Int)? {
    let start = at
    at &+= 1
    let least = number()
    var most = least
    if take(",") { most = peek == "}" ? Int.max : number() }
    guard take("}"), let least, let most else {
      at = start
      return nil
    }
    return (least, max(least, most))
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let next = peek, ("0"..."9").contains(next) {
      value = min((value ?? 0) &* 10 &+ Int(next.value &- 48), 1_000_000)
      at &+= 1
    }
    return value
  }

  private var peek: Unicode.Scalar? { at < bytes.count ? bytes[at] : nil }

  private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
    guard peek == wanted else { return false }
    at &+= 1
    return true
  }
}
