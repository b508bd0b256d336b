import SVProtocol

/// Whom a request reports to. It reports from inside libcurl, where no request may be started or dropped.
public class RequestOwner {
  var request: CurlRequest?

  enum Taken {
    case all
    /// Not now: give the same bytes again after `CurlRequest.resume`.
    case pause
    /// The request ends with this reason.
    case refuse(String)
    /// The same, because a limit is passed that an option sets.
    case exceed(String)
  }

  /// The connection is ready and the first byte is about to be sent.
  func requestLeaves() {}
  /// So many bytes of the body were given to the network; of a form, those of its files.
  func bodySent(_ done: Int64, of total: Int64, isForm: Bool) {}
  /// The status line of an answer has come.
  func answerBegins(httpStatus: Int) {}
  func headArrived(_ head: ResponseHead) {}
  func bodyArrived(_ bytes: UnsafeRawBufferPointer) -> Taken { .all }

  /// The request is over; what it knows can be asked of it now.
  func willEnd(_ request: CurlRequest) {}
  /// The request is over, and is no longer its owner's.
  func requestEnded(_ cause: RequestEnd.Cause, head: ResponseHead?) {}

  /// The job that the request is made for; nil for none.
  var job: Job? { nil }

  /// When its timer is due; nil without one.
  var deadline: Int64? { nil }
}

extension ByteBuffer {
  /// Takes bytes of an answer that is bounded by the option body_bytes_max.
  func take(_ bytes: UnsafeRawBufferPointer, max: Int) -> RequestOwner.Taken {
    guard count + bytes.count <= max else {
      return .exceed("the answer is longer than body_bytes_max, which is \(max)")
    }
    return append(bytes) ? .all : .refuse("no memory for the answer")
  }
}
