import SVProtocol
import SVText

/// The money and the next step of a result. Its record has the same.
struct Advice {
  /// nil if the result is of no generation.
  var charge: ChargeState?
  /// The platform's error code, as sent.
  var code: String?
  /// nil if all is well.
  var remedy: String?
}

/// The message and the next step of a success whose record found no memory.
struct LostRecord {
  let happened: String
  let remedy: Remedy

  static var anyOther: LostRecord {
    LostRecord(
      happened: "There is no memory for the record of the result. Nothing was bought by this. ",
      remedy: .callAgain)
  }
}

/// The end of a job as C sees it. Every text is valid as long as this object.
public final class JobResult {
  public let status: StatusCode
  public let category: StatusCode
  public let httpStatus: Int32
  public let retryAfter: Int64
  public let message: CText
  public let charge: ChargeState?
  public let code: CText?
  public let remedy: CText?
  public let generationID: CText?
  public let json: CText
  public let outputs: [CText]
  /// The result belongs to its job, not to the caller.
  public var isBorrowed = false
  /// The decoded data of a data: URL; nil if there was none.
  public internal(set) var content: ByteBuffer?
  /// The latest status word of the server.
  let statusWord: String?

  /// `json` is nil if there is no memory. A success without its record becomes SV_ERR_MEMORY with the message
  /// and the next step of `withoutRecord`.
  init(
    status: StatusCode, category: StatusCode, httpStatus: Int, retryAfter: Int64, message: String,
    advice: Advice, generationID: String?,
    statusWord: String? = nil, json: ByteBuffer?, withoutRecord: LostRecord = .anyOther, outputs: [CText]
  ) {
    let isLost = json == nil && status == .ok
    self.status = isLost ? .memory : status
    self.category = isLost ? .memory : category
    self.httpStatus = Int32(clamping: httpStatus)
    self.retryAfter = retryAfter
    self.message = CText(isLost ? withoutRecord.happened + withoutRecord.remedy.text : message)
    self.charge = advice.charge
    self.code = advice.code.map { CText($0) }
    self.remedy = (isLost ? withoutRecord.remedy.text : advice.remedy).map { CText($0) }
    self.generationID = generationID.map { CText($0) }
    self.json = json.map { CText($0) } ?? CText("{}")
    self.statusWord = statusWord
    self.outputs = isLost ? [] : outputs
  }
}

extension JobResult {
  /// The result of a call that sends nothing.
  convenience init(
    offline json: ByteBuffer, _ status: StatusCode = .ok, _ message: String = "", _ remedy: Remedy? = nil
  ) {
    self.init(
      status: status, category: status, httpStatus: 0, retryAfter: -1, message: message,
      advice: Advice(remedy: remedy?.text), generationID: nil, json: json, outputs: [])
  }

  /// The result of a call that reads documents; nil if there is no memory for its record.
  public static func offline(
    _ record: JSONWriter, _ status: StatusCode = .ok, _ message: String = "", _ remedy: Remedy? = nil
  ) -> JobResult? {
    let json = ByteBuffer()
    return json.append(record) ? JobResult(offline: json, status, message, remedy) : nil
  }

  /// The result of such a call that failed.
  public static func offline(
    refused status: StatusCode, _ message: String, _ remedy: Remedy = .nothingSent
  ) -> JobResult? {
    var record = RecordBuilder("error")
    record.field("error", status.name.description)
    record.field("message", message)
    record.field("remedy", remedy.text)
    return record.build().map { JobResult(offline: $0, status, message + " Nothing was sent.", remedy) }
  }
}
