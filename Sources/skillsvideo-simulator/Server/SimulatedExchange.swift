import NIOCore
import NIOHTTP1

/// Sends one answer on one connection, with its delivery faults. All bytes are sent through this class.
final class SimulatedExchange {
  private let context: ChannelHandlerContext
  private let head: HTTPRequestHead
  private let delivery: AnswerDelivery
  private let simulator: Simulator
  private let onEnd: (SimulatedExchange) -> Void
  private var stream: EventStream?
  private var timers: [Scheduled<Void>] = []
  private var lastWrite: EventLoopFuture<Void>
  /// Bytes of the body that are not sent yet, and the action after the last of them.
  private var waiting = ByteBuffer()
  private var afterWaiting: (() -> Void)?
  private var trickling: Scheduled<Void>?
  private(set) var isOver = false
  /// The last part of the answer was written.
  private var isEnded = false
  private var encoder: (any BodyEncoder)?
  /// How many spaces remain to be sent after the first piece of the body.
  private var spacesLeft: Int
  private var hasBody = false

  init(
    context: ChannelHandlerContext, head: HTTPRequestHead, delivery: AnswerDelivery, simulator: Simulator,
    onEnd: @escaping (SimulatedExchange) -> Void
  ) {
    self.context = context
    self.head = head
    self.delivery = delivery
    self.simulator = simulator
    self.onEnd = onEnd
    encoder = delivery.coding?.coding.encoder
    spacesLeft = delivery.coding?.spaces ?? 0
    lastWrite = context.eventLoop.makeSucceededVoidFuture()
  }

  var isWritable: Bool { context.channel.isWritable }

  func start(_ answer: Answer) {
    if delivery.refusesLater { simulator.listener.close() }
    guard delivery.slowStart > 0 else { return send(answer) }
    after(milliseconds: delivery.slowStart) { self.send(answer) }
  }

  func after(milliseconds: Int, _ action: @escaping () -> Void) {
    let timer = context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(milliseconds))) {
      if !self.isOver { action() }
    }
    timers.append(timer)
  }

  /// The client has gone: nothing more is sent. The job continues.
  func cancel() {
    isOver = true
    for timer in timers { timer.cancel() }
    timers = []
    trickling?.cancel()
    afterWaiting = nil
    stream?.stop()
    stream = nil
  }

  /// Runs an action in the next turn of the event loop.
  func soon(_ action: @escaping () -> Void) {
    context.eventLoop.assumeIsolated().execute { if !self.isOver { action() } }
  }

  func writabilityChanged() { stream?.pump() }

  private func send(_ answer: Answer) {
    if case .nothing(let manner) = delivery.start { return breakOff(manner) }
    if let status = delivery.informational {
      write(.head(HTTPResponseHead(version: head.version, status: .init(statusCode: status))))
    }
    switch answer {
    case .reply(let reply): send(reply)
    case .later(let reply):
      reply.assumeIsolated().whenComplete { result in
        if self.isOver { return }
        let failure = APIError(
          status: 500, code: "INTERNAL_SERVER_ERROR", message: "The file could not be drawn.")
        self.send((try? result.get()) ?? Reply(failure))
      }
    case .stream(let job, let plan):
      let stream = EventStream(job: job, exchange: self, plan: plan, origin: simulator.origin)
      self.stream = stream
      stream.start()
    }
  }

  private func send(_ whole: Reply) {
    var reply = whole
    if let cut = delivery.cut, cut.manner == nil { reply.body = cut.part(of: reply.body) }
    guard writeHead(reply.status, reply.headers, length: keepsLength ? reply.body.readableBytes : nil) else {
      return
    }
    guard head.method != .HEAD, reply.status != 204, reply.status != 304 else { return end() }
    let body = reply.body
    if let limit = delivery.cutAfterBytes, let part = body.getSlice(at: body.readerIndex, length: limit) {
      write(part)
      return breakOff(delivery.cutsByReset ? .reset : .close)
    }
    if let cut = delivery.cut, cut.manner != nil { return stop(at: cut, of: body) }
    write(body)
    end()
  }

  /// Returns whether a body may follow. A stream has no length.
  func writeHead(_ status: Int, _ headers: [(String, String)], length: Int?) -> Bool {
    var fields = HTTPHeaders(headers)
    if let type = delivery.contentType {
      fields.remove(name: "Content-Type")
      if let value = type.value { fields.add(name: "Content-Type", value: value) }
    }
    let hasBody = status != 204 && status != 304
    if hasBody, let coding = delivery.coding?.coding {
      fields.add(name: "Content-Encoding", value: coding.header)
    }
    if hasBody, let length = announcedLength(length) {
      fields.add(name: "Content-Length", value: String(length))
    }
    if endsByClosing { fields.add(name: "Connection", value: "close") }
    let answer = HTTPResponseHead(version: head.version, status: .init(statusCode: status), headers: fields)
    if isRaw { writeRaw(answer) } else { write(.head(answer)) }
    context.flush()
    guard case .headers(let manner) = delivery.start else { return true }
    breakOff(manner)
    return false
  }

  /// Whether the encoded body has the same length as the original.
  private var keepsLength: Bool { encoder == nil && spacesLeft == 0 }

  private func announcedLength(_ length: Int?) -> Int? {
    if case .truncatedChunk? = delivery.cut?.manner { return nil }
    if case .garbageChunk? = delivery.cut?.manner { return nil }
    switch delivery.length {
    case .right: return delivery.unended == nil && !delivery.isUnframed ? length : nil
    case .tooLong(let more): return (length ?? 1 << 30) + more
    case .tooShort(let all): return all
    }
  }

  /// After an answer with wrong framing, or one sent past the encoder, the connection must be closed.
  private var endsByClosing: Bool {
    if case .right = delivery.length, head.isKeepAlive { return isRaw }
    return true
  }

  /// The encoder would process every byte of very many headers and delay all other clients. It would also add
  /// chunks to a body without a length.
  private var isRaw: Bool { delivery.floodLines > 0 || delivery.isUnframed }

  private func writeRaw(_ answer: HTTPResponseHead) {
    var text = "HTTP/1.1 \(answer.status.code) \(answer.status.reasonPhrase)\r\n"
    for (name, value) in answer.headers { text += "\(name): \(value)\r\n" }
    let filler = String(repeating: "f", count: 1000)
    for line in 0..<delivery.floodLines { text += "X-Flood-\(line): \(filler)\r\n" }
    writeRaw(ByteBuffer(string: text + "\r\n"))
  }

  /// Writes a piece of the body, encoded.
  func write(_ bytes: ByteBuffer) {
    hasBody = true
    send(encoder?.encode(bytes) ?? bytes)
    guard spacesLeft > 0 else { return }
    let spaces = ByteBuffer(repeating: UInt8(ascii: " "), count: 1 << 20)
    while spacesLeft > 0, !isOver, let piece = spaces.getSlice(at: 0, length: min(spacesLeft, 1 << 20)) {
      spacesLeft -= piece.readableBytes
      send(encoder?.encode(piece) ?? piece)
    }
  }

  private func send(_ bytes: ByteBuffer) {
    if isOver || isEnded { return }
    if delivery.slowBytes != nil { trickle(bytes) } else { write(.body(.byteBuffer(bytes))) }
  }

  private func write(_ part: HTTPServerResponsePart) {
    if isRaw {
      if case .body(.byteBuffer(let bytes)) = part { writeRaw(bytes) }
      return
    }
    lastWrite = context.write(NIOAny(part))
  }

  /// Writes bytes past the HTTP encoder.
  private func writeRaw(_ bytes: ByteBuffer) {
    let encoder = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
    if let encoder { lastWrite = encoder.write(NIOAny(bytes)) }
  }

  func flush() { context.flush() }

  func end() {
    if hasBody, let tail = encoder?.finish() { send(tail) }
    encoder = nil
    if delay({ self.end() }) || isOver { return }
    if let manner = delivery.unended { return finish(manner) }
    isEnded = true
    write(.end(nil))
    if let manner = delivery.afterwards { return finish(manner) }
    if !endsByClosing {
      context.flush()
      cancel()
      onEnd(self)
    } else {
      drop()
    }
  }

  /// Sends the bytes before the cut, then breaks off.
  func stop(at cut: Cut, of whole: ByteBuffer) {
    let part = cut.part(of: whole)
    if let manner = cut.manner { return breakOff(manner, inside: part) }
    write(part)
    end()
  }

  /// Ends an incomplete answer, after some more bytes of its body.
  func breakOff(_ manner: AnswerDelivery.Break, inside part: ByteBuffer? = nil) {
    if delay({ self.breakOff(manner, inside: part) }) || isOver { return }
    switch manner {
    case .close, .reset, .stall:
      if let part { write(part) }
    case .truncatedChunk:
      writeRaw(chunk(size: "fffff", part))
    case .garbageChunk:
      writeRaw(chunk(size: "zz", part))
      writeRaw(ByteBuffer(string: "\r\n"))
    }
    finish(manner)
  }

  private func chunk(size: String, _ part: ByteBuffer?) -> ByteBuffer {
    let part = part ?? ByteBuffer(string: "data: {")
    var chunk = ByteBuffer(string: size + "\r\n")
    chunk.writeImmutableBuffer(encoder?.encode(part) ?? part)
    return chunk
  }

  private func finish(_ manner: AnswerDelivery.Break) {
    if delay({ self.finish(manner) }) { return }
    switch manner {
    case .stall:
      context.flush()
      stream?.stop()
    case .reset:
      (context.channel as? SocketOptionProvider)?.setReset()
      drop()
    case .close, .truncatedChunk, .garbageChunk: drop()
    }
  }

  /// Closes the connection after the bytes written so far, even if the client expects more.
  private func drop() {
    guard !isOver else { return }
    cancel()
    context.flush()
    lastWrite.assumeIsolated().whenComplete { _ in self.context.close(promise: nil) }
  }

  // MARK: Slow bytes

  private func trickle(_ bytes: ByteBuffer) {
    let isIdle = waiting.readableBytes == 0
    waiting.writeImmutableBuffer(bytes)
    if isIdle { nextByte() }
  }

  private func nextByte() {
    // The event loop runs due tasks before it serves other connections, so without a pause it would never do
    // so.
    let milliseconds = Int64(delivery.slowBytes ?? 0)
    let pause = milliseconds > 0 ? TimeAmount.milliseconds(milliseconds) : .microseconds(100)
    trickling = context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
      if self.isOver { return }
      if let byte = self.waiting.readSlice(length: 1) {
        self.write(.body(.byteBuffer(byte)))
        self.context.flush()
      }
      if self.waiting.readableBytes > 0 { return self.nextByte() }
      let action = self.afterWaiting
      self.afterWaiting = nil
      action?()
    }
  }

  /// Runs an action after the waiting bytes. Returns whether there are any.
  private func delay(_ action: @escaping () -> Void) -> Bool {
    if isOver || waiting.readableBytes == 0 { return false }
    afterWaiting = action
    return true
  }
}
