import Glibc
import SVText

/// Asks before a request with misspelt fields is sent.
struct MisspeltFields {
  private let session: Session

  init(_ session: Session) { self.session = session }

  /// Whether somebody is there to answer.
  static func canAsk(_ options: ConnectionOptions) -> Bool {
    !options.json && !options.quiet && System.isTerminal(STDIN_FILENO) && System.isTerminal(STDERR_FILENO)
  }

  /// Returns if the request has no other fault, or if the answer is yes. Then it is sent with its faults.
  func ask(_ endpoint: String, _ payload: Payload) throws(CommandError) {
    let prepared = try session.client.prepare(endpoint, payload: payload.text)
    guard let record = JSON.parse(Array(prepared.record.utf8)), let report = record["report"],
      report["only_misspelt"]?.boolean == true
    else { return }
    for line in ValidateCommand.lines(report) where line.hasPrefix("unknown") {
      session.streams.printError(line)
    }
    session.streams.err.write("Send it all the same? [y/N] ")
    guard try isYes() else { throw .engine(prepared.status, "not sent, so nothing was charged.") }
    try session.client.set("validate", CheckMode.warn.rawValue)
  }

  private func isYes() throws(CommandError) -> Bool {
    do {
      let answer = String(decoding: try System.readLine(STDIN_FILENO), as: UTF8.self)
      return ["y", "yes"].contains(answer.trimmedASCII.lowercased())
    } catch {
      throw Interrupt.isRequested ? .interrupted : .refused("the answer cannot be read: \(error.text).")
    }
  }
}
