import NIOCore

/// Content codings that an answer can come in, and some that it only claims.
enum ContentCoding: String, CaseIterable, Sendable {
  case gzip, deflate
  /// Some servers send the bare form, which no standard allows.
  case rawDeflate = "raw-deflate"
  case brotli = "br"
  case zstd, identity
  case awsChunked = "aws-chunked"
  case unknown = "x-unknown"
  /// Says gzip, and the body is plain.
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

  /// Nil if the bytes of the body stay as they are.
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

/// Encodes a body piece by piece. A client can decode each piece as soon as it has come.
protocol BodyEncoder: AnyObject {
  func encode(_ bytes: ByteBuffer) -> ByteBuffer
  /// The bytes after the last piece.
  func finish() -> ByteBuffer
}

/// The coding of one answer, and the spaces that follow the first piece of its body.
struct BodyCoding {
  var coding: ContentCoding
  /// A decompression bomb: gzip, deflate and zstd send some thousandths of them.
  var spaces: Int

  init?(_ plan: FaultPlan, coding: FaultName, bomb: FaultName) {
    let named = plan.word(coding).flatMap { ContentCoding(rawValue: $0) }
    guard named != nil || plan.has(bomb) else { return nil }
    self.coding = named ?? .gzip
    spaces = plan.count(bomb) ?? 0
  }
}
