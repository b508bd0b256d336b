import CCodings
import SVProtocol
import SVText

/// Decodes the content coding of an answer's body in pieces. libcurl's own decoding is not used. It rejects
/// unknown codings, although the header may be wrong and the body may contain an id. It also keeps decoded
/// data in memory while a transfer is paused.
final class ContentDecoder {
  /// The contents of the header `Content-Encoding`.
  enum Coding {
    case none
    case known(ContentDecoder)
    case unknown(String)
    case noMemory
  }

  private static let codingsMax = 3
  private static let startBytesMax = 64 * 1024
  private static let nameBytesMax = 40

  private let state: OpaquePointer
  /// The names of the codings in the header.
  private let names: String
  /// Decoded bytes that were not taken yet.
  private var held = UnsafeRawBufferPointer(start: nil, count: 0)
  /// The bytes before the first decoded one; nil after that. They show whether the body is encoded at all: a
  /// proxy that decodes an answer may keep the header.
  private var start: ByteBuffer? = ByteBuffer()
  /// The body is used as received.
  private var isPlain = false
  /// How many of the next bytes were already decoded: libcurl passes the bytes of a paused transfer again.
  private var repeatedBytes = 0

  private init(_ state: OpaquePointer, _ names: String) {
    self.state = state
    self.names = names
  }
  deinit { ccodings_free(state) }

  private static func kind(_ name: String) -> ccodings_kind? {
    if name.isOneOf("gzip x-gzip") { return CCODINGS_GZIP }
    if name.isWord("deflate") { return CCODINGS_DEFLATE }
    if name.isWord("br") { return CCODINGS_BROTLI }
    return name.isWord("zstd") ? CCODINGS_ZSTD : nil
  }

  static func coding(_ header: String) -> Coding {
    var kinds: [ccodings_kind] = []
    for part in header.parts(separatedBy: UInt8(ascii: ",")) {
      let name = part.trimmedASCII
      // Storage services announce aws-chunked if a file was uploaded in signed chunks, but they do not send
      // it like that.
      if name.isEmpty || name.asciiLowercased.isOneOf("identity aws-chunked") { continue }
      guard let kind = kind(name.asciiLowercased) else {
        return .unknown(name.wholeOrLength(max: nameBytesMax))
      }
      kinds.append(kind)
    }
    if kinds.isEmpty { return .none }
    guard kinds.count <= codingsMax else { return .unknown("\(kinds.count) codings") }
    return make(kinds, header).map { .known($0) } ?? .noMemory
  }

  /// The last coding was applied last, so it is decoded first.
  private static func make(_ kinds: [ccodings_kind], _ header: String) -> ContentDecoder? {
    var state: OpaquePointer?
    for kind in kinds.reversed() {
      guard let outer = ccodings_create(kind, state) else { return nil }
      state = outer
    }
    return state.map { ContentDecoder($0, header.wholeOrLength(max: nameBytesMax)) }
  }

  /// Whether the body may end here.
  var isWhole: Bool { held.isEmpty && (isPlain || ccodings_is_whole(state)) }

  /// The body could not be decoded.
  private(set) var isBroken = false

  /// Decodes bytes and passes them to `take`. If that pauses, the same bytes must be passed again.
  func decode(
    _ bytes: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> RequestOwner.Taken
  ) -> RequestOwner.Taken {
    let known = min(repeatedBytes, bytes.count)
    let rest = UnsafeRawBufferPointer(rebasing: bytes[known...])
    let taken = isPlain ? pass(rest, take) : decodeRest(rest, take)
    if case .all = taken { repeatedBytes -= min(repeatedBytes, bytes.count) }
    return taken
  }

  private func decodeRest(
    _ rest: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> RequestOwner.Taken
  ) -> RequestOwner.Taken {
    if let start, start.count + rest.count > Self.startBytesMax || !start.append(rest) { self.start = nil }
    ccodings_feed(state, rest.baseAddress, rest.count)
    while true {
      if held.isEmpty {
        var piece: UnsafeRawPointer?
        let count = ccodings_pull(state, &piece)
        if count == Int(CCODINGS_NEEDS_MORE) { return .all }
        guard count > 0 else { return broken(count, rest, take) }
        start = nil
        held = UnsafeRawBufferPointer(start: piece, count: count)
      }
      switch take(held) {
      case .all: held = UnsafeRawBufferPointer(start: nil, count: 0)
      case .pause:
        repeatedBytes += rest.count - Int(ccodings_unused(state))
        return .pause
      case let refusal: return refusal
      }
    }
  }

  /// If nothing was decoded yet, the bytes are used as received.
  private func broken(
    _ code: Int, _ rest: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> RequestOwner.Taken
  ) -> RequestOwner.Taken {
    guard let start, code == Int(CCODINGS_BROKEN) else {
      isBroken = true
      return .refuse(reason(code))
    }
    isPlain = true
    held = start.bytes
    repeatedBytes += rest.count
    return pass(UnsafeRawBufferPointer(start: nil, count: 0), take)
  }

  private func pass(
    _ rest: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> RequestOwner.Taken
  ) -> RequestOwner.Taken {
    if !held.isEmpty {
      let taken = take(held)
      guard case .all = taken else { return taken }
      held = UnsafeRawBufferPointer(start: nil, count: 0)
    }
    return rest.isEmpty ? .all : take(rest)
  }

  private func reason(_ code: Int) -> String {
    let quoted = "'\(Excerpt.of(names))'"
    switch code {
    case Int(CCODINGS_NO_MEMORY): return "no memory to decode the answer"
    case Int(CCODINGS_TOO_LARGE):
      let limit = "\(CCODINGS_INNER_MIB_MAX) MiB"
      return "the content codings \(quoted) of the answer expand to more than \(limit), the limit for nested "
        + "codings"
    default: return "the answer is not in the content coding \(quoted) that it names"
    }
  }
}
