import ArgumentParser
import CSkillsVideo
import Glibc
import SVText

struct WebhookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "webhook",
    abstract: "Verify webhooks of the platform.",
    subcommands: [WebhookVerifyCommand.self])
}

struct WebhookVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verify the signature of a webhook.",
    usage:
      "skillsvideo webhook verify --id I --timestamp T --signature S --secret K|@FILE [<options>] FILE|-",
    discussion: """
      FILE contains the body exactly as it was received; - means standard input.
      The headers webhook-id, webhook-timestamp and webhook-signature must also be
      unchanged. Nothing is sent.

      Other users of this machine can see a secret on the command line. --secret
      @FILE reads it from a file instead.

      OUTPUT
        verified
        type task.completed
        id gen_abc123
        state succeeded
      With --json, the records webhook_verified and webhook, or webhook_refused.

      EXAMPLE
        skillsvideo webhook verify --id "$ID" --timestamp "$TIME" \\
          --signature "$SIGNATURE" --secret @secret.txt body.json

      EXIT STATUS
        0  the signature is valid
        1  it is not, and standard error says why
      """)

  @Option(help: ArgumentHelp("The header webhook-id.", valueName: "id"))
  var id: String
  @Option(help: ArgumentHelp("The header webhook-timestamp.", valueName: "seconds"))
  var timestamp: String
  @Option(help: ArgumentHelp("The header webhook-signature.", valueName: "text"))
  var signature: String
  @Option(help: ArgumentHelp("The secret, whsec_..., or @FILE.", valueName: "secret"))
  var secret: String
  @Option(help: ArgumentHelp("Largest difference between the timestamp and now.", valueName: "seconds"))
  var tolerance: Int64 = 300
  @Option(help: ArgumentHelp("The current time, instead of the clock's.", valueName: "unix-time"))
  var now: Int64?
  @Flag(help: "Print JSON records.")
  var json = false
  @Argument(help: ArgumentHelp("The body, or - for standard input.", valueName: "file"))
  var body: String

  private static let largest = 64 << 20

  func run() throws {
    let streams = Streams()
    Interrupt.install()
    let status: Int32
    do throws(CommandError) { status = try verify(streams) } catch {
      status = streams.refuse(error, json: json)
    }
    throw ExitCode(status)
  }

  private func verify(_ streams: Streams) throws(CommandError) -> Int32 {
    if tolerance < 0 { throw .refused("--tolerance may not be negative.") }
    let secret = try secretText()
    let bytes = try Self.read(body)
    var handle: OpaquePointer?
    let status = bytes.withUnsafeBytes { raw in
      sv_webhook_verify(
        &handle, id, timestamp, signature, raw.bindMemory(to: CChar.self).baseAddress, raw.count, secret,
        now ?? Int64(time(nil)), tolerance)
    }
    let result = OfflineResult(handle)
    if json { streams.out.line(result.record) }
    guard status == SV_OK else {
      streams.printError(result.message)
      return ExitStatus.refused
    }
    show(bytes, streams)
    return ExitStatus.success
  }

  /// Shows the contents. A body that is not a JSON object can still be verified.
  private func show(_ bytes: [UInt8], _ streams: Streams) {
    var handle: OpaquePointer?
    let status = bytes.withUnsafeBytes { raw in
      sv_webhook_parse(&handle, raw.bindMemory(to: CChar.self).baseAddress, raw.count)
    }
    let result = OfflineResult(handle)
    if !json { streams.out.line("verified") }
    guard status == SV_OK else { return }
    if json { return streams.out.line(result.record) }
    let record = JSON.parse(Array(result.record.utf8))
    for (word, key) in [("type", "type"), ("id", "generation_id"), ("state", "state")] {
      if let value = record?[key]?.string { streams.out.line(ShownText.printable("\(word) \(value)")) }
    }
  }

  private func secretText() throws(CommandError) -> String {
    guard secret.hasPrefix("@") else { return secret }
    return String(decoding: try Self.read(String(secret.dropFirst())), as: UTF8.self)
  }

  private static func read(_ path: String) throws(CommandError) -> [UInt8] {
    do {
      return path == "-"
        ? try System.read(STDIN_FILENO, limit: largest) : try System.readFile(path, limit: largest)
    } catch {
      let name = path == "-" ? "standard input" : path
      throw Interrupt.isRequested ? .interrupted : .refused("\(name) cannot be read: \(error.text).")
    }
  }
}

/// The result of a call that needs no client.
final class OfflineResult {
  private let handle: OpaquePointer?

  init(_ handle: OpaquePointer?) { self.handle = handle }

  deinit { sv_result_free(handle) }

  var message: String { sv_result_message(handle).map { String(cString: $0) } ?? "" }
  var record: String { sv_result_json(handle, nil).map { String(cString: $0) } ?? "{}" }
}
