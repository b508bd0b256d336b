import CBytes

/// A growing text in C memory. If memory runs out, it becomes empty and stays empty.
final class JSONOutput {
  private var raw = cbytes_output()

  deinit { cbytes_output_free(&raw) }

  var count: Int { raw.count }

  @inline(__always)
  func append(_ byte: UInt8) { cbytes_output_byte(&raw, byte) }

  func append(_ bytes: UnsafeRawBufferPointer) { cbytes_output_append(&raw, bytes.baseAddress, bytes.count) }

  func copy() -> JSONOutput {
    let copy = JSONOutput()
    cbytes_output_append(&copy.raw, raw.bytes, raw.count)
    copy.raw.failed = copy.raw.failed || raw.failed
    return copy
  }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer?) -> Result) -> Result {
    withExtendedLifetime(self) {
      body(raw.failed ? nil : UnsafeRawBufferPointer(start: raw.bytes, count: raw.count))
    }
  }
}
