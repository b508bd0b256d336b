import CSkillsVideo
import Glibc
import SVText

/// The engine, used only through the C header. A function that the header lacks is not available to the
/// command.
final class LibraryClient {
  private let handle: OpaquePointer
  /// The options that only jobs accept.
  private var ofJobs: [EngineSetting] = []

  init() throws(CommandError) {
    var created: OpaquePointer?
    let status = sv_client_create(&created)
    guard status == 0, let created else {
      let why = status == SV_ERR_SYSTEM ? System.refusal(errno) : String(cString: sv_status_name(status))
      throw .engine(status, "the library could not create a client, and nothing was sent: \(why)")
    }
    handle = created
  }

  deinit {
    sv_client_free(handle)
  }

  func set(_ name: String, _ value: String) throws(CommandError) {
    try check(sv_client_set(handle, name, value))
  }

  /// Sets options by name. Options that only jobs accept are kept for the jobs.
  func set(_ settings: [EngineSetting]) throws(CommandError) {
    for setting in settings {
      if EngineOption.isOfJob(setting.name) {
        ofJobs.append(setting)
      } else {
        try set(setting.name, setting.value)
      }
    }
  }

  /// The options of a job as the flat JSON object that the library expects; nil if there are none. An option
  /// of the user replaces `own`.
  private func jobOptions(_ own: [EngineSetting] = []) -> String? {
    let settings = ofJobs + own.filter { own in !ofJobs.contains { $0.name == own.name } }
    if settings.isEmpty { return nil }
    var writer = JSONWriter()
    writer.beginObject()
    for setting in settings {
      writer.key(setting.name)
      writer.string(setting.value)
    }
    writer.endObject()
    return writer.text
  }

  func start(_ endpoint: String, payload: String) throws(CommandError) -> RunningJob {
    var job: OpaquePointer?
    let status = sv_start(&job, handle, endpoint, payload, jobOptions(), 0)
    return try self.job(job, status)
  }

  /// The record "prepared": the request that `start` would send.
  func prepare(_ endpoint: String, payload: String) throws(CommandError) -> (
    status: Int32, record: String, message: String
  ) {
    var result: OpaquePointer?
    let status = sv_prepare(&result, handle, endpoint, payload, jobOptions())
    defer { sv_result_free(result) }
    guard let result else {
      try check(status)
      throw .engine(status, "the engine prepared nothing")
    }
    let record = sv_result_json(result, nil).map { String(cString: $0) } ?? ""
    return (status, record, String(cString: sv_result_message(result)))
  }

  /// Registers a file under a name that payloads can use.
  func addFile(_ name: String, path: String) throws(CommandError) {
    try check(sv_client_add_file(handle, name, path, nil, nil))
  }

  func attach(_ generationID: String) throws(CommandError) -> RunningJob {
    var job: OpaquePointer?
    let status = sv_attach(&job, handle, generationID, jobOptions(), 0)
    return try self.job(job, status)
  }

  /// A file of another type than the platform announced is rejected.
  func startDownload(_ url: String, to path: String, type: String? = nil, tag: UInt64) throws(CommandError)
    -> RunningJob
  {
    var job: OpaquePointer?
    let isReadable = type.map { $0.utf8.count <= 255 && $0.isPrintableASCII }
    let expected = isReadable == true ? type.map { [EngineSetting(name: "expected_type", value: $0)] } : nil
    let status = sv_start_download(&job, handle, url, path, jobOptions(expected ?? []), tag)
    return try self.job(job, status, tag: tag)
  }

  func startCredits() throws(CommandError) -> RunningJob {
    var job: OpaquePointer?
    let status = sv_start_credits(&job, handle, 0)
    return try self.job(job, status)
  }

  /// The next event, without waiting; nil if there is none. It is valid until the next call.
  func nextEvent() throws(CommandError) -> JobEvent? {
    var event: OpaquePointer?
    let status = sv_poll(&event, handle, 0)
    if status < 0 { try check(status) }
    return event.map(JobEvent.init)
  }

  /// Readable when `nextEvent` has work to do.
  var descriptor: Int32 { sv_client_fd(handle) }

  private func job(_ job: OpaquePointer?, _ status: Int32, tag: UInt64 = 0) throws(CommandError) -> RunningJob
  {
    try check(status)
    guard let job else { throw .engine(status, "the engine started no job") }
    return RunningJob(job, tag: tag)
  }

  private func check(_ status: Int32) throws(CommandError) {
    guard status < 0 else { return }
    let message = sv_client_message(handle).map { String(cString: $0) } ?? ""
    throw .engine(status, message.isEmpty ? String(cString: sv_status_name(status)) : message)
  }
}

/// A job in flight. Releasing it stops following.
final class RunningJob {
  private let handle: OpaquePointer
  let tag: UInt64

  fileprivate init(_ handle: OpaquePointer, tag: UInt64) {
    self.handle = handle
    self.tag = tag
  }

  deinit {
    sv_job_free(handle)
  }

  /// Stops following when it is known whether something was bought. It starts nothing more.
  func cancel() {
    sv_cancel_gracefully(handle)
  }

  func cancelAtOnce() {
    sv_cancel(handle)
  }

  /// Nil until its last event was delivered.
  var result: Result? { sv_job_result(handle).map(Result.init) }

  var generationID: String? { sv_job_generation_id(handle).map { String(cString: $0) } }

  /// The result of a job; valid as long as the job.
  struct Result {
    fileprivate let handle: OpaquePointer

    var status: Int32 { sv_result_status(handle) }
    /// The HTTP status of the deciding answer; 0 if there is none.
    var httpStatus: Int32 { sv_result_http_status(handle) }
    var message: String { String(cString: sv_result_message(handle)) }
    var generationID: String? { sv_result_generation_id(handle).map { String(cString: $0) } }
    var outputURLs: [String] {
      (0..<sv_result_output_count(handle)).compactMap { index in
        sv_result_output_url(handle, index).map { String(cString: $0) }
      }
    }
    /// The last record of the job.
    var record: [UInt8] {
      var length = 0
      return sv_result_json(handle, &length).map { Array(UnsafeRawBufferPointer(start: $0, count: length)) }
        ?? []
    }
  }
}

/// An event of a job; valid until the client's next event.
struct JobEvent {
  fileprivate let handle: OpaquePointer

  var kind: Int { Int(sv_event_kind(handle)) }
  var tag: UInt64 { sv_event_tag(handle) }
  var status: String? { sv_event_status(handle).map { String(cString: $0) } }
  var generationID: String? { sv_event_generation_id(handle).map { String(cString: $0) } }

  /// The parsed record. It is built only on request.
  var record: JSONNode? { withRecord { try? JSONDocument($0) }??.root }

  func withRecord<T>(_ body: (UnsafeRawBufferPointer) -> T) -> T? {
    var length = 0
    return sv_event_json(handle, &length).map { body(UnsafeRawBufferPointer(start: $0, count: length)) }
  }
}

/// An option of the engine, as the engine describes it.
struct EngineOption {
  let name: String
  let unit: String
  let scope: String
  let fallback: String
  /// Nil for a text.
  let range: ClosedRange<Int64>?
  let help: String

  private init?(index: UInt32) {
    func text(_ text: UnsafePointer<CChar>?) -> String { text.map { String(cString: $0) } ?? "" }
    guard let name = sv_option_name(index) else { return nil }
    self.name = text(name)
    unit = text(sv_option_unit(index))
    scope = text(sv_option_scope(index))
    fallback = text(sv_option_default(index))
    help = text(sv_option_help(index))
    var least: Int64 = 0
    var most: Int64 = 0
    range = sv_option_range(index, &least, &most) == 1 && least <= most ? least...most : nil
  }

  /// Whether only jobs accept the option.
  static func isOfJob(_ name: String) -> Bool { all.contains { $0.name == name && $0.scope == "job" } }

  /// The platform's address.
  static var baseURL: String { all.first { $0.name == "base_url" }?.fallback ?? "" }

  static var all: [EngineOption] {
    var options: [EngineOption] = []
    while let option = EngineOption(index: UInt32(options.count)) { options.append(option) }
    return options
  }
}
