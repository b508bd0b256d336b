import SVText

/// The head of an answer to a download's request.
public struct DownloadHead: Sendable {
  public var httpStatus: Int
  public var contentLength: Int64?
  public var contentRange: String?
  /// The body is decoded on its way here: its length and its parts are those of the encoded file.
  public var isEncoded = false
  public var entityTag: String?
  public var lastModified: String?
  public var retryAfter: Int64?

  public init(httpStatus: Int) { self.httpStatus = httpStatus }
}

/// The rules of a download that breaks off and goes on: what to ask for, what of an answer to take, and when
/// to give up. It does no I/O and reads no clock.
public struct DownloadMachine: Sendable {
  /// What the body of an answer is good for.
  public enum Use: Equatable, Sendable {
    /// It goes on where the file ends.
    case append
    /// It is the whole: the file begins anew.
    case restart
    /// It tells of an error.
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
  /// How long after its start a file may be missing: one that was made a moment ago is not everywhere at
  /// once.
  private let absenceGrace: Int64
  /// Bytes in the file.
  public private(set) var written: Int64 = 0
  public private(set) var total: Int64?
  /// Names the content that the file holds a part of; without one nothing can be gone on with.
  private var validator: String?
  private var failures = 0
  private var absences = 0
  /// The most that any try has brought: only more than that is progress, so that a host that always begins
  /// anew is given up.
  private var reached: Int64 = 0
  private var head: DownloadHead?
  /// The answer was not about the content that the file holds a part of.
  private var isForeign = false
  public private(set) var attempt = 0

  public init(triesMax: Int, bytesMax: Int64, absenceGrace: Int64) {
    self.triesMax = triesMax
    self.bytesMax = bytesMax
    self.absenceGrace = absenceGrace
  }

  /// Begins a try, and answers the headers that it sends.
  public mutating func begin(afterRedirect: Bool = false) -> [String] {
    if !afterRedirect { attempt &+= 1 }
    head = nil
    isForeign = false
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
    // Weak tags do not promise the same bytes.
    let tag = head.entityTag.flatMap { $0.hasStart("\"") ? $0 : nil }
    validator = tag ?? (head.entityTag == nil ? head.lastModified : nil)
    return tooLong(total ?? 0) ?? .restart
  }

  private mutating func partArrives(_ head: DownloadHead) -> Use {
    guard let range = ContentRange(head.contentRange ?? ""), range.first == written, written > 0,
      !head.isEncoded,
      total == nil || range.total == nil || total == range.total
    else {
      // Asked for once more, a host that sends parts unasked would send the same.
      isForeign = written > 0
      return .refuse("the host sent another part of the file than was asked for")
    }
    total = total ?? range.total
    return tooLong(total ?? 0) ?? .append
  }

  private func tooLong(_ count: Int64) -> Use? {
    bytesMax > 0 && count > bytesMax ? .refuse("the file is longer than \(bytesMax) bytes") : nil
  }

  /// Before so many more bytes are written.
  public func allows(_ more: Int) -> Bool { bytesMax == 0 || written &+ Int64(more) <= bytesMax }
  public mutating func wrote(_ count: Int) { written &+= Int64(count) }

  /// The try is over; `broken` says why it broke off, nil when its answer came whole. `elapsed` is the time
  /// since the start of the download.
  public mutating func ended(broken reason: String?, jitter: Int64, elapsed: Int64) -> Next {
    let status = head?.httpStatus ?? 0
    if isForeign { return restart("the file changed while it was fetched", jitter) }
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

  /// No such part: either everything is here already, or the file is another one now.
  private mutating func rangeRefused(_ jitter: Int64) -> Next {
    if let range = head?.contentRange.flatMap({ ContentRange.unsatisfied($0) }), range == written {
      return .done
    }
    return restart("the host has no part behind \(written) bytes", jitter)
  }

  private mutating func restart(_ reason: String, _ jitter: Int64) -> Next {
    forget()
    return again(reason, jitter, status: .protocolViolation)
  }

  /// What is here is no part of what comes next.
  private mutating func forget() {
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
    forget()
    absences &+= 1
    let delay = min(RetrySchedule.backOff(failures: absences), absenceGrace - elapsed)
    return .again(delay: delay, status: .notFound, reason: "the output's host answered HTTP 404")
  }

  private mutating func broken(_ reason: String, _ jitter: Int64, status: StatusCode = .transport) -> Next {
    let hasProgress = validator != nil && written > reached
    if hasProgress { (reached, failures) = (written, 0) }
    if validator == nil { forget() }
    return again(reason, jitter, status: status, hasProgress: hasProgress)
  }

  private mutating func again(
    _ reason: String, _ delay: Int64, status: StatusCode, hasProgress: Bool = false
  ) -> Next {
    if !hasProgress { failures &+= 1 }
    guard failures < triesMax else { return .failed(status, reason: reason) }
    return .again(delay: hasProgress ? min(delay, 100) : delay, status: status, reason: reason)
  }

  /// The answer just refused was about other content, so that a try from the start may do better.
  public var mayBeginAnew: Bool { isForeign }

  /// How many tries in a row have brought nothing, for the schedule of their waits.
  public var fruitless: Int { failures }
}

/// `bytes 5-9/10`, where the total may be an asterisk.
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

  /// The total of `bytes */10`, which says that no such part is there.
  static func unsatisfied(_ text: String) -> Int64? {
    guard let (range, total) = halves(text), range.isWord("*") else { return nil }
    return Int64(total)
  }

  private static func halves(_ text: String) -> (String, String)? {
    let text = text.trimmedASCII
    guard text.asciiUppercased.hasStart("BYTES ") else { return nil }
    let parts = text.utf8.dropFirst(6).split(separator: 0x2F, omittingEmptySubsequences: false).map {
      String($0) ?? ""
    }
    return parts.count == 2 ? (parts[0].trimmedASCII, parts[1].trimmedASCII) : nil
  }
}
