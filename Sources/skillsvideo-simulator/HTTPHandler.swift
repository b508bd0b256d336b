import NIOCore
import NIOHTTP1

/// Reads the requests of one connection, one at a time, and hands each to the simulator.
final class HTTPHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let simulator: Simulator
  private let isElsewhere: Bool
  private var connection = 0
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var exchange: Exchange?
  private var isTooLarge = false

  init(simulator: Simulator, isElsewhere: Bool) {
    self.simulator = simulator
    self.isElsewhere = isElsewhere
  }

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
      isTooLarge = false
      if head.headers["Expect"].contains(where: { $0.lowercased() == "100-continue" }) {
        let go = HTTPResponseHead(version: head.version, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(go)), promise: nil)
      }
    case .body(let part):
      isTooLarge = isTooLarge || body.count + part.readableBytes > simulator.settings.maxBodyBytes
      if isTooLarge { body = [] } else { body += part.readableBytesView }
    case .end:
      if let head { answer(head, context) }
      head = nil
      body = []
    }
  }

  private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let path = head.uri.prefix { $0 != "?" && $0 != "#" }
    let request = Request(
      method: head.method, path: String(path), headers: head.headers, body: body, connection: connection,
      isElsewhere: isElsewhere)
    let (answer, delivery) = isTooLarge ? (refusal, Delivery(FaultPlan())) : simulator.handle(request)
    let exchange = Exchange(context: context, head: head, delivery: delivery, simulator: simulator) { [weak self] in
      self?.exchange = nil
    }
    self.exchange = exchange
    exchange.start(answer)
  }

  /// Sent when the body is through: an answer before that would be lost when the client goes on sending.
  private var refusal: Answer {
    let message = "The body is larger than \(simulator.settings.maxBodyBytes) bytes."
    return .reply(Reply(APIError(status: 413, code: "PAYLOAD_TOO_LARGE", message: message)))
  }
}
