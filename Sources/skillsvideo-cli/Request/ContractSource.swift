import CSkillsVideo
import SVText

/// An OpenAPI document with its navigation file: from the user, or shipped with the program.
struct ContractSource {
  private let openapi: [UInt8]
  private let docs: [UInt8]?
  private static let largest = 256 << 20

  init(openapi: String?, docs: String?) throws(CommandError) {
    guard let openapi else {
      guard let shipped = Catalogue.path, let bytes = try? System.readFile(shipped, limit: Self.largest)
      else {
        throw .refused(
          "the catalogue that comes with the program was not found; name a document with --openapi, or the "
            + "folder of the catalogue in SKILLS_VIDEO_CATALOGUE.")
      }
      self.openapi = bytes
      let navigation = docs ?? Catalogue.folder.map { $0 + "/docs.json" }
      // The shipped navigation file is optional.
      self.docs =
        docs == nil
        ? navigation.flatMap { try? System.readFile($0, limit: Self.largest) } : try Self.read(docs)
      return
    }
    self.openapi = try Self.read(openapi) ?? []
    self.docs = try Self.read(docs)
  }

  private static func read(_ path: String?) throws(CommandError) -> [UInt8]? {
    guard let path else { return nil }
    do {
      return path == "-" ? try System.read(0, limit: largest) : try System.readFile(path, limit: largest)
    } catch {
      throw Interrupt.isRequested ? .interrupted : .refused("\(path) cannot be read: \(error.text).")
    }
  }

  /// Answers a query about the documents.
  func inspect(_ query: String) throws(CommandError) -> OfflineAnswer {
    try ask { result in
      Self.withText(openapi) { document, count in
        Self.withText(docs) { navigation, navigationCount in
          sv_inspect(&result, document, count, navigation, navigationCount, query)
        }
      }
    }
  }

  /// Compares a payload with the document. The answer's `status` is SV_ERR_VALIDATION if it is not valid.
  func validate(endpoint: String, payload: String) throws(CommandError) -> OfflineAnswer {
    try ask { result in
      Self.withText(openapi) { document, count in sv_validate(&result, document, count, endpoint, payload) }
    }
  }

  private static func withText<T>(_ bytes: [UInt8]?, _ body: (UnsafePointer<CChar>?, Int) -> T) -> T {
    guard let bytes else { return body(nil, 0) }
    // The engine reports an empty document as invalid, so it must receive a byte.
    return (bytes.isEmpty ? [0] : bytes).withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { body($0.baseAddress, bytes.count) }
    }
  }

  private func ask(_ call: (inout OpaquePointer?) -> Int32) throws(CommandError) -> OfflineAnswer {
    var result: OpaquePointer?
    let status = call(&result)
    defer { sv_result_free(result) }
    let message =
      result.map { String(cString: sv_result_message($0)) } ?? String(cString: sv_status_name(status))
    guard status == SV_OK || Int(status) == SV_ERR_VALIDATION,
      let json = result.flatMap({ sv_result_json($0, nil) })
    else { throw .engine(status, message) }
    let text = String(cString: json)
    guard let node = JSON.parse(Array(text.utf8)) else {
      throw .engine(status, "the engine's answer is not JSON")
    }
    return OfflineAnswer(status: status, text: text, node: node, message: message)
  }
}

/// The engine's answer to a query.
struct OfflineAnswer {
  let status: Int32
  let text: String
  let node: JSONNode
  let message: String
}
