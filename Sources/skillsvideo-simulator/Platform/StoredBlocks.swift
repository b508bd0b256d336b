import Glibc
import NIOCore

/// Brotli (RFC 7932) without compression: uncompressed meta-blocks.
final class BrotliBlocks: BodyEncoder {
  private var isFirst = true
  private static let longest = 1 << 16

  func encode(_ bytes: ByteBuffer) -> ByteBuffer {
    var rest = bytes
    var encoded = ByteBuffer()
    while rest.readableBytes > 0, let block = rest.readSlice(length: min(rest.readableBytes, Self.longest)) {
      // From the lowest bit: not the last block, a length of 16 bits, the length minus one, uncompressed,
      // padding to a byte. The first block is preceded by one bit for a window of 64 KiB.
      let header = UInt32(block.readableBytes - 1) << 3 | 1 << 19
      encoded.write(threeBytes: isFirst ? header << 1 : header)
      encoded.writeImmutableBuffer(block)
      isFirst = false
    }
    return encoded
  }

  /// The last meta-block, which is empty.
  func finish() -> ByteBuffer { ByteBuffer(bytes: [isFirst ? 0b110 : 0b11]) }
}

/// Zstandard (RFC 8878) in raw blocks. Equal bytes become blocks with one byte and a count.
final class ZstdBlocks: BodyEncoder {
  private var isFirst = true
  private static let longest = 1 << 17
  private enum Kind: UInt32 { case raw, repeated }

  func encode(_ bytes: ByteBuffer) -> ByteBuffer {
    var rest = bytes
    var encoded = start()
    while rest.readableBytes > 0, let block = rest.readSlice(length: min(rest.readableBytes, Self.longest)) {
      let isUniform = block.isUniform
      encoded.write(threeBytes: header(isUniform ? .repeated : .raw, block.readableBytes))
      encoded.writeImmutableBuffer(
        isUniform ? block.getSlice(at: block.readerIndex, length: 1) ?? block : block)
    }
    return encoded
  }

  func finish() -> ByteBuffer {
    var encoded = start()
    encoded.write(threeBytes: header(.raw, 0) | 1)
    return encoded
  }

  /// The magic number, no optional field, a window of 128 KiB.
  private func start() -> ByteBuffer {
    defer { isFirst = false }
    return ByteBuffer(bytes: isFirst ? [0x28, 0xB5, 0x2F, 0xFD, 0, 7 << 3] : [])
  }

  private func header(_ kind: Kind, _ length: Int) -> UInt32 { kind.rawValue << 1 | UInt32(length) << 3 }
}

extension ByteBuffer {
  /// Whether all bytes are equal.
  fileprivate var isUniform: Bool {
    withUnsafeReadableBytes { bytes in
      guard let start = bytes.baseAddress else { return false }
      return memcmp(start, start + 1, bytes.count - 1) == 0
    }
  }

  fileprivate mutating func write(threeBytes value: UInt32) {
    for shift in [0, 8, 16] { writeInteger(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
  }
}
