/// The received requests, so that tests can count them. It contains no keys, only whether one was sent.
struct RequestLog {
  private var requests: [Record] = []
  private var downloads: [JSONValue] = []
  private var uploads: [JSONValue] = []
  private var leaks: [JSONValue] = []
  private var received = 0
  private(set) var connections = 0
  private(set) var openConnections = 0
  /// A long run keeps its latest requests only; the counts include all.
  private let limit = 20_000

  private struct Record {
    var number: Int
    var request: JSONValue
    var status: Int?
    var job: String?

    var json: JSONValue {
      let answer = [
        JSONMember(name: "status", value: status.map { .integer($0) } ?? .null),
        JSONMember(name: "job", value: .optional(job)),
      ]
      return .object((request.members ?? []) + answer)
    }
  }

  mutating func connectionOpened() -> Int {
    connections += 1
    openConnections += 1
    return connections
  }

  mutating func connectionClosed() { openConnections -= 1 }

  /// Removes the requests. Connections that are open still count as open.
  mutating func reset() {
    self = RequestLog(open: openConnections, connections: connections)
  }

  init() {}

  private init(open: Int, connections: Int) {
    openConnections = open
    self.connections = connections
  }

  mutating func add(_ request: Request) -> Int {
    received += 1
    let entry: JSONValue = [
      "number": .integer(received), "connection": .integer(request.connection),
      "method": .string(request.method.rawValue), "path": .string(request.path),
      "body_bytes": .integer(request.bodyBytes),
      "has_key": .bool(request.hasAuthorization), "idempotency_key": .optional(request.idempotencyKey),
      "accept_encoding": .optional(request.acceptEncoding), "x_simulate": .optional(request.simulate),
      "elsewhere": .bool(request.isElsewhere),
    ]
    if request.isElsewhere, request.hasAuthorization { leaks.append(entry) }
    requests.append(Record(number: received, request: entry))
    if requests.count > limit + limit / 4 { requests.removeFirst(limit / 4) }
    return received
  }

  /// `status` is nil for a request whose connection was closed without an answer.
  mutating func answered(_ number: Int, status: Int?, job: String?) {
    guard let index = requests.lastIndex(where: { $0.number == number }) else { return }
    requests[index].status = status
    requests[index].job = job
  }

  /// A form with files, complete or cut off.
  mutating func addUpload(_ form: MultipartReader, path: String, isWhole: Bool) {
    uploads.append([
      "path": .string(path), "whole": .bool(isWhole), "body_bytes": .integer(form.received),
      "parts": .array(form.parts.map(\.json)),
    ])
  }

  mutating func addDownload(_ request: Request) {
    let entry: JSONValue = [
      "path": .string(request.path), "connection": .integer(request.connection),
      "range": .optional(request.headers.first(name: "Range")), "has_key": .bool(request.hasAuthorization),
      "accept_encoding": .optional(request.acceptEncoding),
    ]
    downloads.append(entry)
    if request.hasAuthorization { leaks.append(entry) }
  }

  func json(jobs: [SimulatedJob], credits: Credits, webhooks: [JSONValue]) -> JSONValue {
    [
      "connections": ["total": .integer(connections), "open": .integer(openConnections)],
      "requests_total": .integer(received),
      "requests": .array(requests.map(\.json)),
      "creations": Self.creations(jobs),
      "jobs": .array(jobs.map(\.logEntry)),
      "downloads": .array(downloads),
      "uploads": .array(uploads),
      "webhooks": .array(webhooks),
      "key_leaks": .array(leaks),
      "credits": credits.json,
    ]
  }

  private static func creations(_ jobs: [SimulatedJob]) -> JSONValue {
    [
      "total": .integer(jobs.count),
      "by_idempotency_key": counts(jobs.compactMap(\.order.idempotencyKey)),
      "by_payload": counts(jobs.map(\.order.payloadHash)),
    ]
  }

  private static func counts(_ names: [String]) -> JSONValue {
    let counts = names.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    return .object(
      counts.sorted { $0.key < $1.key }.map { JSONMember(name: $0.key, value: .integer($0.value)) })
  }
}

extension SimulatedJob {
  fileprivate var logEntry: JSONValue {
    [
      "id": .string(id), "model": .string(endpoint.model), "stream": .bool(order.isStream),
      "status": .string(status),
      "prompt": .string(order.prompt), "n": .integer(order.count), "polls": .integer(polls),
      "idempotency_key": .optional(order.idempotencyKey), "payload": .string(order.payloadHash),
      "usage": usage.json,
    ]
  }
}
