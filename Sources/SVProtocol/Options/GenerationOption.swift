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
        "Bounds the whole job; 0 means no bound.")
    case .connect:
      .number(
        "connect_timeout_ms", "10000", .milliseconds, 1...3_600_000,
        "From the start of a request to a ready connection.")
    case .upload:
      .number(
        "upload_timeout_ms", "60000", .milliseconds, 1...86_400_000,
        "An upload without progress for this long ends; the request was not whole, so nothing was bought.")
    case .firstByte:
      .number(
        "first_byte_timeout_ms", "0", .milliseconds, 0...86_400_000,
        "Longest wait for the first byte of a create's answer; 0 is none. Its end leaves the outcome unknown."
      )
    case .silence:
      .number(
        "silence_timeout_ms", "60000", .milliseconds, 1...86_400_000,
        "A stream without any byte for this long is polled instead, once the id is known or was received.")
    case .quietPoll:
      .number(
        "quiet_poll_ms", "60000", .milliseconds, 0...86_400_000,
        "A stream without an event for this long, comments aside, is polled beside it; 0 means never.")
    case .poll:
      .number(
        "poll_timeout_ms", "20000", .milliseconds, 1...3_600_000, "Bounds one poll, and one credits call.")
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
      .number("poll_failures_max", "10", .count, 1...1_000_000, "So many failed polls in a row end the wait.")
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
        "Tries of a create that provably was not sent or was refused for the time being.")
    case .retryAfterMax:
      .number(
        "retry_after_max_ms", "120000", .milliseconds, 0...86_400_000,
        "A create that is asked to wait longer than this ends instead.")
    case .creditsMin:
      .number(
        "min_credits", "0", .credits, 0...1_000_000_000_000_000,
        """
        Floor: asks for the credit balance before a create, which is not sent while it is lower or unknown. \
        0 does not ask.
        """)
    case .creditsReport:
      .flag(
        "report_credits",
        """
        1 tells the credit balance before and after a generation; what cannot be read is null, never an \
        error.
        """
      )
    }
  }
}
