import SVProtocol

/// Memory is missing for something whose size outsiders choose.
struct NoMemory: Error {}

/// A call that is refused before anything is sent.
public struct CallError: Error {
  public let status: StatusCode
  public let message: String
  /// The negative errno of the system call that failed; 0 for other reasons.
  public let systemError: Int32

  public init(_ status: StatusCode, _ message: String, systemError: Int32 = 0) {
    self.status = status
    self.message = message
    self.systemError = systemError
  }
}
