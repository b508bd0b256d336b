/// What the options of the command decide for the whole run.
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

/// How a job advances and how its stream sounds. A request can change each part of it by a fault.
struct Pace: Sendable {
  /// So many that a product of both still fits a number.
  static let maxEvents = 1_000_000
  static let maxMilliseconds = 1_000_000_000

  /// From the creation to the terminal state.
  var latency: Int
  /// Number of IN_PROGRESS states between IN_QUEUE and the terminal one.
  var events: Int
  /// Between two heartbeat comments of a stream; 0 sends none.
  var heartbeat: Int
  /// When set, a job made on the polling path advances by polls and not by time: it ends with this poll.
  var polls: Int?
}

enum ClipFormat: String, Sendable, CaseIterable {
  case avi, webp
}
