/// Every fault that X-Simulate and --fault know, in the order in which --list-faults prints them.
enum FaultName: String, CaseIterable, Sendable {
  // How any answer goes out.
  case slowStart = "slow-start"
  case status
  case retryAfter = "retry-after"
  case stall
  case close
  case splitBytes = "split-bytes"
  // How an event stream goes on.
  case endAfter = "end-after"
  case cutAfter = "cut-after"
  case stallAfter = "stall-after"
  case heartbeat = "heartbeat-ms"
  // What becomes of the job.
  case latency = "latency-ms"
  case events
  case polls
  case failed
  case canceled
  // What later requests for the job meet.
  case pollStatus = "poll-status"
  case pollFail = "poll-fail"
  case pollStall = "poll-stall"
  case pollClose = "poll-close"
  case outputStatus = "output-status"
  case outputCut = "output-cut"

  enum Argument { case none, count, status, word }

  var argument: Argument {
    switch self {
    case .stall, .close, .splitBytes, .canceled, .pollStall, .pollClose: .none
    case .status, .pollStatus, .outputStatus: .status
    case .failed: .word
    default: .count
    }
  }

  /// Only a create can carry these; other requests leave them alone and do not use up their count.
  var isForCreatesOnly: Bool {
    switch self {
    case .slowStart, .status, .retryAfter, .stall, .close, .splitBytes: false
    default: true
    }
  }

  var synopsis: String {
    switch argument {
    case .none: rawValue
    case .count: rawValue + (rawValue.hasSuffix("-ms") || self == .slowStart ? "=MS" : "=N")
    case .status: rawValue + "=STATUS"
    case .word: rawValue + "[=CODE]"
    }
  }

  var help: String {
    switch self {
    case .slowStart: "send nothing for so many milliseconds; the job is made at once"
    case .status: "answer with this status and the contract's error body; nothing is made or charged"
    case .retryAfter: "with status or poll-status: add Retry-After of so many seconds"
    case .stall: "send the headers and then nothing, until the client goes"
    case .close: "read the request, make the job and charge for it, close without an answer"
    case .splitBytes: "send the body one byte at a time, each in its own chunk and its own write"
    case .endAfter: "end the stream cleanly after so many events"
    case .cutAfter: "drop the connection after so many events"
    case .stallAfter: "send nothing more after so many events, until the client goes"
    case .heartbeat: "a comment line every so many milliseconds in the stream"
    case .latency: "time from the creation of the job to its end"
    case .events: "number of IN_PROGRESS events"
    case .polls: "made on the polling path, the job ends with its Nth poll, whatever the time"
    case .failed: "the job ends FAILED, with this code (default FAILED of its family), and is refunded"
    case .canceled: "the job ends CANCELED and is refunded"
    case .pollStatus: "answer polls of this job with this status"
    case .pollFail: "answer the first N polls of this job with 503"
    case .pollStall: "send headers only when this job is polled"
    case .pollClose: "close without an answer when this job is polled"
    case .outputStatus: "answer downloads of this job's files with this status"
    case .outputCut: "drop the connection after so many bytes of a file of this job"
    }
  }

  static var list: String {
    let width = (allCases.map(\.synopsis.count).max() ?? 0) + 2
    return allCases.map { name in
      name.synopsis + String(repeating: " ", count: width - name.synopsis.count) + name.help
    }.joined(separator: "\n")
  }
}
