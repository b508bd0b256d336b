import Glibc
import SVProtocol

/// The next steps that only the command knows, because they contain its arguments, its folders or the
/// simulated platform. All other steps come with the library's messages.
enum CommandRemedy {
  static let simulationIsOver = "The simulated platform has ended with this call."

  /// `command` follows the generation again.
  static func follow(_ command: String) -> String {
    "The generation may go on and stays paid. " + Remedy.follow(with: command)
  }

  static func blank(_ name: String) -> String {
    "\(name) is required, and blank. To send it all the same, \(writeAsJSON)."
  }

  private static let writeAsJSON = "write it as JSON, such as prompt:='\"\"'"

  /// A message of the library with the words of the command.
  static func inCommand(_ message: String) -> String {
    message.replacing("set allow_blank to 1", with: writeAsJSON)
  }

  static let unknownOutcome =
    """
    It is not known whether the generation was accepted; look at \(Remedy.dashboard) before you send it \
    again.
    """

  /// The platform may add the outputs later.
  static func noOutputs(_ command: String?) -> String { free("Look for them once more", command) }

  static func fetchAgain(_ command: String?) -> String { free("Fetch its files again", command) }

  static let fetchAgainByID =
    "The generation is still paid for. " + fetchAgain("skillsvideo wait ID --save DIR")

  static func fetch(_ command: String) -> String {
    "The generation has succeeded and is paid. Fetch its files with: \(command)"
  }

  private static func free(_ advice: String, _ command: String?) -> String {
    command.map { "\(advice), at no cost, with: \($0)" } ?? simulationIsOver
  }

  /// The system refused a resource that the engine needs.
  static func systemRefusal(_ code: Int32) -> String {
    code == EMFILE
      ? "Close descriptors or raise the limit (ulimit -n)."
      : "Check the permissions of this process: the sandbox and the container."
  }

  // MARK: `skillsvideo doctor`

  static let noKey = "'skillsvideo key' explains how to get a key and where to put it."
  static let badKey = "Copy the key again, without quotes or spaces around it."
  static let noCertificates = "Install the package ca-certificates, or set SSL_CERT_FILE."

  static func badAddress(_ variable: String) -> String {
    "Use https, or http on this machine; unset \(variable) for the platform itself."
  }

  static func badTrust(_ variable: String) -> String {
    "Unset \(variable), or set it to the certificates of the authorities to trust."
  }

  /// The advice for an address that does not answer. The first row whose words occur in the message is used.
  static func unreachable(_ message: String) -> String {
    let words = message.lowercased()
    let row = connection.first { row in row.words.contains { words.contains($0) } }
    return row?.step ?? "Check the network, the firewall, and the proxy named above."
  }

  private static let connection: [(words: [String], step: String)] = [
    (["names the trusted certificates"], "Add the authority of the server, or of a proxy that reads TLS."),
    (["has its own authority"], "Set SSL_CERT_FILE to the file of that authority."),
    (["check the clock"], "Run the command date to see the time of this machine."),
    (["is for another host"], "Correct the address of the server or of the proxy named above."),
    (["cannot be read"], "Correct the option or the variable that names the certificates."),
    (["proxy"], "Check the proxy named above, or exempt this host: no_proxy=HOST."),
    (["certificate", "ssl", "tls"], "Check the server, and any proxy that reads TLS."),
    (["resolve"], "Check the host name, the network and its DNS servers."),
  ]
}
