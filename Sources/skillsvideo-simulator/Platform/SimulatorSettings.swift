/// The settings from the command line, for the whole run.
struct SimulatorSettings: Sendable {
  var key: String
  var seed: UInt64
  var pace: Pace
  var credits: Int
  var maxActiveJobs: Int
  var isIdempotent: Bool
  var clips: ClipFormat
  var faults: [Fault]
  var webhooks: WebhookSettings?
  var maxBodyBytes = 10 << 20
}

/// How a job and its stream advance. Faults of a request can change each setting.
struct Pace: Sendable {
  /// Small enough that the product with a time cannot overflow.
  static let maxEvents = 1_000_000
  static let maxMilliseconds = 1_000_000_000

  /// From the create to the terminal state, in milliseconds.
  var latency: Int
  /// The number of IN_PROGRESS states.
  var events: Int
  /// Milliseconds between two heartbeat comments of a stream; 0 sends none.
  var heartbeat: Int
  /// If set, a job on the polling path advances by polls instead of time. It ends with this poll.
  var polls: Int?
}

enum ClipFormat: String, Sendable, CaseIterable {
  case avi, webp
}
