import CZlib
import NIOCore

/// gzip and both forms of deflate, by zlib.
final class Deflater: BodyEncoder {
  enum Format: Int32 {
    case gzip = 31
    case zlib = 15
    case raw = -15
  }

  /// On the heap, because zlib keeps its address.
  private let stream: UnsafeMutablePointer<z_stream>
  private var output = [UInt8](repeating: 0, count: 16_384)

  init(_ format: Format) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let size = Int32(MemoryLayout<z_stream>.size)
    deflateInit2_(stream, 1, Z_DEFLATED, format.rawValue, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  func encode(_ bytes: ByteBuffer) -> ByteBuffer { run(bytes, Z_SYNC_FLUSH) }

  func finish() -> ByteBuffer { run(ByteBuffer(), Z_FINISH) }

  private func run(_ bytes: ByteBuffer, _ flush: Int32) -> ByteBuffer {
    var encoded = ByteBuffer()
    var input = Array(bytes.readableBytesView)
    input.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      repeat {
        let room = output.count
        output.withUnsafeMutableBufferPointer { output in
          stream.pointee.next_out = output.baseAddress
          stream.pointee.avail_out = UInt32(room)
          deflate(stream, flush)
        }
        encoded.writeBytes(output[..<(room - Int(stream.pointee.avail_out))])
        // If room is left in the buffer, all output was written.
      } while stream.pointee.avail_out == 0
    }
    return encoded
  }
}
