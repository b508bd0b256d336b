/// The time limits of a generation. `GenerationSettings` holds the values.
public enum TimeOption: Int32, OptionGroup, Sendable {
  case total
  case connect
  case upload
  case firstByte
  case silence
  case quietPoll
  case poll

  public var info: OptionInfo {
    switch self {
    case .total:
      .number(
        "total_timeout_ms", "3600000", .milliseconds, 0...31_536_000_000,
        "Longest time for the whole job; 0 means no limit.")
    case .connect:
      .number(
        "connect_timeout_ms", "10000", .milliseconds, 1...3_600_000,
        "Longest time from the start of a request to a ready connection.")
    case .upload:
      .number(
        "upload_timeout_ms", "60000", .milliseconds, 1...86_400_000,
        "An upload without progress for this long ends; the request was not whole, so nothing was bought.")
    case .firstByte:
      .number(
        "first_byte_timeout_ms", "0", .milliseconds, 0...86_400_000,
        "Longest wait for the first byte of a create's answer; then the outcome is unknown. 0: no limit."
      )
    case .silence:
      .number(
        "silence_timeout_ms", "60000", .milliseconds, 1...86_400_000,
        "Longest time without any byte of a stream; after it, the id is polled, if it is known.")
    case .quietPoll:
      .number(
        "quiet_poll_ms", "60000", .milliseconds, 0...86_400_000,
        "Longest time without an event (comments do not count); after it, the id is also polled. 0: never.")
    case .poll:
      .number(
        "poll_timeout_ms", "20000", .milliseconds, 1...3_600_000,
        "Longest time for one poll or one balance query.")
    }
  }
}

/// The options for a generation's polls, retries and balance queries. `GenerationSettings` holds the values.
public enum RequestOption: Int32, OptionGroup, Sendable {
  case pollFailuresMax
  case pollInterval
  case pollIntervalMax
  case createTriesMax
  case retryAfterMax
  case creditsMin
  case creditsReport

  public var info: OptionInfo {
    switch self {
    case .pollFailuresMax:
      .number(
        "poll_failures_max", "10", .count, 1...1_000_000,
        "This many failed polls in a row end the wait.")
    case .pollInterval:
      .number(
        "poll_interval_ms", "1000", .milliseconds, 1...3_600_000,
        "First wait between polls; it grows by half each time.")
    case .pollIntervalMax:
      .number(
        "poll_interval_max_ms", "5000", .milliseconds, 1...3_600_000,
        "Longest wait between polls that succeed.")
    case .createTriesMax:
      .number(
        "create_tries_max", "4", .count, 1...100,
        "Most attempts of a create. It is repeated only if it was not sent or was refused temporarily.")
    case .retryAfterMax:
      .number(
        "retry_after_max_ms", "120000", .milliseconds, 0...86_400_000,
        "If the platform requests a longer wait, the create ends instead of being repeated.")
    case .creditsMin:
      .number(
        "min_credits", "0", .credits, 0...1_000_000_000_000_000,
        """
        Queries the credit balance before a create. If it is lower than this or unknown, the create is not \
        sent. 0 means no query.
        """)
    case .creditsReport:
      .flag(
        "report_credits",
        """
        1 reports the credit balance before and after a generation. A balance that cannot be read is null, \
        not an error.
        """
      )
    }
  }
}
