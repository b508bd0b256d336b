import SVProtocol
import SVText
import Testing

@Suite struct RetryScheduleTests {
  @Test func backOffDoublesUpToSixteenSeconds() {
    let delays = [Int.min, -1, 0, 1, 2, 3, 4, 5, 6, Int.max].map { RetrySchedule.backOff(failures: $0) }
    #expect(delays == [1000, 1000, 1000, 1000, 2000, 4000, 8000, 16_000, 16_000, 16_000])
  }

  @Test(arguments: [
    (Int64(0), Int64(1000), Int64(5000), Int64(1000)), (1000, 1000, 5000, 1500), (4000, 1000, 5000, 5000),
    (0, 9000, 5000, 5000),
    (1, 1, 5000, 2), (2, 1, 5000, 3), (.max - 1, 1, .max, .max), (5000, 1000, 5000, 5000),
  ])
  func paceGrowsByHalf(previous: Int64, first: Int64, last: Int64, expected: Int64) {
    #expect(RetrySchedule.pace(previous: previous, first: first, last: last) == expected)
  }

  @Test func jitterStaysWithinAFifthAndReachesBothEnds() {
    var jitter = Jitter(seed: 3)
    let delays = (0..<20_000).map { _ in jitter.spread(1000) }
    #expect(delays.min() == 800)
    #expect(delays.max() == 1200)
    let sum = delays.reduce(0, +)
    #expect(sum > 20_000 * 990 && sum < 20_000 * 1010)
  }

  @Test func jitterTakesAnyDelayAndAnySeed() {
    for seed in [0, 1, .max] as [UInt64] {
      var jitter = Jitter(seed: seed)
      for delay in [Int64.min, -5, 0, 4] { #expect(jitter.spread(delay) == delay) }
      for _ in 0..<100 { #expect(jitter.spread(.max) > 0) }
      #expect(Set((0..<100).map { _ in jitter.spread(100_000) }).count > 50)
    }
  }

  @Test(
    arguments: [
      ("0", 0), ("1", 1000), (" 120 ", 120_000), ("0.5", 1000), ("1.0", 1000), ("2.000001", 3000),
      ("007", 7000),
      ("31536001", 31_536_000_000), ("99999999999999999999999999", 31_536_000_000), ("", nil), (" ", nil),
      ("-1", nil),
      ("+1", nil),
      ("1e3", nil), (".5", nil), ("1.2.3", nil), ("1 2", nil), ("Wed, 21 Oct 2026 07:28:00 GMT", nil),
      ("١", nil),
      ("NaN", nil),
    ] as [(String, Int64?)])
  func retryAfterReadsSeconds(text: String, expected: Int64?) {
    #expect(RetryAfter.milliseconds(seconds: text) == expected)
  }

  @Test(
    arguments: [
      ("0", 0), ("1500", 1500), ("1.2", 2), ("99999999999999999999999999", 31_536_000_000), ("-1", nil),
      ("soon", nil),
      ("", nil),
    ] as [(String, Int64?)])
  func retryAfterReadsMilliseconds(text: String, expected: Int64?) {
    #expect(RetryAfter.milliseconds(milliseconds: text) == expected)
  }

  @Test(arguments: [("", ""), (" \t\r\n", ""), (" a b\t", "a b"), ("a", "a"), ("é ", "é")])
  func trimming(text: String, expected: String) { #expect(text.trimmedASCII == expected) }
}
