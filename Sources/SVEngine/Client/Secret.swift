import CLinux
import SVProtocol
import SVText

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
    guard line.reserve(prefix.utf8.count + buffer.count), line.append(prefix), line.append(buffer.bytes)
    else {
      return nil
    }
    return line
  }

  /// A shorter text is no key: masked wherever it occurs, it would blank out innocent words and the members
  /// of records.
  static let shortest = 8

  /// How far an occurrence reaches, each byte of it as `\u006B` in JSON text that is quoted in JSON text
  /// twice.
  var reach: Int { 12 * buffer.count }

  /// Masks the key where a server repeats it, in the words of an error for instance, as itself or as JSON or
  /// a URL escapes it. These are the forms in which servers repeat by accident what they were sent. Base64 is
  /// none of them, and a server that means to hide the key could encode it in any way, but has no reason to:
  /// it knows the key.
  func mask(_ text: UnsafeMutableRawBufferPointer) {
    clinux_mask(text.baseAddress, text.count, buffer.bytes.baseAddress, buffer.count)
  }

  /// What keeps it from being a key: a newline in it would smuggle a header, and what cannot be masked is not
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
      return
        "the key holds a space, a control character or a byte beyond ASCII; copy it again, without line ends"
    }
    return nil
  }
}

extension Secret {
  /// A text from outside without the key, before it is cut.
  func masked(_ text: String?) -> String? {
    let copy = ByteBuffer()
    guard let text, copy.append(text) else { return nil }
    mask(copy.mutableBytes)
    return String(decoding: copy.bytes, as: UTF8.self)
  }
}

extension LifecycleFields {
  /// Without the key in what is quoted in messages and in the ledger, which cuts it.
  func masked(_ key: Secret?) -> LifecycleFields {
    guard let key, message != nil || code != nil || error != nil else { return self }
    var fields = self
    fields.message = key.masked(message)
    fields.code = key.masked(code)
    fields.error = key.masked(error)
    return fields
  }
}
