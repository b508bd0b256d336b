import SVText

/// The headers of an answer to a download request.
public struct DownloadHead: Sendable {
  public var httpStatus: Int
  public var contentLength: Int64?
  public var contentRange: String?
  /// The body is decoded while it arrives, so its length and ranges are those of the encoded file.
  public var isEncoded = false
  public var entityTag: String?
  public var lastModified: String?
  public var retryAfter: Int64?

  public init(httpStatus: Int) { self.httpStatus = httpStatus }
}

/// The rules for resuming a download: which range to request, which answers to use, and when to give up. It
/// does no I/O and reads no clock.
public struct DownloadMachine: Sendable {
  /// How the body of an answer is used.
  public enum Use: Equatable, Sendable {
    /// It continues at the end of the file.
    case append
    /// It is the whole file, so the file is written from the start.
    case restart
    /// It describes an error.
    case explain
    case refuse(String)
  }

  public enum Next: Equatable, Sendable {
    case done
    /// `status` is how the download ends if it is not tried again.
    case again(delay: Int64, status: StatusCode, reason: String)
    case failed(StatusCode, reason: String)
  }

  private let triesMax: Int
  private let bytesMax: Int64
  /// How long after the start of the download a 404 is retried, because new files do not reach all servers at
  /// once. In milliseconds.
  private let absenceGrace: Int64
  /// The number of bytes in the file.
  public private(set) var written: Int64 = 0
  public private(set) var total: Int64?
  /// The ETag or date of the content in the file. Without it the download cannot be resumed.
  private var validator: String?
  private var failures = 0
  private var absences = 0
  /// The most bytes that any attempt has reached. Only more than that is progress, so that a host that always
  /// restarts is given up.
  private var reached: Int64 = 0
  private var head: DownloadHead?
  /// The answer was not about the content of which the file holds a part.
  private var isOtherContent = false
  public private(set) var attempt = 0

  public init(triesMax: Int, bytesMax: Int64, absenceGrace: Int64) {
    self.triesMax = triesMax
    self.bytesMax = bytesMax
    self.absenceGrace = absenceGrace
  }

  /// Begins an attempt, and returns the headers to send.
  public mutating func begin(afterRedirect: Bool = false) -> [String] {
    if !afterRedirect { attempt &+= 1 }
    head = nil
    isOtherContent = false
    guard written > 0, let validator else { return [] }
    return ["Range: bytes=\(written)-", "If-Range: " + validator]
  }

  public mutating func headArrived(_ head: DownloadHead) -> Use {
    self.head = head
    guard head.httpStatus == 200 || head.httpStatus == 206 else { return .explain }
    switch head.httpStatus {
    case 200: return wholeArrives(head)
    default: return partArrives(head)
    }
  }

  private mutating func wholeArrives(_ head: DownloadHead) -> Use {
    written = 0
    if head.isEncoded {
      (total, validator) = (nil, nil)
      return .restart
    }
    total = head.contentLength
    // Weak ETags do not guarantee identical bytes.
    let tag = head.entityTag.flatMap { $0.hasStart("\"") ? $0 : nil }
    validator = tag ?? (head.entityTag == nil ? head.lastModified : nil)
    return tooLong(total ?? 0) ?? .restart
  }

  private mutating func partArrives(_ head: DownloadHead) -> Use {
    guard let range = ContentRange(head.contentRange ?? ""), range.first == written, written > 0,
      !head.isEncoded,
      total == nil || range.total == nil || total == range.total
    else {
      // A host that sends a range without a request for one would do so again.
      isOtherContent = written > 0
      return .refuse("the host sent another part of the file than was requested")
    }
    total = total ?? range.total
    return tooLong(total ?? 0) ?? .append
  }

  private func tooLong(_ count: Int64) -> Use? {
    bytesMax > 0 && count > bytesMax ? .refuse(DownloadMachine.excess(bytesMax)) : nil
  }

  @inline(never)
  public static func excess(_ limit: Int64) -> String {
    "the file is longer than \(limit) bytes (download_bytes_max)"
  }

  /// Whether the limit allows so many more bytes.
  public func allows(_ more: Int) -> Bool { bytesMax == 0 || written &+ Int64(more) <= bytesMax }
  public mutating func wrote(_ count: Int) { written &+= Int64(count) }

  /// Takes the end of an attempt. `broken` is the reason if the answer was incomplete, else nil. `elapsed` is
  /// the time since the start of the download, in milliseconds.
  public mutating func ended(broken reason: String?, jitter: Int64, elapsed: Int64) -> Next {
    let status = head?.httpStatus ?? 0
    if isOtherContent { return restart("the file changed while it was fetched", jitter) }
    if status == 416, written > 0 { return rangeRefused(jitter) }
    if status == 404, elapsed < absenceGrace { return absent(elapsed) }
    if status != 0, status != 200, status != 206 { return refused(status, jitter) }
    if let reason { return broken(reason, jitter) }
    if written == 0 { return broken("the file is empty", jitter, status: .protocolViolation) }
    guard let total, written != total else { return .done }
    return written < total
      ? broken("the answer ended at \(written) of \(total) bytes", jitter)
      : .failed(.protocolViolation, reason: "the host sent \(written) bytes of \(total)")
  }

  /// The host has no such range: the file is already complete, or it has changed.
  private mutating func rangeRefused(_ jitter: Int64) -> Next {
    if let range = head?.contentRange.flatMap({ ContentRange.unsatisfied($0) }), range == written {
      return .done
    }
    return restart("the host has nothing after the first \(written) bytes", jitter)
  }

  private mutating func restart(_ reason: String, _ jitter: Int64) -> Next {
    discardProgress()
    return again(reason, jitter, status: .protocolViolation)
  }

  /// Discards the progress, because the next answer cannot continue it.
  private mutating func discardProgress() {
    written = 0
    total = nil
    validator = nil
  }

  private mutating func refused(_ status: Int, _ jitter: Int64) -> Next {
    let known = ErrorClassifier.classify(httpStatus: status, code: nil, message: nil)
    let reason = "the output's host answered HTTP \(status)"
    guard known.retryable else { return .failed(known.category, reason: reason) }
    return again(reason, head?.retryAfter ?? jitter, status: known.category)
  }

  private mutating func absent(_ elapsed: Int64) -> Next {
    discardProgress()
    absences &+= 1
    let delay = min(RetrySchedule.backOff(failures: absences), absenceGrace - elapsed)
    return .again(delay: delay, status: .notFound, reason: "the output's host answered HTTP 404")
  }

  private mutating func broken(_ reason: String, _ jitter: Int64, status: StatusCode = .transport) -> Next {
    let hasProgress = validator != nil && written > reached
    if hasProgress { (reached, failures) = (written, 0) }
    if validator == nil { discardProgress() }
    return again(reason, jitter, status: status, hasProgress: hasProgress)
  }

  private mutating func again(
    _ reason: String, _ delay: Int64, status: StatusCode, hasProgress: Bool = false
  ) -> Next {
    if !hasProgress { failures &+= 1 }
    guard failures < triesMax else { return .failed(status, reason: reason) }
    return .again(delay: hasProgress ? min(delay, 100) : delay, status: status, reason: reason)
  }

  /// The rejected answer was about other content, so an attempt from the start may succeed.
  public var mayBeginAnew: Bool { isOtherContent }

  /// The number of attempts in a row without progress, for the back-off.
  public var triesWithoutProgress: Int { failures }
}

/// Parses `bytes 5-9/10`; the total may be an asterisk.
struct ContentRange: Equatable {
  let first: Int64
  let total: Int64?

  init?(_ text: String) {
    guard let (range, total) = ContentRange.halves(text) else { return nil }
    let ends = range.parts(separatedBy: 0x2D)
    guard ends.count == 2, let first = Int64(ends[0]), let last = Int64(ends[1]), first >= 0, last >= first,
      total.isWord("*") || Int64(total) != nil
    else { return nil }
    self.first = first
    self.total = Int64(total)
  }

  /// Parses the total of `bytes */10`, which means that the requested range does not exist.
  static func unsatisfied(_ text: String) -> Int64? {
    guard let (range, total) = halves(text), range.isWord("*") else { return nil }
    return Int64(total)
  }

  private static func halves(_ text: String) -> (String, String)? {
    let parts = text.trimmedASCII.parts(separatedBy: 0x2F)
    guard parts.count == 2, parts[0].asciiUppercased.hasStart("BYTES ") else { return nil }
    return (parts[0].withSlice { $0.dropping(6).copied() }.trimmedASCII, parts[1].trimmedASCII)
  }
}
