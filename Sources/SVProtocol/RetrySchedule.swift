/// A small seeded source of jitter, so that the machine stays a pure function of its inputs.
public struct Jitter: Sendable {
  private var state: UInt64
  /// Beyond any budget, and far from overflow.
  private static let longest: Int64 = 1 << 60

  public init(seed: UInt64) { state = seed == 0 ? 0x9E37_79B9_7F4A_7C15 : seed }

  /// The delay, moved by up to a fifth either way, so that many waiting clients do not come back in step.
  public mutating func spread(_ delay: Int64) -> Int64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    let width = min(delay, Jitter.longest) / 5
    guard width > 0 else { return delay }
    return min(delay, Jitter.longest) - width + Int64(state % UInt64(2 &* width &+ 1))
  }
}

/// How long to wait between polls and after failures.
public enum RetrySchedule {
  /// 1, 2, 4, 8, 16, 16 ... seconds for the first, second ... failure in a row.
  public static func backOff(failures: Int) -> Int64 {
    let doublings = min(max(failures, 1), 5) - 1
    return 1000 << Int64(doublings)
  }

  /// From the first interval on by half more each time, up to the last.
  public static func pace(previous: Int64, first: Int64, last: Int64) -> Int64 {
    guard previous > 0 else { return min(first, last) }
    let (longer, overflow) = previous.addingReportingOverflow(max(previous / 2, 1))
    return overflow ? last : min(longer, last)
  }
}
