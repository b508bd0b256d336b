import SVText
import SVProtocol

/// The last record of a download, and its result.
struct DownloadRecord {
  let status: StatusCode
  let message: String
  /// The file was refused because of its type.
  let isOtherType: Bool
  let url: String
  let path: String
  let size: Int64
  let contentType: String
  let detectedType: MediaType?
  let httpStatus: Int
  let tries: Int

  private var withoutRecord: LostRecord {
    LostRecord(
      happened: "The file is complete at \(path), but there is no memory for the record of the download. "
        + "Nothing was bought by this. ",
      remedy: .useFile)
  }

  private var remedy: Remedy {
    if isOtherType { return .acceptType }
    switch httpStatus {
    case 401, 403, 404, 410: return .renewAddress
    default: return .fetchAgain
    }
  }

  func result(tag: UInt64, elapsed: Int64) -> JobResult {
    var record = RecordBuilder(status == .ok ? "downloaded" : "error", tag: tag, elapsed: elapsed)
    var text = ""
    var advice = Advice()
    if status == .ok {
      record.field("url", url)
      record.field("path", path)
      record.field("size", size)
      record.field("content_type", contentType)
      record.field("detected_type", detectedType?.name.description)
    } else {
      // The file at the address was bought.
      let remedy = remedy.text
      advice = Advice(charge: .accepted, remedy: remedy)
      text = "The download of \(url) failed: \(message). The generation is still paid for. \(remedy)"
      record.field("error", status.name.description)
      record.field("message", text)
      record.field("url", url)
      record.field("http_status", httpStatus)
      // A program must not repeat a generation because a download failed.
      record.field("retryable", false)
      record.field("charge_state", advice.charge?.name)
      record.field("remedy", advice.remedy)
    }
    record.field("tries", tries)
    return JobResult(
      status: status, category: status, httpStatus: httpStatus, retryAfter: -1, message: text,
      advice: advice, generationID: nil, json: record.build(), withoutRecord: withoutRecord, outputs: [])
  }
}
