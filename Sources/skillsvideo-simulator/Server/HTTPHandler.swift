import NIOCore
import NIOHTTP1

/// Reads the requests of one connection, one at a time, and passes each to the simulator.
final class HTTPHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let simulator: Simulator
  private let isElsewhere: Bool
  private var connection = 0
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var received = 0
  private var exchange: SimulatedExchange?
  private var isTooLarge = false
  private var form: MultipartReader?
  private var uploadStop: UploadStop?
  /// The connection is being given up: further bytes are not read.
  private var isDeaf = false

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

  /// The client reset the connection, or sent bytes that are not HTTP and were already answered with 400.
  func errorCaught(context: ChannelHandlerContext, error: Error) {
    context.close(promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isDeaf { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body = []
      received = 0
      isTooLarge = false
      form =
        head.method == .POST ? MultipartReader(contentType: head.headers.first(name: "Content-Type")) : nil
      uploadStop = simulator.uploadStop(for: request(head))
      if uploadStop?.bytes == 0 { return stopReading(context) }
      if head.headers["Expect"].contains(where: { $0.lowercased() == "100-continue" }) {
        let go = HTTPResponseHead(version: head.version, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(go)), promise: nil)
      }
    case .body(let part):
      received += part.readableBytes
      if let form { form.take(part) } else { take(part) }
      if let bytes = uploadStop?.bytes, received >= bytes { stopReading(context) }
    case .end:
      let (whole, form) = (head, form)
      (head, self.form) = (nil, nil)
      if let whole { answer(whole, form, context) }
      body = []
    }
  }

  private func take(_ part: ByteBuffer) {
    isTooLarge = isTooLarge || body.count + part.readableBytes > simulator.settings.maxBodyBytes
    if isTooLarge { body = [] } else { body += part.readableBytesView }
  }

  /// Stops reading a body. The client can send only what fits in the socket buffers.
  private func stopReading(_ context: ChannelHandlerContext) {
    guard let head, let uploadStop else { return }
    isDeaf = true
    try? context.channel.syncOptions?.setOption(.autoRead, value: false)
    var request = request(head)
    request.bodyBytes = received
    let (answer, delivery) = simulator.answer(toUpload: request, stoppedBy: uploadStop)
    start(answer, to: head, delivery, context)
  }

  private func answer(_ head: HTTPRequestHead, _ form: MultipartReader?, _ context: ChannelHandlerContext) {
    var request = request(head)
    if let form {
      request.form = form.isComplete ? form.parts : []
      request.bodyBytes = form.received
      simulator.log.addUpload(form, path: request.path, isWhole: form.isComplete)
    }
    let (answer, delivery) = isTooLarge ? (refusal, AnswerDelivery(FaultPlan())) : simulator.handle(request)
    start(answer, to: head, delivery, context)
  }

  private func start(
    _ answer: Answer, to head: HTTPRequestHead, _ delivery: AnswerDelivery, _ context: ChannelHandlerContext
  ) {
    let exchange = SimulatedExchange(context: context, head: head, delivery: delivery, simulator: simulator) {
      [weak self] ended in
      // The next request may have arrived with this one, and been answered while the last part was written.
      if self?.exchange === ended { self?.exchange = nil }
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

  /// Sent after the whole body was read: an earlier answer would be lost if the client is still sending.
  private var refusal: Answer {
    let message = "The body is larger than \(simulator.settings.maxBodyBytes) bytes."
    return .reply(Reply(APIError(status: 413, code: "PAYLOAD_TOO_LARGE", message: message)))
  }
}
