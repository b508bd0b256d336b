import SVJSON
import SVProtocol

/// How a job ended, in the form that C sees: every text lives as long as this object.
public final class JobResult {
  public let status: StatusCode
  public let category: StatusCode
  public let httpStatus: Int32
  public let retryAfter: Int64
  public let message: CText
  public let generationID: CText?
  public let json: CText
  public let outputs: [CText]
  /// Belongs to its job, not to the caller.
  public var isBorrowed = false
  /// The server's last status word.
  let statusWord: String?

  init(
    status: StatusCode, category: StatusCode, httpStatus: Int, retryAfter: Int64, message: String,
    generationID: String?,
    statusWord: String? = nil, json: CText, outputs: [CText]
  ) {
    self.status = status
    self.category = category
    self.httpStatus = Int32(clamping: httpStatus)
    self.retryAfter = retryAfter
    self.message = CText(message)
    self.generationID = generationID.map { CText($0) }
    self.json = json
    self.statusWord = statusWord
    self.outputs = outputs
  }
}

extension JobResult {
  /// How an offline call ended that looked at documents; nil without memory for its record.
  public static func offline(
    _ record: JSONWriter, _ status: StatusCode = .ok, _ message: String = ""
  ) -> JobResult? {
    let json = ByteBuffer()
    guard json.append(record) else { return nil }
    return JobResult(
      status: status, category: status, httpStatus: 0, retryAfter: -1, message: message, generationID: nil,
      json: CText(json), outputs: [])
  }

  /// How an offline call ended that could not say what was asked.
  public static func offline(refused status: StatusCode, _ message: String) -> JobResult? {
    var record = RecordBuilder("error")
    record.field("error", status.name.description)
    record.field("message", message)
    record.field("remedy", "Nothing was sent and nothing was charged.")
    guard let json = record.build() else { return nil }
    return JobResult(
      status: status, category: status, httpStatus: 0, retryAfter: -1, message: message + " Nothing was sent.",
      generationID: nil, json: CText(json), outputs: [])
  }
}
