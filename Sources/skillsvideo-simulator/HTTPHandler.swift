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
  private var form: MultipartReader?
  /// The connection is reset when so many bytes of a body have come.
  private var resetAfter: Int?

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
    if let form, let head { simulator.log.addUpload(form, path: head.uri, isWhole: false) }
    form = nil
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
      form = head.method == .POST ? MultipartReader(contentType: head.headers.first(name: "Content-Type")) : nil
      resetAfter = form == nil ? nil : request(head).uploadReset ?? simulator.settings.uploadReset
      if head.headers["Expect"].contains(where: { $0.lowercased() == "100-continue" }) {
        let go = HTTPResponseHead(version: head.version, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(go)), promise: nil)
      }
    case .body(let part):
      if let form { return take(part, form, context) }
      isTooLarge = isTooLarge || body.count + part.readableBytes > simulator.settings.maxBodyBytes
      if isTooLarge { body = [] } else { body += part.readableBytesView }
    case .end:
      let (whole, form) = (head, form)
      (head, self.form) = (nil, nil)
      if let whole { answer(whole, form, context) }
      body = []
    }
  }

  private func take(_ part: ByteBuffer, _ form: MultipartReader, _ context: ChannelHandlerContext) {
    form.take(part)
    guard let resetAfter, form.received >= resetAfter else { return }
    (context.channel as? SocketOptionProvider)?.setReset()
    context.close(promise: nil)
  }

  private func answer(_ head: HTTPRequestHead, _ form: MultipartReader?, _ context: ChannelHandlerContext) {
    var request = request(head)
    if let form {
      request.form = form.isComplete ? form.parts : []
      request.bodyBytes = form.received
      simulator.log.addUpload(form, path: request.path, isWhole: form.isComplete)
    }
    let (answer, delivery) = isTooLarge ? (refusal, Delivery(FaultPlan())) : simulator.handle(request)
    let exchange = Exchange(context: context, head: head, delivery: delivery, simulator: simulator) { [weak self] in
      self?.exchange = nil
    }
    self.exchange = exchange
    exchange.start(answer)
  }

  private func request(_ head: HTTPRequestHead) -> Request {
    let path = head.uri.prefix { $0 != "?" && $0 != "#" }
    return Request(
      method: head.method, path: String(path), headers: head.headers, body: body, connection: connection,
      isElsewhere: isElsewhere)
  }

  /// Sent when the body is through: an answer before that would be lost when the client goes on sending.
  private var refusal: Answer {
    let message = "The body is larger than \(simulator.settings.maxBodyBytes) bytes."
    return .reply(Reply(APIError(status: 413, code: "PAYLOAD_TOO_LARGE", message: message)))
  }
}
