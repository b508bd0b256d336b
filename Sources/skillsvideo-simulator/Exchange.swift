import NIOCore
import NIOHTTP1

/// Sends one answer over one connection, with the faults of its delivery. Every byte that leaves goes through here.
final class Exchange {
  private let context: ChannelHandlerContext
  private let head: HTTPRequestHead
  private let delivery: Delivery
  private let simulator: Simulator
  private let onEnd: () -> Void
  private var stream: EventStream?
  private var timers: [Scheduled<Void>] = []
  private var lastWrite: EventLoopFuture<Void>
  private(set) var isOver = false

  init(
    context: ChannelHandlerContext, head: HTTPRequestHead, delivery: Delivery, simulator: Simulator,
    onEnd: @escaping () -> Void
  ) {
    self.context = context
    self.head = head
    self.delivery = delivery
    self.simulator = simulator
    self.onEnd = onEnd
    lastWrite = context.eventLoop.makeSucceededVoidFuture()
  }

  var isWritable: Bool { context.channel.isWritable }

  func start(_ answer: Answer) {
    guard delivery.slowStart > 0 else { return send(answer) }
    after(milliseconds: delivery.slowStart) { self.send(answer) }
  }

  func after(milliseconds: Int, _ action: @escaping () -> Void) {
    let timer = context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(milliseconds))) {
      if !self.isOver { action() }
    }
    timers.append(timer)
  }

  /// The client went: nothing more is sent. The job is not touched.
  func cancel() {
    isOver = true
    for timer in timers { timer.cancel() }
    timers = []
    stream?.stop()
    stream = nil
  }

  func writabilityChanged() { stream?.pump() }

  private func send(_ answer: Answer) {
    if delivery.closes { return drop() }
    switch answer {
    case .reply(let reply): send(reply)
    case .later(let reply):
      reply.assumeIsolated().whenComplete { result in
        if self.isOver { return }
        let failure = APIError(status: 500, code: "INTERNAL_SERVER_ERROR", message: "The file could not be drawn.")
        self.send((try? result.get()) ?? Reply(failure))
      }
    case .stream(let job, let plan):
      let stream = EventStream(
        job: job, exchange: self, plan: plan, isStalled: delivery.stalls, origin: simulator.origin)
      self.stream = stream
      stream.start()
    }
  }

  private func send(_ reply: Reply) {
    writeHead(reply.status, reply.headers + [("Content-Length", String(reply.body.readableBytes))])
    context.flush()
    if delivery.stalls { return }
    guard head.method != .HEAD else { return end() }
    if let limit = delivery.cutAfterBytes, let part = reply.body.getSlice(at: reply.body.readerIndex, length: limit) {
      write(part)
      return drop()
    }
    write(reply.body)
    end()
  }

  func writeHead(_ status: Int, _ headers: [(String, String)]) {
    var fields = HTTPHeaders(headers)
    if !head.isKeepAlive { fields.add(name: "Connection", value: "close") }
    let answer = HTTPResponseHead(version: head.version, status: .init(statusCode: status), headers: fields)
    write(.head(answer))
  }

  func write(_ bytes: ByteBuffer) {
    guard delivery.splitsBytes else {
      return write(.body(.byteBuffer(bytes)))
    }
    var rest = bytes
    while let byte = rest.readSlice(length: 1) {
      write(.body(.byteBuffer(byte)))
      context.flush()
    }
  }

  private func write(_ part: HTTPServerResponsePart) {
    lastWrite = context.write(NIOAny(part))
  }

  func flush() { context.flush() }

  func end() {
    guard !isOver else { return }
    write(.end(nil))
    if head.isKeepAlive {
      context.flush()
      cancel()
      onEnd()
    } else {
      drop()
    }
  }

  /// Closes once the bytes written so far are out, whatever the client still expects.
  func drop() {
    guard !isOver else { return }
    cancel()
    context.flush()
    lastWrite.assumeIsolated().whenComplete { _ in self.context.close(promise: nil) }
  }
}
