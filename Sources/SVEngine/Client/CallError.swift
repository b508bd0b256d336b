import CLinux
import SVProtocol
import SVText

/// There is no memory for something whose size comes from untrusted input.
struct NoMemory: Error {}

/// A call that failed before anything was sent.
public struct CallError: Error {
  public let status: StatusCode
  public let message: String
  /// The negative errno of the failed system call; 0 for other errors.
  public let systemError: Int32

  public init(_ status: StatusCode, _ message: String, systemError: Int32 = 0) {
    self.status = status
    self.message = message
    self.systemError = systemError
  }
}

/// Explains why the operating system refused a descriptor or a connection, and what to do. Errors are
/// negative errnos.
enum SystemRefusal {
  static func error(_ action: String, _ error: Int32) -> CallError {
    CallError(.system, action + ": " + reason(error), systemError: error)
  }

  static func reason(_ error: Int32) -> String { name(error) + advice(error) }

  static func name(_ error: Int32) -> String {
    var text = [CChar](repeating: 0, count: 128)
    return text.withUnsafeMutableBufferPointer { buffer in
      clinux_error_text(error, buffer.baseAddress, buffer.count).map { String(cString: $0) }
        ?? "an error of the system"
    }
  }

  static func advice(_ error: Int32) -> String {
    switch clinux_refusal_kind(error) {
    case CLINUX_REFUSED_DESCRIPTORS:
      return
        " (this process has used up its descriptors: close some, or raise its limit of open files, ulimit -n)"
    case CLINUX_REFUSED_SYSTEM_DESCRIPTORS:
      return " (the system has used up its descriptors: close programs, or raise fs.file-max)"
    case CLINUX_REFUSED_PERMISSION:
      return " (check its permissions: the sandbox, seccomp profile, container and firewall)"
    case CLINUX_REFUSED_MEMORY: return " (the system is out of memory)"
    default: return ""
    }
  }
}
