import CLinux

/// The key. Our copies are wiped when they go; libcurl and OpenSSL keep copies of their own that cannot be.
public final class Secret {
  private let buffer = ByteBuffer()

  init?(_ text: UnsafeRawBufferPointer) {
    guard buffer.append(text) else { return nil }
  }

  deinit { buffer.wipe() }

  var count: Int { buffer.count }

  /// A buffer with the prefix and the key, for the caller to wipe.
  func prefixed(by prefix: String) -> ByteBuffer? {
    let line = ByteBuffer()
    guard line.reserve(prefix.utf8.count + buffer.count), line.append(prefix), line.append(buffer.bytes) else {
      return nil
    }
    return line
  }

  /// A server may say the key again, in an error's words for instance. Shorter ones would be found in innocent text.
  func mask(_ text: UnsafeMutableRawBufferPointer) {
    guard buffer.count >= 8 else { return }
    clinux_mask(text.baseAddress, text.count, buffer.bytes.baseAddress, buffer.count)
  }

  /// What keeps it from being a header value: a newline in it would smuggle a header.
  var problem: String? {
    if buffer.isEmpty { return "the key is empty" }
    if buffer.bytes.contains(where: { $0 < 0x21 || $0 > 0x7E }) {
      return "the key holds a space, a control character or a byte beyond ASCII; copy it again, without line ends"
    }
    return nil
  }
}
