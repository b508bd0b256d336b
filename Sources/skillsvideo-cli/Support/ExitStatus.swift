import CSkillsVideo

/// The exit statuses of the command. The numbers are part of its contract.
enum ExitStatus {
  static let success: Int32 = 0
  static let refused: Int32 = 1
  static let outcomeUnknown: Int32 = 3
  static let jobFailed: Int32 = 10
  static let timeLimit: Int32 = 11
  static let transport: Int32 = 12
  static let file: Int32 = 13
  static let unknown: Int32 = 25
  /// 128 plus the signal's number, as shells do: 129 SIGHUP, 130 Ctrl-C, 143 SIGTERM.
  static var interrupted: Int32 { 128 + Interrupt.signal }

  /// The exit status for a status of the engine. Unknown statuses count as SV_ERR_UNKNOWN, as the header
  /// requires.
  static func of(_ status: Int32) -> Int32 {
    switch Int(status) {
    case 0...: success
    case SV_ERR_ARGUMENT, SV_ERR_HANDLE, SV_ERR_MISUSE, SV_ERR_SIGNATURE: refused
    case SV_ERR_FILE: file
    case SV_ERR_TRANSPORT, SV_ERR_PROTOCOL, SV_ERR_SYSTEM: transport
    case SV_ERR_TIMEOUT: timeLimit
    case SV_ERR_STOPPED: interrupted
    case SV_ERR_OUTCOME_UNKNOWN: outcomeUnknown
    case SV_ERR_JOB_FAILED, SV_ERR_JOB_CANCELED: jobFailed
    case SV_ERR_FORBIDDEN...SV_ERR_CREDITS: -status
    default: unknown
    }
  }
}

/// An error that ends the command, with a message for people.
struct CommandError: Error {
  var exitStatus: Int32
  /// The name for programs, as returned by `sv_status_name`.
  var name: String
  var message: String

  /// For an error found by the command itself, before anything was sent.
  static func refused(_ message: String) -> CommandError {
    CommandError(exitStatus: ExitStatus.refused, name: name(of: SV_ERR_ARGUMENT), message: message)
  }

  /// The same error, with the statement that nothing was sent.
  var nothingSent: CommandError {
    var error = self
    error.message += " Nothing was sent."
    return error
  }

  static var interrupted: CommandError {
    CommandError(
      exitStatus: ExitStatus.interrupted, name: name(of: SV_ERR_STOPPED),
      message: "interrupted before anything was sent.")
  }

  static func file(_ message: String) -> CommandError {
    CommandError(exitStatus: ExitStatus.file, name: name(of: SV_ERR_FILE), message: message)
  }

  static func engine(_ status: Int32, _ message: String) -> CommandError {
    CommandError(
      exitStatus: ExitStatus.of(status), name: name(of: Int(status)),
      message: CommandRemedy.inCommand(message))
  }

  private static func name(of status: Int) -> String {
    String(cString: sv_status_name(Int32(truncatingIfNeeded: status)))
  }
}
