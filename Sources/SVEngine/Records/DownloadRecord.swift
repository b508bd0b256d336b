import SVText
import SVProtocol

/// The last record of a download, and the result made of it.
struct DownloadRecord {
  let status: StatusCode
  let message: String
  let url: String
  let path: String
  let size: Int64
  let contentType: String
  let detectedType: MediaType?
  let httpStatus: Int
  let tries: Int

  private var withoutRecord: String {
    "The file is complete at \(path), but there is no memory for the record of the download. "
      + "Nothing was bought by this. Use the file; do not fetch it again."
  }

  func result(tag: UInt64, elapsed: Int64) -> JobResult {
    var record = RecordBuilder(status == .ok ? "downloaded" : "error", tag: tag, elapsed: elapsed)
    var text = ""
    if status == .ok {
      record.field("url", url)
      record.field("path", path)
      record.field("size", size)
      record.field("content_type", contentType)
      record.field("detected_type", detectedType?.name.description)
    } else {
      text = "The download of \(url) failed: \(message). \(Remedy.fetchAgain.text)"
      record.field("error", status.name.description)
      record.field("message", text)
      record.field("url", url)
      record.field("http_status", httpStatus)
      // A program that sends a failed generation again must not do so because a file could not be fetched.
      record.field("retryable", false)
      record.field("charge_state", ChargeState.accepted.name)
      record.field("remedy", Remedy.fetchAgain.text)
    }
    record.field("tries", tries)
    return JobResult(
      status: status, category: status, httpStatus: httpStatus, retryAfter: -1, message: text,
      generationID: nil, json: record.build(), withoutRecord: withoutRecord, outputs: [])
  }
}
