import NIOCore

/// The content codings of an answer. Some are announced but not applied.
enum ContentCoding: String, CaseIterable, Sendable {
  case gzip, deflate
  /// The raw form without the zlib header. Some servers send it, although no standard allows it.
  case rawDeflate = "raw-deflate"
  case brotli = "br"
  case zstd, identity
  case awsChunked = "aws-chunked"
  case unknown = "x-unknown"
  /// Announces gzip and sends the body uncompressed.
  case notGzip = "not-gzip"

  static let names = allCases.map(\.rawValue)

  /// The value of Content-Encoding.
  var header: String {
    switch self {
    case .rawDeflate: "deflate"
    case .notGzip: "gzip"
    default: rawValue
    }
  }

  /// Nil if the body is not encoded.
  var encoder: (any BodyEncoder)? {
    switch self {
    case .gzip: Deflater(.gzip)
    case .deflate: Deflater(.zlib)
    case .rawDeflate: Deflater(.raw)
    case .brotli: BrotliBlocks()
    case .zstd: ZstdBlocks()
    case .identity, .awsChunked, .unknown, .notGzip: nil
    }
  }
}

/// Encodes a body in pieces. A client can decode each piece when it arrives.
protocol BodyEncoder: AnyObject {
  func encode(_ bytes: ByteBuffer) -> ByteBuffer
  /// The bytes after the last piece.
  func finish() -> ByteBuffer
}

/// The coding of an answer, and the number of spaces after the first piece of its body.
struct BodyCoding {
  var coding: ContentCoding
  /// Used as a decompression bomb: gzip, deflate and zstd send a few thousandths of them.
  var spaces: Int

  init?(_ plan: FaultPlan, coding: FaultName, bomb: FaultName) {
    let named = plan.word(coding).flatMap { ContentCoding(rawValue: $0) }
    guard named != nil || plan.has(bomb) else { return nil }
    self.coding = named ?? .gzip
    spaces = plan.count(bomb) ?? 0
  }
}
