import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import SVProtocol

/// The receiver of webhooks, and the faults of their delivery.
struct WebhookSettings: Sendable {
  var port: Int
  var host: String
  var path: String
  var secret: String
  /// How many extra times each webhook is delivered.
  var repeats: Int
  /// The last event of a job is sent first.
  var isShuffled: Bool

  /// The secret that the dashboard would show. The published test vector uses it too.
  static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  /// Nil if the URL is not http on loopback: the simulator sends nothing to other machines.
  init?(url: String, secret: String, repeats: Int, isShuffled: Bool) {
    guard url.hasPrefix("http://") else { return nil }
    let rest = url.dropFirst(7)
    let authority = rest.prefix { $0 != "/" }
    let parts = authority.split(separator: ":")
    guard parts.count == 2, parts[0] == "127.0.0.1" || parts[0] == "localhost", let port = Int(parts[1]),
      (1...65_535).contains(port)
    else { return nil }
    host = "127.0.0.1"
    self.port = port
    path = rest.count > authority.count ? String(rest.dropFirst(authority.count)) : "/"
    self.secret = secret
    self.repeats = repeats
    self.isShuffled = isShuffled
  }
}

/// Sends webhooks about jobs, signed by Standard Webhooks. Each is sent at least once and repeated if the
/// receiver fails. Used on its event loop only.
final class WebhookSender {
  private let settings: WebhookSettings
  private let loop: EventLoop
  private let origin: String
  private var held: [String: [Webhook]] = [:]
  private var count = 0
  private(set) var log: [JSONValue] = []
  private static let triesMax = 5

  struct Webhook {
    var id: String
    var type: String
    var job: String
    var body: [UInt8]
    var isLast: Bool
  }

  init(settings: WebhookSettings, loop: EventLoop, origin: String) {
    self.settings = settings
    self.loop = loop
    self.origin = origin
  }

  func reset() {
    held = [:]
    log = []
  }

  /// Sends an event of a job to the receivers.
  func tell(_ type: String, _ job: SimulatedJob) {
    count += 1
    let webhook = Webhook(
      id: "msg_\(UInt64(count).mixed.hex)", type: type, job: job.id, body: body(type, job),
      isLast: job.isFinished)
    guard settings.isShuffled else { return deliver(webhook) }
    guard webhook.isLast else { return held[job.id, default: []].append(webhook) }
    deliver(webhook)
    for earlier in (held.removeValue(forKey: job.id) ?? []).reversed() { deliver(earlier) }
  }

  private func body(_ type: String, _ job: SimulatedJob) -> [UInt8] {
    let states = [
      "task.created": "queued", "task.started": "running", "task.completed": "succeeded",
      "task.failed": "failed",
      "task.canceled": "canceled",
    ]
    var members = job.result(origin: origin).members ?? []
    members.insert(JSONMember(name: "state", value: .string(states[type] ?? "running")), at: 1)
    let event: JSONValue = ["type": .string(type), "prediction": .object(members)]
    return event.serialized
  }

  private func deliver(_ webhook: Webhook) {
    for _ in 0...settings.repeats { send(webhook, attempt: 1) }
  }

  private func send(_ webhook: Webhook, attempt: Int) {
    let answered = loop.makePromise(of: Int.self)
    answered.futureResult.assumeIsolated().whenComplete { result in
      let status = (try? result.get()) ?? 0
      self.log.append([
        "id": .string(webhook.id), "type": .string(webhook.type), "job": .string(webhook.job),
        "attempt": .integer(attempt), "status": .integer(status),
      ])
      // 410 means that the receiver no longer wants webhooks.
      if (200..<300).contains(status) || status == 410 || attempt == Self.triesMax { return }
      _ = self.loop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(50 * attempt))) {
        self.send(webhook, attempt: attempt + 1)
      }
    }
    post(webhook, answered)
  }

  private func post(_ webhook: Webhook, _ answered: EventLoopPromise<Int>) {
    let head = head(webhook)
    let body = ByteBuffer(bytes: webhook.body)
    ClientBootstrap(group: loop)
      .connectTimeout(.seconds(5))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          try channel.pipeline.syncOperations.addHandler(WebhookAnswer(answered))
        }
      }
      .connect(host: settings.host, port: settings.port)
      .whenComplete { result in
        switch result {
        case .failure(let error): answered.fail(error)
        case .success(let channel):
          channel.write(HTTPClientRequestPart.head(head), promise: nil)
          channel.write(HTTPClientRequestPart.body(.byteBuffer(body)), promise: nil)
          channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        }
      }
  }

  private func head(_ webhook: Webhook) -> HTTPRequestHead {
    // A repeat has a new timestamp and signature, but the same id.
    let timestamp = String(time(nil))
    let signature = Self.signature(webhook, timestamp, settings.secret)
    return HTTPRequestHead(
      version: .http1_1, method: .POST, uri: settings.path,
      headers: [
        "Host": "\(settings.host):\(settings.port)", "Content-Type": "application/json",
        "Content-Length": String(webhook.body.count), "webhook-id": webhook.id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature, "Connection": "close",
      ])
  }

  private static func signature(_ webhook: Webhook, _ timestamp: String, _ secret: String) -> String {
    let texts = [webhook.id, timestamp, secret].map { Array($0.utf8) }
    return texts[0].withUnsafeBytes { id in
      texts[1].withUnsafeBytes { timestamp in
        webhook.body.withUnsafeBytes { body in
          let signature = WebhookSignature(
            id: id, timestamp: timestamp, signatures: UnsafeRawBufferPointer(start: nil, count: 0), body: body
          )
          return texts[2].withUnsafeBytes { WebhookSecret($0) }.flatMap { signature.signed(by: $0) } ?? ""
        }
      }
    }
  }
}

/// Waits for the status of one answer.
private final class WebhookAnswer: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart

  private var answered: EventLoopPromise<Int>?

  init(_ answered: EventLoopPromise<Int>) { self.answered = answered }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data) else { return }
    answered?.succeed(Int(head.status.code))
    answered = nil
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    answered?.succeed(0)
    answered = nil
  }

  func errorCaught(context: ChannelHandlerContext, error: Error) { context.close(promise: nil) }
}
