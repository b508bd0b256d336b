import SVText

/// A seeded pseudo-random source of jitter. The seed keeps the machine a pure function of its inputs.
public struct Jitter: Sendable {
  private var state: UInt64
  /// Longer than any time limit, and far from overflow.
  private static let longest: Int64 = 1 << 60

  public init(seed: UInt64) { state = seed == 0 ? 0x9E37_79B9_7F4A_7C15 : seed }

  /// Changes the delay by up to 20 % either way, so that many clients do not retry at the same moment.
  public mutating func spread(_ delay: Int64) -> Int64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    let width = min(delay, Jitter.longest) / 5
    guard width > 0 else { return delay }
    return min(delay, Jitter.longest) - width + Int64(state % UInt64(2 &* width &+ 1))
  }
}

/// The waits between polls and after failures.
public enum RetrySchedule {
  /// 1, 2, 4, 8, 16, 16 ... seconds after the first, second ... failure in a row.
  public static func backOff(failures: Int) -> Int64 {
    let doublings = min(max(failures, 1), 5) - 1
    return 1000 << Int64(doublings)
  }

  /// Begins with the first interval and grows by half each time, up to the last.
  public static func pace(previous: Int64, first: Int64, last: Int64) -> Int64 {
    guard previous > 0 else { return min(first, last) }
    let (longer, overflow) = previous.addingReportingOverflow(max(previous / 2, 1))
    return overflow ? last : min(longer, last)
  }
}

/// Parses a Retry-After header that contains a number of seconds, with an optional fraction. The engine
/// parses HTTP dates, with libcurl.
public enum RetryAfter {
  /// One year: longer than any time limit, and far from overflow.
  private static let longest: Int64 = 31_536_000

  /// In milliseconds; nil if the text is not a number of seconds.
  public static func milliseconds(seconds text: String) -> Int64? {
    decimal(text.trimmedASCII).map { min($0, longest) * 1000 }
  }

  /// Parses the header `retry-after-ms`, which is in milliseconds.
  public static func milliseconds(milliseconds text: String) -> Int64? {
    decimal(text.trimmedASCII).map { min($0, longest * 1000) }
  }

  /// Parses digits with an optional fraction, which is rounded up; nil for anything else. Large values are
  /// clamped far below overflow.
  private static func decimal(_ text: String) -> Int64? {
    var value: Int64 = 0
    var fraction = false
    var roundUp = false
    var digits = 0
    for byte in text.utf8 {
      if byte == 0x2E, !fraction, digits > 0 {
        fraction = true
        continue
      }
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      digits &+= 1
      if fraction {
        roundUp = roundUp || byte != 0x30
      } else {
        value = min(value * 10 + Int64(byte - 0x30), 1_000_000_000_000)
      }
    }
    return digits == 0 ? nil : value + (roundUp ? 1 : 0)
  }
}
