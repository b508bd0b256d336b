import CLinux
import SVProtocol
import SVText

/// The API key. Copies of this library are overwritten when they are freed. libcurl and OpenSSL keep copies
/// that cannot be.
public final class Secret {
  private let buffer = ByteBuffer()

  init?(_ text: UnsafeRawBufferPointer) {
    guard buffer.append(text) else { return nil }
  }

  deinit { buffer.wipe() }

  var count: Int { buffer.count }

  /// A buffer with the prefix and the key. The caller must overwrite it.
  func prefixed(by prefix: String) -> ByteBuffer? {
    let line = ByteBuffer()
    guard line.reserve(prefix.utf8.count + buffer.count), line.append(prefix), line.append(buffer.bytes)
    else {
      return nil
    }
    return line
  }

  /// A shorter text is not accepted as a key: masking it would remove ordinary words and members of records.
  static let shortest = 8

  /// The longest form of the key in bytes: each byte as `\u006B` in JSON text that is quoted in JSON text
  /// twice.
  var reach: Int { 12 * buffer.count }

  /// Masks the key where a server repeats it, for example in an error message, including forms escaped for
  /// JSON or URLs. Servers may repeat a request in these forms by accident. Other encodings, such as base64,
  /// are not masked: a server that wanted to reveal the key already knows it.
  func mask(_ text: UnsafeMutableRawBufferPointer) {
    clinux_mask(text.baseAddress, text.count, buffer.bytes.baseAddress, buffer.count)
  }

  /// Why the text is not valid as a key: a newline would add a header, and a key that cannot be masked is not
  /// sent.
  var problem: String? {
    if buffer.isEmpty { return "the key is empty" }
    if buffer.count < Secret.shortest {
      return "the key has only \(buffer.count) bytes, and no key has fewer than \(Secret.shortest); "
        + "copy it again, whole"
    }
    if buffer.bytes.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
      return "the key holds a quote or a backslash; copy it again, without the marks around it"
    }
    if buffer.bytes.contains(where: { $0 < 0x21 || $0 > 0x7E }) {
      return "the key contains a space, a line end or a byte that is not printable ASCII; copy it again"
    }
    return nil
  }
}

extension Secret {
  /// Masks the key in a text from outside, before the text is truncated.
  func masked(_ text: String?) -> String? {
    let copy = ByteBuffer()
    guard let text, copy.append(text) else { return nil }
    mask(copy.mutableBytes)
    return String(decoding: copy.bytes, as: UTF8.self)
  }
}

extension LifecycleFields {
  /// Masks the key in the fields that messages and the ledger quote and truncate.
  func masked(_ key: Secret?) -> LifecycleFields {
    guard let key, message != nil || code != nil || error != nil else { return self }
    var fields = self
    fields.message = key.masked(message)
    fields.code = key.masked(code)
    fields.error = key.masked(error)
    return fields
  }
}
