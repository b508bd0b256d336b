import SVText

/// A JSON number by its text: 1, 1.0 and 10e-1 are one number, and no digit is lost.
struct ExactNumber {
  private(set) var isNegative = false
  /// The digits without zeros at either end, most significant first; none for zero.
  private(set) var digits: [UInt8] = []
  /// The number is its digits, read as a whole number, times ten to this power.
  private(set) var exponent = 0

  /// No number that is meant has an exponent beyond this; there it stops growing, so that sums of two cannot
  /// overflow.
  private static let exponentMax = 1 << 48

  /// Nil for what is not a number.
  init?(_ node: JSONNode) {
    guard node.kind == .number else { return nil }
    self.init(text: node.raw)
  }

  init(text: UnsafeRawBufferPointer) {
    var scale = 0
    var at = 0
    var behindPoint = false
    for byte in text {
      if byte | 0x20 == UInt8(ascii: "e") { break }
      at &+= 1
      if byte == UInt8(ascii: "-") { isNegative = true }
      if byte == UInt8(ascii: ".") { behindPoint = true }
      guard byte.isASCIIDigit else { continue }
      if behindPoint { scale &-= 1 }
      if !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte &- UInt8(ascii: "0")) }
    }
    if at < text.count { scale &+= Self.power(text[(at &+ 1)...]) }
    while digits.last == 0 {
      digits.removeLast()
      scale &+= 1
    }
    exponent = digits.isEmpty ? 0 : min(max(scale, -Self.exponentMax), Self.exponentMax)
    if digits.isEmpty { isNegative = false }
  }

  private static func power(_ text: Slice<UnsafeRawBufferPointer>) -> Int {
    var value = 0
    for byte in text where byte.isASCIIDigit {
      if value < exponentMax { value = value &* 10 &+ Int(byte &- UInt8(ascii: "0")) }
    }
    value = min(value, exponentMax)
    return text.first == UInt8(ascii: "-") ? -value : value
  }

  var isZero: Bool { digits.isEmpty }

  /// True for 3, 3.0 and 30e-1.
  var isWhole: Bool { exponent >= 0 }

  /// The value as a small whole number, as limits of lengths are; clamped where it lies beyond.
  var clampedInt: Int {
    guard !isNegative, exponent &+ digits.count > 0 else { return isNegative ? -1 : 0 }
    guard exponent &+ digits.count <= 15 else { return Int.max }
    var value = 0
    var at = 0
    while at < exponent &+ digits.count {
      value = value &* 10 &+ (at < digits.count ? Int(digits[at]) : 0)
      at &+= 1
    }
    return value
  }

  /// Negative, zero or positive, as this is less than, equal to or greater than the other.
  func compared(to other: ExactNumber) -> Int {
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    let magnitude = comparedMagnitude(to: other)
    return isNegative ? -magnitude : magnitude
  }

  private func comparedMagnitude(to other: ExactNumber) -> Int {
    if isZero || other.isZero { return (isZero ? 0 : 1) &- (other.isZero ? 0 : 1) }
    let mine = exponent &+ digits.count
    let others = other.exponent &+ other.digits.count
    if mine != others { return mine < others ? -1 : 1 }
    for (left, right) in zip(digits, other.digits) where left != right { return left < right ? -1 : 1 }
    return digits.count &- other.digits.count
  }

  /// Mixes the value into a hash; equal numbers mix equally.
  func hash(into hash: inout UInt64) {
    hash.mix(isNegative ? 1 : 2)
    hash.mix(UInt64(bitPattern: Int64(exponent)))
    for digit in digits { hash.mix(UInt64(digit)) }
  }
}

extension ExactNumber {
  /// Whether this is a whole multiple of the other, exactly. Everything counts as a multiple of zero.
  func isMultiple(of divisor: ExactNumber) -> Bool {
    if isZero || divisor.isZero { return true }
    // These digits do not end in zero, so they are no multiple of anything that does.
    guard exponent >= divisor.exponent else { return false }
    let zeros = exponent &- divisor.exponent
    guard let small = divisor.smallDigits else { return isMultiple(of: divisor.digits, zeros: zeros) }
    var rest: UInt64 = 0
    for digit in digits { rest = Self.product(rest, 10, plus: UInt64(digit), modulo: small) }
    return Self.product(rest, Self.powerOfTen(zeros, modulo: small), plus: 0, modulo: small) == 0
  }

  private var smallDigits: UInt64? {
    guard digits.count <= 18 else { return nil }
    return digits.reduce(0) { $0 &* 10 &+ UInt64($1) }
  }

  private static func product(_ left: UInt64, _ right: UInt64, plus: UInt64, modulo: UInt64) -> UInt64 {
    let (high, low) = (left % modulo).multipliedFullWidth(by: right % modulo)
    // The high half is less than the modulus, as both factors are.
    let rest = modulo.dividingFullWidth((high, low)).remainder
    return (rest &+ plus % modulo) % modulo
  }

  private static func powerOfTen(_ power: Int, modulo: UInt64) -> UInt64 {
    var result = 1 % modulo
    var base = 10 % modulo
    var left = power
    while left > 0 {
      if left & 1 == 1 { result = product(result, base, plus: 0, modulo: modulo) }
      base = product(base, base, plus: 0, modulo: modulo)
      left >>= 1
    }
    return result
  }

  /// Long division, for divisors that no register holds. Beyond what anyone writes it answers yes rather than
  /// work on.
  private func isMultiple(of divisor: [UInt8], zeros: Int) -> Bool {
    guard divisor.count <= 100, digits.count <= 2000, zeros <= 2000 else { return true }
    var rest: [UInt8] = []
    for place in 0..<(digits.count &+ zeros) {
      rest.append(place < digits.count ? digits[place] : 0)
      if rest.first == 0 { rest.removeFirst() }
      while Self.reaches(rest, divisor) { Self.subtract(divisor, from: &rest) }
    }
    return rest.isEmpty
  }

  private static func reaches(_ number: [UInt8], _ other: [UInt8]) -> Bool {
    if number.count != other.count { return number.count > other.count }
    for (left, right) in zip(number, other) where left != right { return left > right }
    return true
  }

  private static func subtract(_ other: [UInt8], from number: inout [UInt8]) {
    var borrow: UInt8 = 0
    var place = 0
    while place < number.count {
      let at = number.count &- 1 &- place
      let taken = (place < other.count ? other[other.count &- 1 &- place] : 0) &+ borrow
      borrow = number[at] < taken ? 1 : 0
      number[at] = number[at] &+ borrow &* 10 &- taken
      place &+= 1
    }
    number = Array(number.drop { $0 == 0 })
  }
}

extension UInt64 {
  /// Mixes a value into a hash that need not withstand an enemy: what is equal by it is compared.
  mutating func mix(_ value: UInt64) {
    self = (self ^ value) &* 0x9E37_79B9_7F4A_7C15
    self ^= self >> 29
  }
}
