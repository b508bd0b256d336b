import SVProtocol
import SVText

/// What a result says of money and of the next step. The result's record has the same.
struct Advice {
  /// nil where the result is of no generation.
  var charge: ChargeState?
  /// The platform's error code, as sent.
  var code: String?
  /// nil when all is well.
  var remedy: String?
}

/// What a success says for whose record there is no memory.
struct LostRecord {
  let happened: String
  let remedy: Remedy

  static let anyOther = LostRecord(
    happened: "There is no memory for the record of the result. Nothing was bought by this. ",
    remedy: .callAgain)
}

/// How a job ended, in the form that C sees: every text lives as long as this object.
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
  /// Belongs to its job, not to the caller.
  public var isBorrowed = false
  /// What a data: address held; nil where none was decoded.
  public internal(set) var content: ByteBuffer?
  /// The server's last status word.
  let statusWord: String?

  /// `json` is nil without memory. A success without its record is SV_ERR_MEMORY, and `withoutRecord` is what it
  /// says.
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
  /// How a call ended that sent nothing.
  convenience init(
    offline json: ByteBuffer, _ status: StatusCode = .ok, _ message: String = "", _ remedy: Remedy? = nil
  ) {
    self.init(
      status: status, category: status, httpStatus: 0, retryAfter: -1, message: message,
      advice: Advice(remedy: remedy?.text), generationID: nil, json: json, outputs: [])
  }

  /// The same of one that looked at documents; nil without memory for its record.
  public static func offline(
    _ record: JSONWriter, _ status: StatusCode = .ok, _ message: String = "", _ remedy: Remedy? = nil
  ) -> JobResult? {
    let json = ByteBuffer()
    return json.append(record) ? JobResult(offline: json, status, message, remedy) : nil
  }

  /// The same of one that could not say what was asked.
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
