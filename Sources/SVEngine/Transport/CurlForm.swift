import CCurl
import SVProtocol
import SVText

/// A form for libcurl's mime API. Files are read once, from start to end. A second reading within one request
/// would be a second request, so it fails.
final class CurlForm {
  private let mime: OpaquePointer
  private var readers: [Reader] = []
  private let total: Int64
  private(set) var done: Int64 = 0
  /// Why a file could not be sent completely.
  private(set) var failure: String?
  private let progress: (Int64, Int64) -> Void

  /// A file that is being sent.
  private final class Reader {
    let source: UploadSource
    unowned(unsafe) let form: CurlForm
    var offset: Int64 = 0

    init(_ source: UploadSource, _ form: CurlForm) {
      self.source = source
      self.form = form
    }
  }

  /// Nil if there is no memory.
  static func make(
    _ form: UploadForm, easy: UnsafeMutableRawPointer, progress: @escaping (Int64, Int64) -> Void
  ) -> CurlForm? {
    guard let mime = curl_mime_init(easy) else { return nil }
    let body = CurlForm(mime, total: form.fileBytes, progress)
    for part in form.parts where !body.add(part.name, part.value) { return nil }
    return ccurl_set_pointer(easy, CURLOPT_MIMEPOST, UnsafeMutableRawPointer(mime)) == CURLE_OK ? body : nil
  }

  private init(_ mime: OpaquePointer, total: Int64, _ progress: @escaping (Int64, Int64) -> Void) {
    self.mime = mime
    self.total = total
    self.progress = progress
  }

  deinit { curl_mime_free(mime) }

  private func add(_ name: String, _ value: UploadForm.Value) -> Bool {
    guard let part = curl_mime_addpart(mime), curl_mime_name(part, name) == CURLE_OK else { return false }
    switch value {
    case .json(let node): return add(node, to: part)
    case .file(let source):
      let reader = Reader(source, self)
      readers.append(reader)
      return curl_mime_filename(part, source.fileName) == CURLE_OK
        && curl_mime_type(part, source.contentType) == CURLE_OK
        && curl_mime_data_cb(
          part, curl_off_t(source.size), { CurlForm.read($0, $1 &* $2, $3) },
          { _, _, _ in CURL_SEEKFUNC_FAIL }, nil,
          Unmanaged.passUnretained(reader).toOpaque()) == CURLE_OK
    }
  }

  /// A text is sent as it is, everything else as JSON. For numbers and booleans that is the usual form
  /// encoding.
  private func add(_ node: JSONNode, to part: OpaquePointer) -> Bool {
    if node.kind == .string {
      let text = ByteBuffer()
      return text.append(stringOf: node) && CurlForm.setData(part, text.bytes)
    }
    let isNested = node.kind == .object || node.kind == .array
    if isNested, curl_mime_type(part, "application/json") != CURLE_OK { return false }
    return CurlForm.setData(part, node.raw)
  }

  private static func setData(_ part: OpaquePointer, _ bytes: UnsafeRawBufferPointer) -> Bool {
    let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) ?? CText.empty
    return curl_mime_data(part, start, bytes.count) == CURLE_OK
  }

  private static func read(
    _ target: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ context: UnsafeMutableRawPointer?
  ) -> Int {
    guard let target, let context else { return Int(CURL_READFUNC_ABORT) }
    let reader = Unmanaged<Reader>.fromOpaque(context).takeUnretainedValue()
    let room = UnsafeMutableRawBufferPointer(start: target, count: capacity)
    switch reader.source.read(at: reader.offset, into: room) {
    case .failed(let reason):
      reader.form.failure = reason
      return Int(CURL_READFUNC_ABORT)
    case .bytes(let count):
      reader.offset += Int64(count)
      reader.form.sent(count)
      return count
    }
  }

  private func sent(_ count: Int) {
    done += Int64(count)
    progress(done, total)
  }
}
