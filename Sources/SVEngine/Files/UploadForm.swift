import SVProtocol
import SVText

/// The parts of multipart/form-data for a payload that refers to files: one part per field, or several with
/// the same name for a list.
final class UploadForm {
  enum Value {
    case json(JSONNode)
    case file(UploadSource)
  }

  /// The values of the parts borrow this text.
  private let text: ByteBuffer
  private(set) var parts: [(name: String, value: Value)] = []
  /// The total size of all files in bytes.
  private(set) var fileBytes: Int64 = 0

  /// The files and memory to which a payload may refer.
  struct Context {
    let inputs: [TextKey: Input]
    let allowsFiles: Bool
    let bytesMax: Int64
  }

  private static let unsent = "Nothing was sent."

  private init(_ text: ByteBuffer) { self.text = text }

  /// Returns nil if the payload refers to no file and is sent unchanged.
  static func read(_ payload: JSONNode, of text: ByteBuffer, _ context: Context) throws(CallError)
    -> UploadForm?
  {
    guard mentionsFile(payload) else { return nil }
    let form = UploadForm(text)
    for (name, value) in payload.members { try form.add(name, value, context) }
    if context.bytesMax > 0, form.fileBytes > context.bytesMax {
      let limit = "more than upload_bytes_max allows (\(context.bytesMax))"
      throw CallError(.argument, "the files have \(form.fileBytes) bytes together, \(limit). \(unsent)")
    }
    return form
  }

  private func add(_ name: String, _ value: JSONNode, _ context: Context) throws(CallError) {
    guard value.kind == .array else { return try addElement(name, value, context) }
    for element in value.elements { try addElement(name, element, context) }
  }

  private func addElement(_ name: String, _ value: JSONNode, _ context: Context) throws(CallError) {
    if UploadForm.isReference(value) {
      let source = try UploadForm.source(value, context, field: name)
      let (sum, overflow) = fileBytes.addingReportingOverflow(source.size)
      fileBytes = overflow ? Int64.max : sum
      return parts.append((name, .file(source)))
    }
    if UploadForm.mentionsFile(value) {
      let rule = "a file can be the value of a field or of an element of its list, not deeper"
      throw CallError(.argument, "\(name): \(rule). \(UploadForm.unsent)")
    }
    // A form cannot express null, which means the same as a missing field.
    if !value.isNull { parts.append((name, .json(value))) }
  }

  private static func source(
    _ node: JSONNode, _ context: Context, field: String
  ) throws(CallError) -> UploadSource {
    for (key, value) in node.members
    where !key.isOneOf("$file $input file_name content_type") || value.kind != .string {
      let rule = "a file has $file or $input, file_name and content_type, all texts"
      throw CallError(.argument, "\(field): \(rule). \(unsent)")
    }
    let type = try node["content_type"]?.string.map { (text) throws(CallError) in
      try Parse.headerText("content_type", text)
    }
    let fileName = node["file_name"]?.string
    if let name = node["$input"]?.string {
      guard let input = context.inputs[TextKey(name)] else {
        let hint = "sv_client_add_file and sv_client_add_bytes give them"
        throw CallError(.argument, "\(field): there is no input \(name); \(hint). \(unsent)")
      }
      return try input.open(fileName: fileName, contentType: type)
    }
    guard context.allowsFiles else {
      throw CallError(
        .argument,
        "\(field): files that a payload names are sent only where the option allow_files is set. \(unsent)")
    }
    return try UploadSource.open(path: node["$file"]?.string ?? "", fileName: fileName, contentType: type)
  }

  static func isReference(_ node: JSONNode) -> Bool { node["$file"] != nil || node["$input"] != nil }

  /// At any depth.
  static func mentionsFile(_ node: JSONNode) -> Bool { node.containsObject(where: isReference) }

  /// Why a file is no longer the same, checked before it is sent again.
  var change: String? {
    for part in parts {
      if case .file(let source) = part.value, let change = source.change { return change }
    }
    return nil
  }
}

/// A named file or memory block, to which payloads can refer.
final class Input {
  private let path: String?
  private let memory: ByteBuffer?
  private let fileName: String?
  private let contentType: String?

  init(path: String, fileName: String?, contentType: String?) {
    self.path = path
    memory = nil
    self.fileName = fileName
    self.contentType = contentType
  }

  init(memory: ByteBuffer, fileName: String?, contentType: String?) {
    path = nil
    self.memory = memory
    self.fileName = fileName
    self.contentType = contentType
  }

  func open(fileName: String?, contentType: String?) throws(CallError) -> UploadSource {
    let name = fileName ?? self.fileName
    let type = contentType ?? self.contentType
    if let memory { return try UploadSource.memory(memory, fileName: name, contentType: type) }
    return try UploadSource.open(path: path ?? "", fileName: name, contentType: type)
  }
}

extension UploadForm {
  /// The description of the parts for people: files by name, type and size.
  func write(to writer: inout JSONWriter) {
    writer.beginArray()
    for part in parts {
      writer.beginObject()
      writer.field("name", part.name)
      switch part.value {
      case .json(let value): writer.fieldRaw("value", value.raw)
      case .file(let source):
        writer.field("file_name", source.fileName)
        writer.field("content_type", source.contentType)
        writer.field("size", source.size)
      }
      writer.endObject()
    }
    writer.endArray()
  }
}
