import SVProtocol
import SVText

/// Files and memory that payloads can refer to by name. A payload never contains a path, so it cannot select
/// files.
extension Client {
  public func addFile(_ name: String, path: String, fileName: String?, contentType: String?) throws(CallError)
  {
    guard !path.isEmpty else { throw CallError(.argument, "the path is empty") }
    try check(name)
    inputs[TextKey(name)] = Input(
      path: path, fileName: fileName, contentType: try Client.checked(contentType))
  }

  /// Copies the bytes.
  public func addBytes(
    _ name: String, _ bytes: UnsafeRawBufferPointer, fileName: String?, contentType: String?
  ) throws(CallError) {
    try check(name)
    guard !bytes.isEmpty else { throw CallError(.argument, "the input \(name) is empty") }
    guard let copy = ByteBuffer(copying: bytes) else {
      throw CallError(.memory, "no memory for the input \(name)")
    }
    inputs[TextKey(name)] = Input(
      memory: copy, fileName: fileName, contentType: try Client.checked(contentType))
  }

  /// Jobs that were started with it keep it.
  public func removeInput(_ name: String) throws(CallError) {
    guard inputs.removeValue(forKey: TextKey(name)) != nil else {
      throw CallError(.argument, "there is no input \(name)")
    }
  }

  private func check(_ name: String) throws(CallError) {
    guard !name.isEmpty, name.utf8.count <= 255 else {
      throw CallError(.argument, "an input's name has 1 to 255 bytes")
    }
  }

  private static func checked(_ contentType: String?) throws(CallError) -> String? {
    guard let contentType else { return nil }
    return try Parse.headerText("content_type", contentType)
  }
}
