import Glibc

/// A text argument: the text itself, @FILE, or - for standard input.
struct ArgumentText {
  let bytes: [UInt8]
  /// The name of the source in messages.
  let source: String
  private static let largest = 64 << 20

  init(_ argument: String, option: String) throws(CommandError) {
    let isFile = argument.hasPrefix("@")
    source = argument == "-" ? "standard input" : isFile ? String(argument.dropFirst()) : option
    do {
      if argument == "-" {
        bytes = try System.read(STDIN_FILENO, limit: Self.largest)
      } else {
        bytes = isFile ? try System.readFile(source, limit: Self.largest) : Array(argument.utf8)
      }
    } catch {
      throw Interrupt.isRequested ? .interrupted : .refused("\(source) cannot be read: \(error.text).")
    }
  }
}
