import SVProtocol

/// A call that is refused before anything is sent.
public struct CallError: Error {
  public let status: StatusCode
  public let message: String

  public init(_ status: StatusCode, _ message: String) {
    self.status = status
    self.message = message
  }
}
