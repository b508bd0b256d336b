import NIOCore
import NIOHTTP1

/// Reads the requests of one connection, one at a time, and hands each to the simulator.
final class HTTPHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let simulator: Simulator
  private var connection = 0
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var exchange: Exchange?
  private var isRefusing = false

  init(simulator: Simulator) { self.simulator = simulator }

  func channelActive(context: ChannelHandlerContext) {
    connection = simulator.log.connectionOpened()
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    exchange?.cancel()
    exchange = nil
    simulator.log.connectionClosed()
    context.fireChannelInactive()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    exchange?.writabilityChanged()
    context.fireChannelWritabilityChanged()
  }

  /// A reset by the client, or bytes that are not HTTP and were answered with 400 before they came here.
  func errorCaught(context: ChannelHandlerContext, error: Error) {
    context.close(promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body = []
      isRefusing = false
      if head.headers["Expect"].contains(where: { $0.lowercased() == "100-continue" }) {
        let go = HTTPResponseHead(version: head.version, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(go)), promise: nil)
      }
    case .body(let part):
      if isRefusing { return }
      if body.count + part.readableBytes > simulator.settings.maxBodyBytes {
        refuseBody(context)
      } else {
        body += part.readableBytesView
      }
    case .end:
      if let head, !isRefusing { answer(head, context) }
      head = nil
      body = []
    }
  }

  private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let path = head.uri.prefix { $0 != "?" && $0 != "#" }
    let request = Request(
      method: head.method, path: String(path), headers: head.headers, body: body, connection: connection)
    let (answer, delivery) = simulator.handle(request)
    start(answer, delivery, head, context)
  }

  /// Answers before the body is through; the rest of it cannot be told from a next request, so the connection ends.
  private func refuseBody(_ context: ChannelHandlerContext) {
    guard var head else { return }
    isRefusing = true
    body = []
    head.headers.replaceOrAdd(name: "Connection", value: "close")
    let limit = simulator.settings.maxBodyBytes
    let error = APIError(
      status: 413, code: "PAYLOAD_TOO_LARGE", message: "The body is larger than \(limit) bytes.")
    start(.reply(Reply(error)), Delivery(FaultPlan()), head, context)
  }

  private func start(_ answer: Answer, _ delivery: Delivery, _ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let exchange = Exchange(context: context, head: head, delivery: delivery, simulator: simulator) { [weak self] in
      self?.exchange = nil
    }
    self.exchange = exchange
    exchange.start(answer)
  }
}
