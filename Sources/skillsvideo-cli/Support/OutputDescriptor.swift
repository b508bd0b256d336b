import Glibc

/// A descriptor for output. When the reader has closed the pipe, further text is dropped and the command
/// continues: a closed pipe must not end a paid generation.
final class OutputDescriptor {
  /// The errno of the first failed write; 0 if there was none.
  private(set) var failure: Int32 = 0
  let descriptor: Int32

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Text was lost although it was wanted, for example because the disk is full.
  var lostText: Bool { failure != 0 && failure != EPIPE && failure != EBADF }

  func line(_ text: String) {
    write(text + "\n")
  }

  func write(_ text: String) {
    var text = text
    text.withUTF8 { write(bytes: UnsafeRawBufferPointer($0)) }
  }

  func line(bytes: UnsafeRawBufferPointer) {
    write(bytes: bytes)
    write("\n")
  }

  func write(bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    while failure == 0, !rest.isEmpty {
      let written = UnsafeRawBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno == EAGAIN {
        waitUntilWritable()
      } else if errno != EINTR {
        failure = errno
      }
    }
  }

  private func waitUntilWritable() {
    var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&watched, 1, 1000)
  }
}

/// The two streams of the command.
struct Streams {
  let out = OutputDescriptor(STDOUT_FILENO)
  let err = OutputDescriptor(STDERR_FILENO)

  /// Prints an error message in Unix style.
  func printError(_ message: String) {
    err.line("skillsvideo: " + ShownText.printable(message))
  }
}
