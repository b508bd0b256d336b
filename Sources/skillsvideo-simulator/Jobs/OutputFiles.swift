import NIOCore
import NIOPosix
import SimulatorPictures

/// Draws files outside the event loop and caches the latest.
final class OutputFiles {
  private let loop: EventLoop
  private let pool: NIOThreadPool
  private var cache: [(tag: String, bytes: EventLoopFuture<ByteBuffer>)] = []
  private let cacheLimit = 16

  init(loop: EventLoop, pool: NIOThreadPool) {
    self.loop = loop
    self.pool = pool
  }

  func reset() { cache = [] }

  func reply(to request: Request, for file: OutputFile) -> EventLoopFuture<Reply> {
    bytes(of: file).map { FileReply(request: request, file: file, bytes: $0).reply }
  }

  /// Concurrent downloads of one file share one drawing.
  private func bytes(of file: OutputFile) -> EventLoopFuture<ByteBuffer> {
    if let fixed = file.fixedBytes { return loop.makeSucceededFuture(ByteBuffer(bytes: fixed)) }
    let artwork = file.artwork
    let tag = file.entityTag
    if let kept = cache.first(where: { $0.tag == tag }) { return kept.bytes }
    let bytes = pool.runIfActive(eventLoop: loop) { ByteBuffer(bytes: artwork.render()) }
    cache.append((tag, bytes))
    if cache.count > cacheLimit { cache.removeFirst() }
    return bytes
  }
}

/// The answer to a download: the whole file, the requested range, or "not modified".
struct FileReply {
  var request: Request
  var file: OutputFile
  var bytes: ByteBuffer

  var reply: Reply {
    let tag = file.entityTag
    let common = [("ETag", tag), ("Accept-Ranges", "bytes"), ("Cache-Control", "private, max-age=3600")]
    if let known = request.headers.first(name: "If-None-Match"), known == tag || known == "*" {
      return Reply(status: 304, headers: common, body: ByteBuffer())
    }
    let headers = common + [("Content-Type", file.contentType)]
    let condition = request.headers.first(name: "If-Range")
    guard condition == nil || condition == tag, let text = request.headers.first(name: "Range"),
      let range = ByteRange(parsing: text, size: bytes.readableBytes)
    else { return Reply(status: 200, headers: headers, body: bytes) }
    guard case .part(let first, let last) = range else {
      return Reply(
        status: 416, headers: common + [("Content-Range", "bytes */\(bytes.readableBytes)")],
        body: ByteBuffer())
    }
    let part = bytes.getSlice(at: bytes.readerIndex + first, length: last - first + 1) ?? ByteBuffer()
    let place = ("Content-Range", "bytes \(first)-\(last)/\(bytes.readableBytes)")
    return Reply(status: 206, headers: headers + [place], body: part)
  }
}

/// A single byte range. Several ranges in one header are ignored, as the standard allows.
enum ByteRange: Equatable {
  case part(first: Int, last: Int)
  case unsatisfiable

  init?(parsing text: String, size: Int) {
    guard text.hasPrefix("bytes="), !text.contains(",") else { return nil }
    let ends = text.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false).map(\.trimmed)
    guard ends.count == 2 else { return nil }
    switch (Int(ends[0]), Int(ends[1])) {
    case (nil, let suffix?) where ends[0].isEmpty:
      self = suffix > 0 && size > 0 ? .part(first: max(0, size - suffix), last: size - 1) : .unsatisfiable
    case (let first?, nil) where ends[1].isEmpty:
      self = first < size ? .part(first: first, last: size - 1) : .unsatisfiable
    case (let first?, let last?) where first <= last:
      self = first < size ? .part(first: first, last: min(last, size - 1)) : .unsatisfiable
    default: return nil
    }
  }
}
