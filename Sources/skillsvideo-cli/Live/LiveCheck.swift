import CSkillsVideo
import SVText

/// Sends the requests of `doctor --live` one by one, each with its own time limit, and records the answers.
struct LiveCheck {
  let options: ConnectionOptions
  let streams: Streams
  private static let limit: Int64 = 10_000
  /// After this many requests without an answer, the rest is skipped, because each would take as long.
  private static let silentMax = 2

  func run() throws(CommandError) -> [LiveExchange] {
    var exchanges: [LiveExchange] = []
    // The address as the engine normalised it.
    var base = ""
    var silent = 0
    for (index, request) in LiveRequest.all.enumerated() {
      var exchange = LiveExchange(number: index + 1, request: request)
      if silent < Self.silentMax {
        try send(request, into: &exchange, &base)
        if Interrupt.isRequested { throw .interrupted }
        silent = exchange.head == nil ? silent + 1 : 0
      }
      exchanges.append(exchange)
    }
    return exchanges
  }

  private func send(_ request: LiveRequest, into exchange: inout LiveExchange, _ base: inout String)
    throws(CommandError)
  {
    let client = try client(request, base)
    let job: RunningJob
    if case .unknownID(let id) = request {
      job = try client.attach(id)
    } else {
      job = try client.startCredits()
    }
    var records: [JSONNode] = []
    let reporter = Reporter(
      streams, options, isSilent: true,
      observer: { event in
        if let record = event.record { records.append(record) }
        // One answer is enough. The engine would keep polling a new generation.
        if [SV_EVENT_POLL, SV_EVENT_POLL_FAILED].contains(event.kind) { job.cancelAtOnce() }
      })
    try Follower(client, reporter).follow([job])
    for record in records {
      exchange.take(record)
      if request == .credits, base.isEmpty, let url = record["url"]?.string, url.hasSuffix(request.path) {
        base = String(url.dropLast(request.path.count))
      }
    }
  }

  private func client(_ request: LiveRequest, _ base: String) throws(CommandError) -> LibraryClient {
    let client = try LibraryClient()
    try options.apply(to: client)
    if request == .unknownPath { try client.set("base_url", base + LiveRequest.unknownFolder) }
    if request == .creditsWithWrongKey { try client.set("api_key", LiveRequest.wrongKey) }
    let asked = options.timeout.flatMap { Int64($0.milliseconds) } ?? 0
    let limit = asked > 0 ? min(asked, Self.limit) : Self.limit
    let settings = [
      ("poll_timeout_ms", String(limit)), ("connect_timeout_ms", String(limit)),
      ("total_timeout_ms", String(limit)),
      ("poll_failures_max", "1"), ("body_bytes_max", "1048576"), ("trace", "1"),
    ]
    for (name, value) in settings { try client.set(name, value) }
    return client
  }
}
