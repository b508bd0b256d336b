import CLinux
import SVProtocol

/// Writes a file under a temporary name next to its target, then renames it. The target is complete or does
/// not exist.
final class FileSink {
  private let target: String
  private let temporary: String
  private var descriptor: Int32
  private(set) var written: Int64 = 0

  /// Detects errors early: an existing target, or a missing folder.
  init(target: String, overwrites: Bool) throws(CallError) {
    // All members are set before it throws, because Embedded Swift leaks a partly initialised object.
    let mark = RandomNumber.seed()
    self.target = target
    temporary = target + "." + String(mark ?? 0, radix: 36) + ".part"
    descriptor = -1
    guard mark != nil else { throw CallError(.memory, "the system gives no random numbers") }
    if !overwrites, clinux_file_exists(target) {
      throw CallError(.file, "\(target) exists; nothing was overwritten (the option overwrite allows it)")
    }
    descriptor = clinux_file_create(temporary)
    guard descriptor >= 0 else { throw FileSink.error("cannot write beside \(target)", descriptor) }
  }

  deinit { abandon() }

  func write(_ bytes: UnsafeRawBufferPointer) throws(CallError) {
    let code = clinux_file_write(descriptor, bytes.baseAddress, bytes.count)
    guard code == 0 else { throw FileSink.error("cannot write \(target)", code) }
    written += Int64(bytes.count)
  }

  /// Truncates the file, to write it from the start.
  func restart() throws(CallError) {
    let code = clinux_file_empty(descriptor)
    guard code == 0 else { throw FileSink.error("cannot write \(target)", code) }
    written = 0
  }

  /// Makes the content durable and renames the file to its target.
  func publish(overwrites: Bool) throws(CallError) {
    let synced = clinux_file_sync(descriptor)
    guard synced == 0 else { throw FileSink.error("cannot write \(target)", synced) }
    let moved = clinux_file_publish(temporary, target, overwrites)
    guard moved == 0 else { throw FileSink.error("cannot create \(target)", moved) }
    clinux_close(descriptor)
    descriptor = -1
  }

  /// Removes the temporary file.
  private func abandon() {
    guard descriptor >= 0 else { return }
    clinux_close(descriptor)
    clinux_file_remove(temporary)
  }

  private static func error(_ what: String, _ code: Int32) -> CallError {
    CallError(.file, what + ": " + errorText(code))
  }

  /// The system's message for a negative errno.
  static func errorText(_ code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
      clinux_error_text(code, buffer.baseAddress, buffer.count).map { String(cString: $0) } ?? ""
    }
  }
}
