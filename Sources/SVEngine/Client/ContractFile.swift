import CLinux
import SVContract
import SVProtocol
import SVText

/// Reads the OpenAPI document of a client.
enum ContractFile {
  private static let bytesMax = 256 << 20
  private static let chunk = 1 << 16

  /// Nil for NULL or an empty text, which mean no document.
  static func read(text: UnsafePointer<CChar>?) throws(CallError) -> JSONNode? {
    guard let text, text.pointee != 0 else { return nil }
    let buffer = ByteBuffer()
    let count = clinux_text_length(text)
    guard count <= bytesMax else {
      throw CallError(.argument, "the option openapi_json is larger than \(bytesMax) bytes")
    }
    guard buffer.append(UnsafeRawBufferPointer(start: text, count: count)) else {
      throw CallError(.memory, "no memory for the OpenAPI document")
    }
    return try read(buffer, name: "the option openapi_json")
  }

  /// Nil for an empty path.
  static func read(file path: String) throws(CallError) -> JSONNode? {
    guard !path.isEmpty else { return nil }
    let file = clinux_file_open(path)
    guard file >= 0 else { throw failure(path, file) }
    defer { clinux_close(file) }
    var about = clinux_file_info()
    let status = clinux_file_about(file, &about)
    guard status >= 0 else { throw failure(path, status) }
    guard about.is_regular else { throw CallError(.file, "\(path) is not a file") }
    let buffer = ByteBuffer()
    while buffer.count <= bytesMax {
      let count = append(to: buffer, from: file)
      guard let count else { throw CallError(.memory, "no memory for \(path)") }
      guard count >= 0 else { throw failure(path, count) }
      if count == 0 { return try read(buffer, name: path) }
    }
    throw CallError(.argument, "\(path) is larger than \(bytesMax) bytes")
  }

  /// Returns the number of bytes read, 0 at the end, negative for an error; nil if there is no memory.
  private static func append(to buffer: ByteBuffer, from file: Int32) -> Int32? {
    withUnsafeTemporaryAllocation(byteCount: chunk, alignment: 1) { room in
      let count = clinux_file_read(file, room.baseAddress, room.count, Int64(buffer.count))
      guard count > 0 else { return Int32(clamping: count) }
      let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room).prefix(count))
      return buffer.append(bytes) ? Int32(clamping: count) : nil
    }
  }

  private static func failure(_ path: String, _ status: Int32) -> CallError {
    CallError(.file, "\(path) cannot be read: " + FileSink.errorText(status))
  }

  private static func read(_ buffer: ByteBuffer, name: String) throws(CallError) -> JSONNode {
    do { return try OpenAPIDocument.read(buffer.bytes, name: name).root } catch {
      throw CallError(error.kind == .memory ? .memory : .argument, error.message)
    }
  }
}
