import CLinux
import SVProtocol

/// The bytes of an uploaded file: an open file of this machine, or memory. They are read at any offset, so
/// that a repeat of a refused create can send them again. Before the last bytes are sent, the file is checked
/// for changes.
final class UploadSource {
  private let descriptor: Int32
  private let memory: ByteBuffer?
  private let origin: String
  private let before: clinux_file_info
  let size: Int64
  let fileName: String
  let contentType: String

  private static let unsent = "Nothing was sent, so nothing was bought."

  /// Opens a file. Errors are detected here, before anything is sent.
  static func open(path: String, fileName: String?, contentType: String?) throws(CallError) -> UploadSource {
    let descriptor = clinux_file_open(path)
    guard descriptor >= 0 else { throw failure(path, "cannot be read: " + FileSink.errorText(descriptor)) }
    var info = clinux_file_info()
    let code = clinux_file_about(descriptor, &info)
    var problem: String?
    if code != 0 {
      problem = "cannot be read: " + FileSink.errorText(code)
    } else if !info.is_regular {
      problem = "is not a file"
    } else if info.size == 0 {
      problem = "is empty"
    }
    if let problem {
      clinux_close(descriptor)
      throw failure(path, problem)
    }
    let source = UploadSource(
      descriptor, nil, origin: path, info: info, fileName: fileName ?? UploadName.ofPath(path), contentType)
    return source
  }

  static func memory(_ bytes: ByteBuffer, fileName: String?, contentType: String?) throws(CallError)
    -> UploadSource
  {
    guard !bytes.isEmpty else { throw failure(fileName ?? "input", "is empty") }
    var info = clinux_file_info()
    info.size = Int64(bytes.count)
    return UploadSource(
      -1, bytes, origin: fileName ?? "input", info: info, fileName: fileName ?? "", contentType)
  }

  private static func failure(_ name: String, _ problem: String) -> CallError {
    CallError(.file, "\(name) \(problem). \(unsent)")
  }

  private init(
    _ descriptor: Int32, _ memory: ByteBuffer?, origin: String, info: clinux_file_info, fileName: String,
    _ contentType: String?
  ) {
    self.descriptor = descriptor
    self.memory = memory
    self.origin = origin
    before = info
    size = info.size
    let name = UploadName.cleaned(fileName)
    let detected = UploadSource.detectedType(descriptor, memory) ?? UploadName.typeByEnding(name)
    self.contentType = contentType ?? detected
    self.fileName = name.isEmpty ? UploadName.byType(self.contentType) : name
  }

  deinit { if descriptor >= 0 { clinux_close(descriptor) } }

  private static func detectedType(_ descriptor: Int32, _ memory: ByteBuffer?) -> String? {
    if let memory {
      let start = UnsafeRawBufferPointer(rebasing: memory.bytes.prefix(MediaType.prefix))
      return MediaType(firstBytes: start).map { $0.name.description }
    }
    return withUnsafeTemporaryAllocation(byteCount: MediaType.prefix, alignment: 1) { start in
      let count = clinux_file_read(descriptor, start.baseAddress, start.count, 0)
      guard count > 0 else { return nil }
      let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(start).prefix(Int(count)))
      return MediaType(firstBytes: bytes).map { $0.name.description }
    }
  }

  /// Why the file is no longer the same as when it was opened; nil if it is.
  var change: String? {
    guard descriptor >= 0 else { return nil }
    var now = clinux_file_info()
    let code = clinux_file_about(descriptor, &now)
    if code != 0 { return "\(origin) cannot be read: " + FileSink.errorText(code) }
    if now.size != before.size {
      return "\(origin) changed from \(before.size) to \(now.size) bytes while it was sent"
    }
    return now.modified_ns == before.modified_ns ? nil : "\(origin) was written to while it was sent"
  }

  enum Read {
    case bytes(Int)
    case failed(String)
  }

  /// Reads the bytes at an offset, at most as many as fit.
  func read(at offset: Int64, into room: UnsafeMutableRawBufferPointer) -> Read {
    let wanted = Int(min(Int64(room.count), size - offset))
    guard wanted > 0 else { return .bytes(0) }
    if let memory {
      guard let start = Int(exactly: offset), let to = room.baseAddress, let from = memory.bytes.baseAddress
      else {
        return .failed("\(origin) cannot be read")
      }
      to.copyMemory(from: from + start, byteCount: wanted)
      return .bytes(wanted)
    }
    let count = clinux_file_read(descriptor, room.baseAddress, wanted, offset)
    if count < 0 { return .failed("\(origin) cannot be read: " + FileSink.errorText(Int32(clamping: count))) }
    if count == 0 { return .failed(change ?? "\(origin) ended early") }
    // After the last byte the platform may accept the request, so a changed file is rejected before.
    if offset + Int64(count) == size, let change { return .failed(change) }
    return .bytes(Int(count))
  }
}
