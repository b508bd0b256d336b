import SVProtocol

/// Receives the events of a request. They come from inside libcurl, where no request may be started or
/// dropped.
public class RequestOwner {
  var request: CurlRequest?

  enum Taken {
    case all
    /// Not now: pass the same bytes again after `CurlRequest.resume`.
    case pause
    /// The request ends with this reason.
    case refuse(String)
    /// The same, because a limit of an option is exceeded.
    case exceed(String)
  }

  /// The connection is ready, and the first byte is about to be sent.
  func requestLeaves() {}
  /// How many bytes of the body the network has taken; for a form, bytes of its files.
  func bodySent(_ done: Int64, of total: Int64, isForm: Bool) {}
  /// The status line of an answer has arrived.
  func answerBegins(httpStatus: Int) {}
  func headArrived(_ head: ResponseHead) {}
  func bodyArrived(_ bytes: UnsafeRawBufferPointer) -> Taken { .all }

  /// The request is over. Its state can still be read.
  func willEnd(_ request: CurlRequest) {}
  /// The request is over and no longer belongs to its owner.
  func requestEnded(_ cause: RequestEnd.Cause, head: ResponseHead?) {}

  /// The job of the request, if any.
  var job: Job? { nil }

  /// When its timer is due; nil if it has none.
  var deadline: Int64? { nil }
}

extension ByteBuffer {
  /// Takes bytes of an answer that the option body_bytes_max bounds.
  func take(_ bytes: UnsafeRawBufferPointer, max: Int) -> RequestOwner.Taken {
    guard count + bytes.count <= max else {
      return .exceed("the answer is longer than body_bytes_max, which is \(max)")
    }
    return append(bytes) ? .all : .refuse("no memory for the answer")
  }
}
