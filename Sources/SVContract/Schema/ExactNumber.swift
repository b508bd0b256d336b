import CCrypto
import SVText

/// An exact decimal number from JSON text: 1, 1.0 and 10e-1 are equal, and no digit is lost. libcrypto's
/// BIGNUM has integers only, so a large exponent would make a huge number; therefore the digits are compared.
struct ExactNumber {
  let isNegative: Bool
  /// The digits without leading and trailing zeros, possibly with the decimal point; empty for zero.
  private let digits: UTF8Slice
  /// The number of digits.
  private let digitCount: Int
  /// The value is the digits as an integer, times ten to this power.
  private let exponent: Int

  /// Exponents are clamped here, so that the sum of two cannot overflow.
  private static let exponentMax = 1 << 48

  /// Returns nil if the text is not a number.
  @inline(never)
  init?(_ node: JSONView) {
    guard let text = node.numberText else { return nil }
    var (first, end, count, zeros, scale, place) = (0, 0, 0, 0, 0, 0)
    var behindPoint = false
    while place < text.count, text[place] | 0x20 != UInt8(ascii: "e") {
      let byte = text[place]
      place &+= 1
      if byte == UInt8(ascii: ".") { behindPoint = true }
      guard byte.isASCIIDigit else { continue }
      if behindPoint { scale &-= 1 }
      if byte == UInt8(ascii: "0") {
        if count > 0 { zeros &+= 1 }
        continue
      }
      if count == 0 { first = place &- 1 }
      count &+= zeros &+ 1
      zeros = 0
      end = place
    }
    scale &+= zeros &+ Self.power(text.dropping(place &+ 1))
    digits = text.part(first, end)
    digitCount = count
    exponent = count == 0 ? 0 : min(max(scale, -Self.exponentMax), Self.exponentMax)
    isNegative = count > 0 && text.first == UInt8(ascii: "-")
  }

  private static func power(_ text: UTF8Slice) -> Int {
    var value = 0
    for byte in text.bytes where byte.isASCIIDigit {
      if value < exponentMax { value = value &* 10 &+ Int(byte &- UInt8(ascii: "0")) }
    }
    value = min(value, exponentMax)
    return text.first == UInt8(ascii: "-") ? -value : value
  }

  var isZero: Bool { digitCount == 0 }

  /// True for 3, 3.0 and 30e-1.
  var isWhole: Bool { exponent >= 0 }

  /// How many digits are before the decimal point, if the number is written without an exponent.
  private var magnitude: Int { exponent &+ digitCount }

  /// The value as an Int, clamped. Used for limits of lengths.
  var clampedInt: Int {
    guard !isNegative, magnitude > 0 else { return isNegative ? -1 : 0 }
    guard magnitude <= 15 else { return Int.max }
    var value = 0
    var left = magnitude
    for byte in digits.bytes where byte != UInt8(ascii: ".") && left > 0 {
      value = value &* 10 &+ Int(byte &- UInt8(ascii: "0"))
      left &-= 1
    }
    while left > 0 {
      value = value &* 10
      left &-= 1
    }
    return value
  }

  /// Negative, zero or positive: this number is less than, equal to or greater than the other.
  @inline(never)
  func compared(to other: ExactNumber) -> Int {
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    let magnitude = comparedMagnitude(to: other)
    return isNegative ? -magnitude : magnitude
  }

  private func comparedMagnitude(to other: ExactNumber) -> Int {
    if isZero || other.isZero { return (isZero ? 0 : 1) &- (other.isZero ? 0 : 1) }
    if magnitude != other.magnitude { return magnitude < other.magnitude ? -1 : 1 }
    var (place, otherPlace) = (0, 0)
    while place < digits.count, otherPlace < other.digits.count {
      if digits[place] == UInt8(ascii: ".") { place &+= 1 }
      if other.digits[otherPlace] == UInt8(ascii: ".") { otherPlace &+= 1 }
      let (left, right) = (digits[place], other.digits[otherPlace])
      if left != right { return left < right ? -1 : 1 }
      place &+= 1
      otherPlace &+= 1
    }
    return digitCount &- other.digitCount
  }

  /// Whether this is an exact multiple of the other. It returns true for a divisor of zero, and if there are
  /// so many digits that the division would take long.
  @inline(never)
  func isMultiple(of divisor: ExactNumber) -> Bool {
    if isZero || divisor.isZero { return true }
    // The digits do not end in zero, so they cannot be a multiple of a number that does.
    guard exponent >= divisor.exponent else { return false }
    return ccrypto_is_multiple(
      digits.start, digits.count, UInt64(exponent &- divisor.exponent), divisor.digits.start,
      divisor.digits.count)
  }

  /// Mixes the value into a hash. Equal numbers give equal hashes.
  func hash(into hash: inout UInt64) {
    hash.mix(isNegative ? 1 : 2)
    hash.mix(UInt64(bitPattern: Int64(exponent)))
    for digit in digits.bytes where digit != UInt8(ascii: ".") { hash.mix(UInt64(digit)) }
  }
}

extension UInt64 {
  /// Mixes a value into a hash. The hash need not resist attacks, because values with equal hashes are
  /// compared.
  mutating func mix(_ value: UInt64) {
    self = (self ^ value) &* 0x9E37_79B9_7F4A_7C15
    self ^= self >> 29
  }

  /// Mixes a text into a hash.
  @inline(never)
  mutating func mix(_ text: UTF8Slice) {
    for byte in text.bytes { mix(UInt64(byte)) }
  }
}
