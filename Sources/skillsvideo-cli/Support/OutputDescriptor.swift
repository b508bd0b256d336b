import Glibc

/// A descriptor that is written whole and outlives its reader: when the other side has gone, further text is
/// dropped and the command goes on, because a paid generation must not end for the sake of a closed pipe.
final class OutputDescriptor {
  /// Why nothing is written any more; 0 while all is well.
  private(set) var failure: Int32 = 0
  let descriptor: Int32

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// True when text was lost for another reason than that nobody wants it, such as a full disk.
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

  /// Says something to the person, in the manner of Unix tools.
  func complain(_ message: String) {
    err.line("skillsvideo: " + ShownText.printable(message))
  }
}
